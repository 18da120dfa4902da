"""What a message says of an outage or a closure, from facts of the register only.

Nothing that a person typed is told: a note of a dispatcher may name somebody.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gis_assets.models import RoadSegmentVersion
from gis_assets.templatetags.town import thai_time
from incidents.cap.messages import Info
from incidents.models import Closure, Outage
from incidents.open311 import definitions
from incidents.templatetags.incidents import device_name

LANGUAGES = {"th": "th-TH", "en": "en-US"}
ROADS_NAMED = 5


@dataclass(frozen=True)
class _Words:
    """The sentences of one message, with names of facts where the facts belong."""

    event: str
    headline: str
    description: str
    advice: str
    area: str


def infos(thing: Outage | Closure, *, is_over: bool, at: datetime) -> list[Info]:
    """The words in Thai and in English; `is_over` takes back what was said before."""
    return [_in(language, thing, is_over=is_over, at=at) for language in LANGUAGES]


def _in(language: str, thing: Outage | Closure, *, is_over: bool, at: datetime) -> Info:
    with translation.override(language):
        if isinstance(thing, Outage):
            facts, words = _facts_of_outage(thing), _outage_over(thing) if is_over else _outage(thing)
        else:
            facts, words = _facts_of_closure(thing, at=at), _closure_over(thing, at=at) if is_over else _closure(thing)
        return Info(
            LANGUAGES[language],
            event=words.event,
            headline=words.headline % facts,
            description=words.description % facts,
            instruction=f"{words.advice} {definitions.notice(thing.municipality)}",
            area=words.area % facts,
        )


def _outage(outage: Outage) -> _Words:
    since = _("No power since %(at)s: %(poles)s poles, %(lamps)s street lamps and about %(buildings)s buildings.")
    back = (
        _("Power is expected back %(at)s.") % {"at": thai_time(outage.expected_at)}
        if outage.expected_at
        else _("It is not known yet when power will be back.")
    )
    return _Words(
        event=_("Power outage"),
        headline=_("Power outage in %(town)s, %(device)s"),
        description=f"{since} {back}",
        advice=_("Switch off what heats or moves. Stay at least 10 metres away from any wire that is down."),
        area=_("About %(poles)s poles below %(device)s, %(town)s"),
    )


def _outage_over(outage: Outage) -> _Words:
    is_back = outage.restored_at is not None
    return _Words(
        event=_("Power is back") if is_back else _("Power outage: announcement taken back"),
        headline=(
            _("Power is back in %(town)s, %(device)s")
            if is_back
            else _("Taken back: power outage in %(town)s, %(device)s")
        ),
        description=_("The announcement of this outage no longer holds."),
        advice=_("If you still have no power, report it."),
        area=_("About %(poles)s poles below %(device)s, %(town)s"),
    )


def _closure(closure: Closure) -> _Words:
    since = _("No vehicle gets through from %(at)s on. Reason: %(reason)s. Roads: %(roads)s.")
    until = (
        _("It is closed until %(at)s.") % {"at": thai_time(closure.until)}
        if closure.until
        else _("It is closed until further notice.")
    )
    return _Words(
        event=_("Road closed"),
        headline=_("Road closed in %(town)s: %(reason)s"),
        description=f"{since} {until}",
        advice=_("Take another way. Do not drive into water or past a barrier."),
        area=_("%(roads)s, %(town)s"),
    )


def _closure_over(closure: Closure, *, at: datetime) -> _Words:
    is_open = closure.until is not None and closure.until <= at
    return _Words(
        event=_("Road open again") if is_open else _("Road closed: announcement taken back"),
        headline=(
            _("Road open again in %(town)s: %(roads)s")
            if is_open
            else _("Taken back: road closed in %(town)s, %(roads)s")
        ),
        description=_("The announcement of this closure no longer holds."),
        advice=_("Drive with care; signs on the road come first."),
        area=_("%(roads)s, %(town)s"),
    )


def _facts_of_outage(outage: Outage) -> dict[str, object]:
    kind = outage.node.kind if outage.node else "pole"
    told = {name: outage.evidence.get(name, 0) for name in ("poles", "lamps", "buildings")}
    return told | {
        "town": outage.municipality,
        "device": f"{device_name(kind)} {outage.code}",
        "at": thai_time(outage.confirmed_at),
    }


def _facts_of_closure(closure: Closure, *, at: datetime) -> dict[str, object]:
    return {
        "town": closure.municipality,
        "reason": closure.get_reason_display(),
        "roads": ", ".join(_roads(closure, at=at)) or _("a place of the map"),
        "at": thai_time(closure.since),
    }


def _roads(closure: Closure, *, at: datetime) -> list[str]:
    """Names of the roads that the closure touches, in the language of the moment."""
    versions: QuerySet[RoadSegmentVersion] = RoadSegmentVersion.objects.of(closure.municipality)
    touched = versions.filter(valid__contains=timezone.localdate(at), shape_wgs84__intersects=closure.shape)
    return sorted({str(road) for road in touched} - {""})[:ROADS_NAMED]
