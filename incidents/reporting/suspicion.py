"""Why a report should be looked at by a person before it reaches the queue. Pure: no database, no clock.

The thresholds are our own, from no source: they hold back bursts that no neighbour of a trouble would send, and a
wrongly held report costs one look, never the report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

NIGHT_BURST, SAME_TEXT, IMPOSSIBLE_PLACE, BLOCKED = "night_burst", "same_text", "impossible_place", "blocked"

LOOKED_BACK = timedelta(hours=24)
NIGHT_FROM, NIGHT_TO = 22, 5
BURST, BURST_WITHIN = 3, timedelta(minutes=20)
SAME_TEXT_PLACES, SAME_TEXT_APART_M, SAME_TEXT_LEAST = 2, 200, 10
FASTEST_KMH, MOVED_LEAST_M = 120, 3_000
_EARTH_M = 6_371_000


@dataclass(frozen=True)
class Sent:
    """One report of a sender: when (the town's time), where (WGS 84), its words, and whether by the same phone."""

    at: datetime
    lon: float
    lat: float
    words: str = ""
    is_same_device: bool = False


def reasons(now: Sent, *, earlier: Sequence[Sent], is_blocked: bool = False) -> list[str]:
    """The reasons to hold a report back, given what the same sender sent within `LOOKED_BACK`."""
    found = {
        BLOCKED: is_blocked,
        NIGHT_BURST: _is_night_burst(now, earlier),
        SAME_TEXT: _is_same_text(now, earlier),
        IMPOSSIBLE_PLACE: any(_is_too_far(now, one) for one in earlier if one.is_same_device),
    }
    return [reason for reason, holds in found.items() if holds]


def may_repeat(words: str) -> bool:
    """Whether there are words enough to be told from those of others; shorter ones are everybody's."""
    return len(_plain(words)) >= SAME_TEXT_LEAST


def metres(one: Sent, other: Sent) -> float:
    """The distance by the great circle."""
    rise, turn = radians(other.lat - one.lat) / 2, radians(other.lon - one.lon) / 2
    chord = sin(rise) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(turn) ** 2
    return 2 * _EARTH_M * asin(sqrt(chord))


def _is_night_burst(now: Sent, earlier: Sequence[Sent]) -> bool:
    """Of one phone only: behind one network address of a carrier a whole street may report its dark evening."""
    if NIGHT_TO <= now.at.hour < NIGHT_FROM:
        return False
    return sum(one.is_same_device and now.at - one.at <= BURST_WITHIN for one in earlier) >= BURST


def _is_same_text(now: Sent, earlier: Sequence[Sent]) -> bool:
    if not may_repeat(now.words):
        return False
    words = _plain(now.words)
    places: list[Sent] = []
    for one in earlier:
        if _plain(one.words) == words and all(metres(one, place) > SAME_TEXT_APART_M for place in (now, *places)):
            places.append(one)
    return len(places) >= SAME_TEXT_PLACES


def _is_too_far(now: Sent, one: Sent) -> bool:
    away, hours = metres(now, one), (now.at - one.at).total_seconds() / 3600
    return away > MOVED_LEAST_M and away / 1000 > FASTEST_KMH * max(hours, 0)


def _plain(words: str) -> str:
    return re.sub(r"\W+", "", words).lower()
