"""How travel is written on the pages of this app."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil, floor

from django import template
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.templatetags import casework as durations
from incidents.models import Kind, Submission
from incidents.open311 import posting

register = template.Library()


@register.filter
def minutes_up(seconds: float) -> int:
    """Whole minutes, rounded up: a crew is never promised too early."""
    return ceil(round(seconds) / 60)


@register.filter
def minutes_down(seconds: float) -> int:
    """Whole minutes, rounded down: a gain is never promised too large."""
    return floor(round(seconds) / 60)


@register.filter
def age(since: datetime, now: datetime) -> str:
    """How long ago, in minutes, hours or days."""
    return durations.duration(float(int((now - since).total_seconds() / 60)))


@register.filter
def device_name(kind: str) -> str:
    """What a device of the grid is called."""
    names = {"pole": _("Pole"), "transformer": _("Transformer"), "feeder": _("Feeder"), "substation": _("Substation")}
    return names[kind]


@register.filter
def kilometres(metres: float) -> str:
    """Kilometres to one decimal."""
    return f"{metres / 1000:.1f}"


@register.filter
def told_beside(submission: Submission) -> list[tuple[str, str]]:
    """What a program sent beside a report, as question and answer."""
    return posting.told(submission)


TURNS = {
    "start": gettext_lazy("Set out along"),
    "straight": gettext_lazy("Go straight on along"),
    "slight_left": gettext_lazy("Bear left into"),
    "left": gettext_lazy("Turn left into"),
    "sharp_left": gettext_lazy("Turn sharp left into"),
    "slight_right": gettext_lazy("Bear right into"),
    "right": gettext_lazy("Turn right into"),
    "sharp_right": gettext_lazy("Turn sharp right into"),
    "back": gettext_lazy("Turn back along"),
}


@register.filter
def leg_turn(leg: Mapping[str, str]) -> str:
    """How one comes onto this leg, in words that the road's name follows; ways of older assignments do not say."""
    return str(TURNS.get(leg.get("turn", ""), ""))


@register.filter
def leg_name(leg: Mapping[str, str]) -> str:
    """The road's name in the reader's language, else in the other, else that it has none."""
    names = [leg["name_th"], leg["name_en"]]
    if not (translation.get_language() or "th").startswith("th"):
        names.reverse()
    return names[0] or names[1] or _("a road without a name")


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of incident is called; a code that is none stays as it was written."""
    return str(dict(Kind.choices).get(kind, kind))
