"""How durations and shares are written."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * 60


@register.filter
def duration(minutes: float | None) -> str:
    """Minutes up to two hours, hours up to two days, then days, to one decimal where it helps."""
    if minutes is None:
        return "–"
    if minutes < 2 * MINUTES_PER_HOUR:
        return _("%(number)s min") % {"number": _short(minutes)}
    if minutes < 2 * MINUTES_PER_DAY:
        return _("%(number)s h") % {"number": _short(minutes / MINUTES_PER_HOUR)}
    return _("%(number)s d") % {"number": _short(minutes / MINUTES_PER_DAY)}


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in whole percent, never rounded up to a full hundred."""
    return "–" if share is None else f"{int(share * 100)} %"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
