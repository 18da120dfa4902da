"""What changed, and how it is written on the stream. Pure: no database, no clock."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

POSITION = "position"
"""A crew moved and nothing else: told at most once a second."""

BEAT = b"event: beat\ndata: {}\n\n"
RESET = b"event: reset\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class Change:
    """One live event: numbers only."""

    number: int
    kind: str
    incident: int | None
    unit: int | None
    at: datetime


def without_old_positions(changes: Sequence[Change]) -> list[Change]:
    """The same, with only the last position of each crew."""
    last = {change.unit: change.number for change in changes if change.kind == POSITION}
    return [change for change in changes if change.kind != POSITION or last[change.unit] == change.number]


def as_facts(changes: Iterable[Change]) -> list[dict[str, object]]:
    """Plain data for JSON."""
    return [
        {
            "number": change.number,
            "kind": change.kind,
            "incident": change.incident,
            "unit": change.unit,
            "at": change.at.isoformat(),
        }
        for change in changes
    ]


def as_message(changes: Sequence[Change], *, upto: str) -> bytes:
    """One message of the stream; its id is the look up to which the page has then followed."""
    data = json.dumps(as_facts(changes), separators=(",", ":"))
    return f"id: {upto}\nevent: changes\ndata: {data}\n\n".encode()
