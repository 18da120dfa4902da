"""The arithmetic of durations: mean, percentiles, shares within a standard. Pages and commands use nothing else.

Pure: takes columns of durations and gives figures; where durations come from is for others. A duration is in any one
unit (minutes on the pages, hours by default in the command). Pages leave the mean out on purpose: one forgotten case
would decide it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

SMALL_SAMPLE = 10
"""Below this many finished steps a percentile says little: the durations themselves are shown."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Summary:
    """What n durations say; figures are None where there are none."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """What the durations of one step say; figures are None where nothing can be said."""

    finished: int
    waiting: int
    waiting_past_due: int
    median_minutes: float | None
    p90_minutes: float | None
    longest_minutes: float | None
    waiting_median_minutes: float | None
    oldest_minutes: float | None
    judged: int
    kept: int
    reopened: int
    minutes: tuple[float, ...]

    @property
    def share_within(self) -> float | None:
        """The share of steps that kept their target, from 0 to 1; None when no step can be judged yet."""
        return share(self.kept, self.judged)

    @property
    def is_small(self) -> bool:
        """Whether too few steps are finished for percentiles to mean much."""
        return self.finished < SMALL_SAMPLE


def percentile(ordered: Sequence[float] | Floats, *, share: float) -> float:
    """The value below which `share` (0 to 1) of the rising values lie, by linear interpolation between two neighbours.

    The same rule as PostgreSQL's percentile_cont. Raises ValueError for no values or a share outside 0 to 1.
    """
    if len(ordered) == 0 or not 0 <= share <= 1:
        raise ValueError("a percentile needs at least one value and a share from 0 to 1")
    position = share * (len(ordered) - 1)
    below, above = float(ordered[floor(position)]), float(ordered[ceil(position)])
    return below + (above - below) * (position - floor(position))


def summary(durations: Floats) -> Summary:
    """All figures of a column of durations (n,), in their unit."""
    if durations.size == 0:
        return Summary(0, None, None, None, None)
    ordered = np.sort(durations)
    return Summary(
        n=ordered.size,
        mean=float(ordered.mean()),
        median=percentile(ordered, share=0.5),
        p90=percentile(ordered, share=0.9),
        longest=float(ordered[-1]),
    )


def share(part: int, whole: int) -> float | None:
    """A share from 0 to 1; None where there is no whole."""
    return part / whole if whole else None


def measure(minutes: Floats, *, targets: Floats, is_open: Flags, reopened: int = 0) -> Measure:
    """All figures of one step from the minutes spent in it (n,), the targets (NaN: none) and whether it still lasts.

    The target itself is still within. A step still open counts as missed once it is past its target, and is not
    judged before: waiting longer must never improve the figure. Only a few finished minutes are kept one by one.
    """
    is_past = minutes > targets  # false where there is no target
    is_judged = ~np.isnan(targets) & (~is_open | is_past)
    finished, waiting = summary(minutes[~is_open]), summary(minutes[is_open])
    few = np.sort(minutes[~is_open]).tolist() if finished.n < SMALL_SAMPLE else ()
    return Measure(
        finished=finished.n,
        waiting=waiting.n,
        waiting_past_due=int((is_open & is_past).sum()),
        median_minutes=finished.median,
        p90_minutes=finished.p90,
        longest_minutes=finished.longest,
        waiting_median_minutes=waiting.median,
        oldest_minutes=waiting.longest,
        judged=int(is_judged.sum()),
        kept=int((is_judged & ~is_past).sum()),
        reopened=reopened,
        minutes=tuple(few),
    )
