"""What each service asks for, in the reader's language and for everybody: days, documents, fees and steps, as of a day.

Each line says where it is written, how well that is attested, what is not certain, and whether it is the
municipality's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permits import own_parts, services, wording
from permits.cited import Cited, Text
from permits.paper import Paper
from permits.services import Requirement, Service, Track

CALENDAR = "calendar"


@dataclass(frozen=True)
class Line:
    """One thing with its value in words, and where it is written."""

    name: str
    value: str
    cite: str
    evidence: str
    doubt: str
    since: date
    is_own: bool


@dataclass(frozen=True)
class Part:
    """Lines of one kind."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Sheet:
    """One service; `faults` are entries of the municipality that do not count, for its officers."""

    code: str
    name: str
    parts: list[Part]
    faults: list[str]


def sheets(*, on: date, own: object) -> list[Sheet]:
    """The services offered on a day, with what the municipality's settings change."""
    return [
        Sheet(
            code=service.code,
            name=wording.said(service.name),
            parts=[part for part in _parts(service) if part.lines],
            faults=[_fault(each) for each in service.faults],
        )
        for service in services.offered(on, own=own)
    ]


def _parts(service: Service) -> Iterator[Part]:
    yield Part(
        _("Decided within"),
        [_line(each.name, _days(each), each.cited, is_own=each.has_own_days) for each in service.tracks],
    )
    yield Part(_("The paper that is issued"), [_paper("", service.paper), *_of_tracks(service)])
    yield Part(_("Documents"), [_line(each.name, _asked(each), each.cited) for each in service.requirements])
    yield Part(_("Fees"), [_line(each.name, wording.rate(each, service), each.cited) for each in service.fees])
    yield Part(_("Steps left out"), [_line(each.step.name, _("not used"), each.cited) for each in service.left_out])


def _of_tracks(service: Service) -> list[Line]:
    return [_paper(wording.said(track.name), paper) for track in service.tracks for paper in track.papers]


def _paper(way: str, paper: Paper) -> Line:
    return _line(paper.title, way or _("on every other way"), paper.cited)


def _line(name: Text, value: str, cited: Cited, *, is_own: bool = False) -> Line:
    return Line(
        name=wording.said(name),
        value=value,
        cite=wording.said(cited.cite),
        evidence=str(wording.EVIDENCE.get(cited.evidence, cited.evidence)),
        doubt=wording.said(cited.doubt),
        since=cited.in_force_from,
        is_own=is_own or cited.is_own,
    )


def _days(track: Track) -> str:
    days = {"days": track.manual_days}
    if track.counts == CALENDAR:
        return ngettext("%(days)s day", "%(days)s days", track.manual_days) % days
    return ngettext("%(days)s working day", "%(days)s working days", track.manual_days) % days


def _asked(requirement: Requirement) -> str:
    return _("only in some cases") if requirement.when or not requirement.is_required else _("always")


def _fault(fault: own_parts.Fault) -> str:
    return f"{fault.part} {fault.code}: {wording.FAULTS[fault.says]}"
