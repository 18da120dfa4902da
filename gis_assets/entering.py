"""Who asks, and for which municipality: one question, which also binds the session; every request begins with it."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.utils.crypto import constant_time_compare

from gis_assets import prepared
from gis_assets.models import Municipality

Binding = tuple[str, str]
"""Numbers of a municipality and a person as text; empty for none."""
TOWN = ("id", "dla_code", "name_th", "name_en", "utm_epsg", "settings")
"""All but the boundary, which has thousands of points and is read where it is asked for."""
PERSON = (
    "id", "password", "last_login", "is_superuser", "username", "first_name", "last_name", "email", "is_staff",
    "is_active", "date_joined",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entered:
    """The municipality and the active person of that number, if there are such, and what the session was bound to.

    `roles` are those of the person there.
    """

    municipality: Municipality | None
    person: User | None
    roles: frozenset[str]
    outer: Binding


def enter(host: str, *, chosen: str | None, person_id: str | None = None, binds: bool = True) -> Entered:
    """The municipality of that DLA code, else of that host name (a port does not count), else of the installation.

    With `binds` the session is bound to both, to none where there is none. That the person has signed in is not said.
    """
    asked = {
        "chosen": str(chosen or ""),
        "host": host.rsplit(":", 1)[0],
        "installation": settings.MUNICIPALITY,
        "person": int(person_id) if person_id and person_id.isdecimal() else None,
        "binds": binds,
    }
    [row] = prepared.fetched("gis_assets", "enter", asked)
    outer, town, person, roles = row[:2], row[2 : 2 + len(TOWN)], row[2 + len(TOWN) : -1], frozenset(row[-1])
    return Entered(_town(town), User.from_db(connection.alias, PERSON, person) if person[0] else None, roles, outer)


def is_signed_in(person: User, session: SessionBase) -> bool:
    """Whether the session is plainly the person's; whoever is not so plainly signed in is left to Django to judge."""
    return session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and constant_time_compare(
        session.get(HASH_SESSION_KEY) or "", person.get_session_auth_hash()
    )


def _town(values: tuple[Any, ...]) -> Municipality | None:
    if values[0] is None:
        return None
    *others, own = values
    return Municipality.from_db(connection.alias, TOWN, [*others, json.loads(own) if isinstance(own, str) else own])
