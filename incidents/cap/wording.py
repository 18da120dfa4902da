"""What a message says of an outage or a closure, from facts of the register only.

Nothing that a person typed is told: a note of a dispatcher may name somebody.
"""

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


def infos(thing: Outage | Closure, *, is_over: bool, at: datetime) -> list[Info]:
    """The words in Thai and in English; `is_over` takes back what was said before."""
    return [_in(language, thing, is_over=is_over, at=at) for language in LANGUAGES]


def _in(language: str, thing: Outage | Closure, *, is_over: bool, at: datetime) -> Info:
    with translation.override(language):
        if isinstance(thing, Outage):
            return _outage_over(thing, language) if is_over else _outage(thing, language)
        return _closure_over(thing, language, at=at) if is_over else _closure(thing, language, at=at)


def _outage(outage: Outage, language: str) -> Info:
    facts = _facts_of_outage(outage)
    back = (
        _("Power is expected back %(at)s.") % {"at": thai_time(outage.expected_at)}
        if outage.expected_at
        else _("It is not known yet when power will be back.")
    )
    since = (
        _("No power since %(at)s: %(poles)s poles, %(lamps)s street lamps and about %(buildings)s buildings.") % facts
    )
    return Info(
        LANGUAGES[language],
        event=_("Power outage"),
        headline=_("Power outage in %(town)s, %(device)s") % facts,
        description=f"{since} {back}",
        instruction=_safely(
            outage, _("Switch off what heats or moves. Stay at least 10 metres away from any wire that is down.")
        ),
        area=_("About %(poles)s poles below %(device)s, %(town)s") % facts,
    )


def _outage_over(outage: Outage, language: str) -> Info:
    facts = _facts_of_outage(outage)
    is_back = outage.restored_at is not None
    return Info(
        LANGUAGES[language],
        event=_("Power is back") if is_back else _("Power outage: announcement taken back"),
        headline=(
            _("Power is back in %(town)s, %(device)s")
            if is_back
            else _("Taken back: power outage in %(town)s, %(device)s")
        )
        % facts,
        description=_("The announcement of this outage no longer holds."),
        instruction=_safely(outage, _("If you still have no power, report it.")),
        area=_("About %(poles)s poles below %(device)s, %(town)s") % facts,
    )


def _closure(closure: Closure, language: str, *, at: datetime) -> Info:
    facts = _facts_of_closure(closure, at=at)
    until = (
        _("It is closed until %(at)s.") % {"at": thai_time(closure.until)}
        if closure.until
        else _("It is closed until further notice.")
    )
    since = _("No vehicle gets through from %(at)s on. Reason: %(reason)s. Roads: %(roads)s.") % facts
    return Info(
        LANGUAGES[language],
        event=_("Road closed"),
        headline=_("Road closed in %(town)s: %(reason)s") % facts,
        description=f"{since} {until}",
        instruction=_safely(closure, _("Take another way. Do not drive into water or past a barrier.")),
        area=_("%(roads)s, %(town)s") % facts,
    )


def _closure_over(closure: Closure, language: str, *, at: datetime) -> Info:
    facts = _facts_of_closure(closure, at=at)
    is_open = closure.until is not None and closure.until <= at
    return Info(
        LANGUAGES[language],
        event=_("Road open again") if is_open else _("Road closed: announcement taken back"),
        headline=(
            _("Road open again in %(town)s: %(roads)s")
            if is_open
            else _("Taken back: road closed in %(town)s, %(roads)s")
        )
        % facts,
        description=_("The announcement of this closure no longer holds."),
        instruction=_safely(closure, _("Drive with care; signs on the road come first.")),
        area=_("%(roads)s, %(town)s") % facts,
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


def _safely(thing: Outage | Closure, advice: str) -> str:
    return f"{advice} {definitions.notice(thing.municipality)}"
