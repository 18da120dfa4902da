"""How shares and changes are written on the pages of figures."""

from django import template

from gis_assets import units
from taxroll.insight.ratios import Limits, Measure

register = template.Library()

PPM_PER_PERCENT = 10_000


@register.filter
def percent(ppm: int) -> str:
    """Millionths as percent with one decimal: `873_456` is `87.3`, rounded down so that 100 % is all."""
    tenths = ppm * 10 // PPM_PER_PERCENT
    return f"{tenths // 10}.{tenths % 10}" if tenths >= 0 else f"−{-tenths // 10}.{-tenths % 10}"


@register.filter
def change(satang: int) -> str:
    """A difference of money with its sign: `+1,200.00`, `−35.00`, `0.00`."""
    sign = "+" if satang > 0 else "−" if satang < 0 else ""
    return f"{sign}{units.format_baht(abs(satang))}"


@register.filter
def within(measure: Measure, limits: Limits) -> bool:
    """Whether a measure keeps the limits."""
    return limits.holds(measure.value)
