"""What the checks go by, in the reader's language: limits by topic, the datum step, sizes of this installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gis_assets import crs
from landsurvey import limits

# In the order of the page.
TOPICS = {
    "accuracy": _("How exact a survey is taken to be"),
    "areas": _("Areas"),
    "outlines": _("Outlines"),
    "fabric": _("Overlaps, strips and slivers"),
    "place": _("Where parcels lie"),
    "register": _("Beside the register"),
    "datum": _("Mistakes of the datum"),
    "comparing": _("What counts as a change"),
    "files": _("Archives"),
}


@dataclass(frozen=True)
class Shown:
    """A limit, or a step between datums, as a line of the page."""

    name: str
    title: str
    value: str
    unit: str
    since: date
    until: date | None
    source: str
    doubt: str
    is_own: bool = False


@dataclass(frozen=True)
class Topic:
    """Limits that belong together."""

    name: str
    title: str
    limits: list[Shown]


def topics(*, on: date, own: Mapping[str, object] | None) -> list[Topic]:
    """The limits in force on a day; `own` are the municipality's values."""
    held = limits.listed(on=on, own=own)
    return [
        Topic(name, str(title), [_limit(limit) for limit in held if limit.topic == name])
        for name, title in TOPICS.items()
    ]


def datum_steps() -> list[Shown]:
    """The steps from Indian 1975 to WGS 84, also those that have ended."""
    return [_step(step) for step in crs.datum_steps()]


def installation() -> list[tuple[str, int, str]]:
    """What the operator has set for files and their checks: title, value, unit."""
    return [
        (gettext("Largest file"), settings.SURVEY_UPLOAD_LIMIT_MB, "MB"),
        (gettext("Largest size it may expand to"), settings.SURVEY_EXPANDED_LIMIT_MB, "MB"),
        (gettext("Largest size a raster may expand to"), settings.SURVEY_RASTER_LIMIT_MB, "MB"),
        (gettext("Longest time of a check"), settings.SURVEY_TIME_LIMIT_S, gettext("seconds")),
        (gettext("Memory of a check"), settings.SURVEY_MEMORY_LIMIT_MB, "MB"),
    ]


def _limit(limit: limits.Limit) -> Shown:
    return Shown(
        name=limit.name,
        title=_said(limit.title_th, limit.title),
        value=f"{limit.value:,g}",
        unit=limit.unit,
        since=limit.in_force_from,
        until=limit.in_force_until,
        source=_said(limit.cite_th, limit.cite),
        doubt=_said(limit.doubt_th, limit.doubt),
        is_own=limit.is_own,
    )


def _step(step: crs.DatumStep) -> Shown:
    return Shown(
        name=step.name,
        title=_said(step.title_th, step.title),
        value=f"ΔX {step.dx_m} · ΔY {step.dy_m} · ΔZ {step.dz_m} m ({step.ellipsoid})",
        unit="",
        since=step.in_force_from,
        until=step.in_force_until,
        source=_said(step.cite_th, step.cite),
        doubt=_said(step.doubt_th, step.doubt),
    )


def _said(thai: str, english: str) -> str:
    return english if (get_language() or "th").startswith("en") else thai
