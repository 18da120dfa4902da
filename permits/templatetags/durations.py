"""How times of a petition are written: from a fifth of a second to days."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def spent(seconds: float | None) -> str:
    """Seconds (under one to a hundredth, under ten to a tenth), then minutes, hours and days to a tenth."""
    if seconds is None:
        return "–"
    if seconds < 2 * MINUTE:
        return _("%(number)s s") % {"number": f"{seconds:.{2 if seconds < 1 else 1 if seconds < 10 else 0}f}"}
    for limit, unit, words in ((2 * HOUR, MINUTE, _("%(number)s min")), (2 * DAY, HOUR, _("%(number)s h"))):
        if seconds < limit:
            return words % {"number": _short(seconds / unit)}
    return _("%(number)s d") % {"number": _short(seconds / DAY)}


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
