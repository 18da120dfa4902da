"""Reads the rows of a Traffy Fondue export (CSV): each is a ticket, or set aside with a reason. Pure: no database.

Columns: ticket_id, type ("{ไฟฟ้า,ถนน}"), comment, coords ("longitude,latitude"), timestamp, state, star, count_reopen,
last_activity; others are left alone. Addresses of photos are never fetched. How words are read is dated data with a
doubt (`data/traffy.toml`).
"""

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Literal

COLUMNS = ("ticket_id", "type", "comment", "coords", "timestamp", "state")
NO_NUMBER, NO_PLACE, NO_TIME, NO_ZONE = "no_ticket_id", "no_usable_coordinates", "no_usable_time", "time_without_zone"
UNKNOWN_STATE, NOT_OURS, REPEATED = "unknown_state", "forwarded_or_irrelevant", "ticket_repeated_in_file"
OTHER = "other"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_DATA = Path(__file__).with_name("data") / "traffy.toml"
_WORDS_MOST, _NUMBER_MOST = 2000, 60


class NotTraffy(ValueError):
    """The file lacks columns that every export has; its words name them."""


@dataclass(frozen=True)
class Ticket:
    """One ticket; `ended_at` is the last activity of one that is finished, the only sign of its end in the export."""

    row: int
    id: str
    kind: str
    words: str
    lon: float
    lat: float
    at: datetime
    ended_at: datetime | None
    stars: int | None
    reopened: int


@dataclass(frozen=True)
class SetAside:
    """A row that is not taken, and why."""

    row: int
    id: str
    reason: str


def read(lines: Iterable[str], *, zone: tzinfo | None = None) -> Iterator[Ticket | SetAside]:
    """Each row in the file's order; `zone` is of times that name none. Raises NotTraffy."""
    rows = csv.DictReader(lines)
    if lacking := [column for column in COLUMNS if column not in (rows.fieldnames or [])]:
        raise NotTraffy(", ".join(lacking))
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        one = _ticket(number, row, zone)
        if isinstance(one, Ticket) and one.id in seen:
            yield SetAside(number, one.id, REPEATED)
            continue
        seen.add(one.id)
        yield one


def kind_of(types: str) -> str:
    """The kind that the first matching line of the data names for a set written as "{a,b}"."""
    named = {part.strip().strip('"') for part in types.strip().strip("{}").split(",")}
    return next((str(rule["kind"]) for rule in _data()["type"] if rule["name"] in named), OTHER)


def _ticket(number: int, row: Mapping[str, str | None], zone: tzinfo | None) -> Ticket | SetAside:
    told = {
        name: (value or "").strip()
        for name, value in row.items()
        if isinstance(name, str) and not isinstance(value, list)
    }
    id_ = told["ticket_id"][:_NUMBER_MOST]
    place, at = _place(told["coords"]), _time(told["timestamp"], zone)
    state = _data()["states"].get(told["state"])
    reason = _reason(id_, place=place, at=at, state=state)
    if reason or place is None or at is None:
        return SetAside(number, id_, reason)
    last = _time(told.get("last_activity", ""), zone)
    ended_at = max(last or at, at) if state == "ended" else None
    return Ticket(
        number,
        id_,
        kind_of(told["type"]),
        told["comment"][:_WORDS_MOST],
        *place,
        at,
        ended_at,
        _stars(told.get("star", "")),
        int(float(told["count_reopen"])) if _NUMBER.fullmatch(told.get("count_reopen", "")) else 0,
    )


def _reason(id_: str, *, place: object, at: datetime | None, state: str | None) -> str:
    found: dict[str, Literal[True] | bool] = {
        NO_NUMBER: not id_,
        NO_PLACE: place is None,
        NO_TIME: at is None,
        NO_ZONE: at is not None and at.tzinfo is None,
        UNKNOWN_STATE: state is None,
        NOT_OURS: state == "void",
    }
    return next((reason for reason, holds in found.items() if holds), "")


def _place(coords: str) -> tuple[float, float] | None:
    """Longitude and latitude on the earth; the export has rows with longitude 1000.0."""
    parts = [float(part) for part in _NUMBER.findall(coords)]
    if len(parts) != 2 or abs(parts[0]) > 180 or abs(parts[1]) > 90 or parts == [0, 0]:
        return None
    return parts[0], parts[1]


def _time(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.replace(tzinfo=zone) if told.tzinfo is None else told


def _stars(text: str) -> int | None:
    stars = round(float(text)) if _NUMBER.fullmatch(text) else 0
    return stars if 1 <= stars <= 5 else None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text())
