"""What the checks go by, in the reader's language and for everybody: limits by topic, and how exact parcels are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gis_assets import accuracy
from permits import limits, terms, wording

ACCURACY = "accuracy"


@dataclass(frozen=True)
class Topic:
    """Limits that belong together."""

    name: str
    title: str
    limits: list[dict[str, Any]]


def topics(*, on: date, own: Mapping[str, object] | None) -> list[Topic]:
    """The limits in force on a day, in the order of the file; `own` are the municipality's values."""
    held = limits.listed(on=on, own=own)
    names = list(dict.fromkeys(one.topic for one in held))
    exact = [wording.limit(one) for one in accuracy.entries() if one.holds_on(on)]
    return [
        *(Topic(name, _title(name), [wording.limit(one) for one in held if one.topic == name]) for name in names),
        Topic(ACCURACY, str(_("How exact a survey is taken to be")), exact),
    ]


def _title(topic: str) -> str:
    return gettext(terms.TOPICS[topic]) if topic in terms.TOPICS else topic
