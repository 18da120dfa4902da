"""Bar charts as figures for a template: where each bar stands in an SVG of fixed size. Knows no words and no page."""

from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bar:
    """One bar, in the units of the SVG; `lower` is the part drawn plain, `upper` the hatched part on top of it."""

    label: str
    value: int
    x: float
    width: float
    lower_y: float
    lower_height: float
    upper_y: float
    upper_height: float
    is_labelled: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Tick:
    """One line of the scale."""

    value: int
    y: float


@dataclass(frozen=True)
class Chart:
    """Bars over one scale; `floor` is the y of zero."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: float
    height: float
    left: float
    floor: float


def stacked_bars(
    rows: Sequence[tuple[str, int, int]],
    *,
    width: float = 640,
    height: float = 240,
    left: float = 56,
    top: float = 16,
    foot: float = 36,
    most_labels: int = 12,
) -> Chart:
    """Place one bar for each (label, lower, upper); of many labels only every so-many-th is written."""
    floor = height - foot
    step = _step(max((lower + upper for _label, lower, upper in rows), default=0))
    highest = max(step, -(-max((lower + upper for _l, lower, upper in rows), default=0) // step) * step)
    scale = (floor - top) / highest
    pitch = (width - left) / max(len(rows), 1)
    every = -(-len(rows) // most_labels) if rows else 1
    bars = []
    for number, (label, lower, upper) in enumerate(rows):
        bar_width = min(pitch * 0.72, 44)
        lower_y = floor - lower * scale
        bars.append(
            Bar(
                label=label,
                value=lower + upper,
                x=round(left + pitch * number + (pitch - bar_width) / 2, 2),
                width=round(bar_width, 2),
                lower_y=round(lower_y, 2),
                lower_height=round(lower * scale, 2),
                upper_y=round(lower_y - upper * scale, 2),
                upper_height=round(upper * scale, 2),
                is_labelled=number % every == 0,
            )
        )
    ticks = tuple(Tick(value, round(floor - value * scale, 2)) for value in range(0, highest + 1, step))
    return Chart(tuple(bars), ticks, width, height, left, floor)


def _step(most: int) -> int:
    """Return a round distance between the lines of the scale that gives at most five of them."""
    power = 1
    while True:
        for part in _STEPS:
            if part * power * 5 >= most:
                return part * power
        power *= 10
