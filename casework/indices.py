"""Indices of interruptions, like SAIFI and SAIDI, over the things a municipality has: poles and lamps, not customers.

Pure. SAIFI and SAIDI as the Provincial Electricity Authority publishes them count customers, who are the utility's. A
municipality knows its poles, so these figures are "pole-SAIFI" and "pole-SAIDI" and must be named so: sum(N_i) / N and
sum(r_i N_i) / N, with N_i the poles without power in interruption i, r_i its length and N all poles (IEEE 1366).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOMENTARY = timedelta(minutes=1)
"""Interruptions shorter than this are not counted: the Electricity Generating Authority counts from one minute."""
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Interruption:
    """So many poles or lamps were out from one instant to another; `stop` None while they still are."""

    things: int
    start: datetime
    stop: datetime | None


@dataclass(frozen=True, slots=True)
class Indices:
    """Interruptions for each thing (SAIFI), minutes out for each thing (SAIDI), minutes of one interruption (CAIDI).

    None where there is nothing to divide by. `hours_lost` is the sum over all things, `momentary` the number left out.
    """

    things: int
    interruptions: int
    momentary: int
    saifi: float | None
    saidi_minutes: float | None
    caidi_minutes: float | None
    hours_lost: float


def of_period(interruptions: Sequence[Interruption], *, things: int, since: datetime, until: datetime) -> Indices:
    """The indices of a half-open period: an interruption counts once, where it begins; its length where it lies."""
    lasting = [each for each in interruptions if (each.stop or until) - each.start >= MOMENTARY]
    begun = [each for each in lasting if since <= each.start < until]
    hit = sum(each.things for each in begun)
    out = sum((each.things * _length(each, since, until) for each in lasting), timedelta())
    return Indices(
        things=things,
        interruptions=len(begun),
        momentary=len(interruptions) - len(lasting),
        saifi=hit / things if things else None,
        saidi_minutes=out / MINUTE / things if things else None,
        caidi_minutes=out / MINUTE / hit if hit else None,
        hours_lost=out / HOUR,
    )


def _length(each: Interruption, since: datetime, until: datetime) -> timedelta:
    """What of it lies in the period."""
    return max(min(each.stop or until, until) - max(each.start, since), timedelta())
