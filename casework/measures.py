"""The arithmetic of step times: percentiles, shares within a standard, one row per step.

Pure: takes durations and gives figures; where durations come from is for `casework.kpi`.
The mean is left out on purpose: one forgotten case would decide it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

SMALL_SAMPLE = 10
"""Below this many finished steps a percentile says little: the durations themselves are shown."""


@dataclass(frozen=True, slots=True)
class Duration:
    """Counted minutes spent in a step; `is_open` while the case still stands in it; no target means no standard."""

    minutes: float
    target_minutes: float | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """What the durations of one step say; figures are None where nothing can be said."""

    finished: int
    waiting: int
    waiting_past_due: int
    median_minutes: float | None
    p90_minutes: float | None
    share_within: float | None
    minutes: tuple[float, ...]

    @property
    def is_small(self) -> bool:
        """Whether too few steps are finished for percentiles to mean much."""
        return self.finished < SMALL_SAMPLE


def percentile(values: Sequence[float], *, share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, by linear interpolation between the two neighbours.

    The same rule as PostgreSQL's percentile_cont. Raises ValueError for no values or a share outside 0 to 1.
    """
    if not values or not 0 <= share <= 1:
        raise ValueError("a percentile needs at least one value and a share from 0 to 1")
    ordered = sorted(values)
    position = share * (len(ordered) - 1)
    below, above = ordered[floor(position)], ordered[ceil(position)]
    return below + (above - below) * (position - floor(position))


def share_within(durations: Iterable[Duration]) -> float | None:
    """The share of steps that kept their target, from 0 to 1; None when no step can be judged yet.

    A step still open counts as missed once it is past its target, and is not judged before: waiting longer must never
    improve the figure.
    """
    judged = [each for each in durations if each.target_minutes is not None and (not each.is_open or is_past_due(each))]
    if not judged:
        return None
    return sum(not is_past_due(each) for each in judged) / len(judged)


def is_past_due(duration: Duration) -> bool:
    """Whether the minutes exceed the target; the target itself is still within."""
    return duration.target_minutes is not None and duration.minutes > duration.target_minutes


def measure(durations: Sequence[Duration]) -> Measure:
    """All figures of one step from its durations, finished and open."""
    finished = tuple(sorted(each.minutes for each in durations if not each.is_open))
    waiting = [each for each in durations if each.is_open]
    return Measure(
        finished=len(finished),
        waiting=len(waiting),
        waiting_past_due=sum(is_past_due(each) for each in waiting),
        median_minutes=percentile(finished, share=0.5) if finished else None,
        p90_minutes=percentile(finished, share=0.9) if finished else None,
        share_within=share_within(durations),
        minutes=finished,
    )
