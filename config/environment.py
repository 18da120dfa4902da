"""Reading settings from the environment; a wrong value stops the start and names the setting."""

import ipaddress
import os
import re
import secrets
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

APP_ROLE = "town_app"
ONLY_WHEN_ASKED = 1_000_000
"""Django lets psycopg prepare nothing at all; so rarely does it prepare only what `gis_assets.prepared` asks for."""
POOL_WAIT_S = 5
"""So long a request waits for a connection while the database is away; then it is told so."""
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() not in YES | NO:
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Use 1 or 0.")
    return value.lower() in YES


def whole_number(name: str, *, default: int, least: int = 0) -> int:
    value = os.environ.get(name)
    if value is None:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name}={value!r} is no whole number of at least {least}.")
    return int(value)


def words(name: str, *, default: str) -> list[str]:
    return [word for word in re.split(r"[,\s]+", os.environ.get(name, default)) if word]


def text(name: str, *, default: str, pattern: str = ".*") -> str:
    value = os.environ.get(name, default)
    if not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name}={value!r} is not understood; it must match {pattern}.")
    return value


def networks(name: str) -> list[Network]:
    try:
        return [ipaddress.ip_network(word) for word in words(name, default="")]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not understood: {error}. Write networks like 10.1.0.0/16.") from error


def named(name: str) -> dict[str, str]:
    """Words with something behind each: `sms=town_sms.Sms line=town_line.Line`."""
    pairs = [word.partition("=") for word in words(name, default="")]
    if any(not key or not value for key, _sign, value in pairs):
        raise ImproperlyConfigured(f"{name} is not understood; it must be a list of name=something.")
    return {key: value for key, _sign, value in pairs}


def secret(name: str, *, kept_in: Path) -> str:
    """The secret of that name, else one made once and kept in a file only its owner can read."""
    if value := os.environ.get(name):
        return value
    path = kept_in / name.lower()
    if not path.exists():
        kept_in.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def database(*, base_dir: Path, kept_open: int = 0) -> dict[str, object]:
    """Django's description of the database, for the role this process may use.

    `DATABASE_URL` names the owner of the tables; without it the private cluster's own file does. The application role
    is derived from it, or named by `APP_DATABASE_URL`, so that a server need not know the owner's password.
    `DATABASE_AS=owner` is set by manage.py for the commands that make tables; all else is the application role.
    Up to `kept_open` connections are kept and lent to one request after the other, looked at before each, and bound
    to nobody when they come back; 0: each request connects anew.
    """
    role = text("DATABASE_AS", default="app", pattern="owner|app")
    login = owner(base_dir) if role == "owner" else _application(base_dir)
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": os.environ.get("DATABASE_NAME") or str(login.get("dbname") or "town"),
        "USER": login.get("user", ""),
        "PASSWORD": login.get("password", ""),
        "HOST": login.get("host", ""),
        "PORT": str(login.get("port", "")),
        **(_kept_open(most=kept_open) if kept_open else {}),
    }


def _kept_open(*, most: int) -> dict[str, object]:
    pool = {"min_size": 1, "max_size": most, "timeout": POOL_WAIT_S, "reset": _bound_to_nobody}
    return {"OPTIONS": {"pool": pool, "prepare_threshold": ONLY_WHEN_ASKED}, "CONN_HEALTH_CHECKS": True}


def _bound_to_nobody(connection: psycopg.Connection[object]) -> None:
    """What one request left in its session is gone before the next: its municipality, its limits, its own tables."""
    connection.execute(
        "SELECT set_config('app.municipality', '', false), set_config('app.user', '', false);"
        " RESET statement_timeout; DISCARD TEMP"
    )


def owner(base_dir: Path) -> dict[str, object]:
    """The connection of the tables' owner, as psycopg's parameters."""
    kept = base_dir / ".local" / "database-url"
    url = os.environ.get("DATABASE_URL") or (kept.read_text().strip() if kept.exists() else "postgresql:///town")
    return _parameters("DATABASE_URL", url)


def _application(base_dir: Path) -> dict[str, object]:
    if url := os.environ.get("APP_DATABASE_URL"):
        return _parameters("APP_DATABASE_URL", url)
    password = secret("APP_DATABASE_PASSWORD", kept_in=base_dir / ".local" / "secrets")
    return owner(base_dir) | {"user": APP_ROLE, "password": password}


def _parameters(name: str, url: str) -> dict[str, object]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.Error as error:
        raise ImproperlyConfigured(f"{name} is not understood: {error}") from error
