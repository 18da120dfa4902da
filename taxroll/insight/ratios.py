"""How near assessed values are to sale prices, and whether dear and cheap property are treated alike. Pure.

The measures and their limits are those of the IAAO's Standard on Ratio Studies (April 2013): level by the median ratio
(section 9.1), uniformity by the COD (section 9.2), vertical equity by the PRD and the PRB (section 9.2.7). The standard
is advisory; no Thai law sets a limit. Intervals are of 95 %: by the bootstrap for median, COD and PRD (drawn from a
seed, so that the same sales give the same interval), by the regression itself for the PRB.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEWEST = 5
DRAWS = 1_000
SEED = 2562
DRAWN_AT_ONCE = 2_000_000
PERCENTILES = (2.5, 97.5)
# An extreme ratio lies more than three interquartile ranges outside the middle half (appendix B of the standard).
EXTREME_RANGES = 3.0


@dataclass(frozen=True)
class Limits:
    """What the standard calls acceptable, both ends included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


LEVEL = Limits(0.90, 1.10)
COD_HOMES, COD_OTHER, COD_VACANT = Limits(5, 15), Limits(5, 20), Limits(5, 25)
PRD = Limits(0.98, 1.03)
PRB = Limits(-0.05, 0.05)
# Below this a COD of real sales is hardly to be had without looking at the prices.
COD_TOO_GOOD = 5.0


@dataclass(frozen=True)
class Measure:
    """A measure with its interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Study:
    """The measures of a sample of so many sales, `extreme` of them with extreme ratios (which are not left out)."""

    sales: int
    extreme: int
    median: Measure
    mean: float
    weighted_mean: float
    cod: Measure
    prd: Measure
    prb: Measure | None


@dataclass(frozen=True)
class Chasing:
    """Whether sold property was revalued otherwise than unsold: median changes in percent, and how likely by chance."""

    sold: int
    unsold: int
    sold_change_percent: float
    unsold_change_percent: float
    probability: float

    @property
    def is_suspected(self) -> bool:
        return self.probability < 0.05


def study(assessed: Floats, price: Floats) -> Study | None:
    """The measures of sales with their assessed values, both (n,) and positive; None for fewer than FEWEST."""
    if assessed.size < FEWEST:
        return None
    ratio = assessed / price
    return Study(
        sales=ratio.size,
        extreme=int(extreme(ratio).sum()),
        median=_with_interval(lambda a, p: np.median(a / p, axis=-1), assessed, price),
        mean=float(ratio.mean()),
        weighted_mean=float(assessed.sum() / price.sum()),
        cod=_with_interval(cod, assessed, price),
        prd=_with_interval(prd, assessed, price),
        prb=prb(assessed, price),
    )


def cod(assessed: Floats, price: Floats) -> Floats:
    """Coefficient of dispersion: mean distance of the ratios from their median, in percent of it; samples (..., n)."""
    ratio = assessed / price
    median = np.median(ratio, axis=-1, keepdims=True)
    return np.asarray(100 * np.abs(ratio - median).mean(axis=-1) / median[..., 0])


def prd(assessed: Floats, price: Floats) -> Floats:
    """Price-related differential: mean ratio by weighted mean; above 1 where dear property is assessed lower."""
    return np.asarray((assessed / price).mean(axis=-1) / (assessed.sum(axis=-1) / price.sum(axis=-1)))


def prb(assessed: Floats, price: Floats) -> Measure | None:
    """Price-related bias: by how much the ratio changes, in parts of the median, when the value doubles.

    The slope of (ratio - median) / median on log2 of the mean of price and assessed value brought to the median level.
    None where all values are alike, so that there is no slope.
    """
    ratio = assessed / price
    median = np.median(ratio)
    size = np.log2(0.5 * (assessed / median + price))
    if ratio.size < 3 or np.ptp(size) == 0:
        return None
    from scipy import stats  # half a second and 20 MB that few pages need

    deviation = (ratio - median) / median
    line = stats.linregress(size, deviation)
    half = float(stats.t.ppf(PERCENTILES[1] / 100, ratio.size - 2)) * float(line.stderr)
    return Measure(float(line.slope), float(line.slope) - half, float(line.slope) + half)


def extreme(ratio: Floats) -> NDArray[np.bool_]:
    """Where a ratio lies more than EXTREME_RANGES interquartile ranges outside the middle half."""
    low, high = np.percentile(ratio, (25, 75))
    reach = EXTREME_RANGES * (high - low)
    return np.asarray((ratio < low - reach) | (ratio > high + reach))


def chasing(*, sold: Floats, unsold: Floats) -> Chasing | None:
    """Compare the changes (in percent) of sold and unsold property by the rank test of Mann and Whitney."""
    if min(sold.size, unsold.size) < FEWEST:
        return None
    from scipy import stats

    probability = float(stats.mannwhitneyu(sold, unsold).pvalue)
    return Chasing(sold.size, unsold.size, float(np.median(sold)), float(np.median(unsold)), probability)


def _with_interval(measure: Callable[[Floats, Floats], Floats], assessed: Floats, price: Floats) -> Measure:
    """The measure, and its percentiles over samples drawn anew from the sales."""
    rng = np.random.default_rng(SEED)
    at_once = max(1, DRAWN_AT_ONCE // assessed.size)
    drawn = []
    for start in range(0, DRAWS, at_once):
        rows = rng.integers(0, assessed.size, size=(min(at_once, DRAWS - start), assessed.size))
        drawn.append(measure(assessed[rows], price[rows]))
    low, high = np.percentile(np.concatenate(drawn), PERCENTILES)
    return Measure(float(measure(assessed, price)), float(low), float(high))
