"""How travel is written on the pages of this app."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil

from django import template
from django.utils import translation
from django.utils.translation import gettext as _

from casework.templatetags import casework as durations

register = template.Library()


@register.filter
def minutes_up(seconds: float) -> int:
    """Whole minutes, rounded up: a crew is never promised too early."""
    return ceil(round(seconds) / 60)


@register.filter
def age(since: datetime, now: datetime) -> str:
    """How long ago, in minutes, hours or days."""
    return durations.duration(float(int((now - since).total_seconds() / 60)))


@register.filter
def kilometres(metres: float) -> str:
    """Kilometres to one decimal."""
    return f"{metres / 1000:.1f}"


@register.filter
def leg_name(leg: Mapping[str, str]) -> str:
    """The road's name in the reader's language, else in the other, else that it has none."""
    names = [leg["name_th"], leg["name_en"]]
    if not (translation.get_language() or "th").startswith("th"):
        names.reverse()
    return names[0] or names[1] or _("a road without a name")
