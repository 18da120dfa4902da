"""The services of the one-stop counter, as their files in `data/services/` say: what is asked, checked, paid and timed.

Pure: no Django. A service is added by adding a file; what a municipality changes (standards, grounds for pauses,
holidays) it changes in `casework`, limits of checks in `permits.limits`, the days of its manual, documents, fees and
steps by `SETTING` (`permits.own_parts`).
"""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from typing import Any

from permits import cited, own_parts, workflow
from permits import paper as papers
from permits.cited import NOTHING, Cited, Text
from permits.own_parts import Fault
from permits.paper import Paper

PLACES = ("footprint", "parcel", "line")
SETTING = "permit_services"
"""Key in a municipality's settings: {"small-building": {"small": {"manual_days": 10}, "documents": [...]}}."""
MOST_DAYS = 365
CITED = ("cite", "cite_th", "evidence", "doubt", "doubt_th", "in_force_from", "in_force_until")
"""What a service's own paper takes over from the service."""
AREA = "area_m2"
"""The unit of a fee that is the area of the drawn outline, not an answer."""


class BadService(ValueError):
    """A file of a service contradicts itself; the message says where."""


@dataclass(frozen=True)
class Choice:
    code: str
    name: Text


@dataclass(frozen=True)
class Question:
    """One thing the form asks. `kind`: text, number, whole, choice, choices, yes_no, date.

    `when` names an earlier answer by which it is asked at all, such as {"use": ["dwelling"]}, or the track; empty:
    always.
    """

    code: str
    kind: str
    name: Text
    help: Text
    unit: str = ""
    is_required: bool = True
    least: float | None = None
    most: float | None = None
    choices: tuple[Choice, ...] = ()
    when: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Requirement:
    """A document of the citizen manual's exhaustive list; `when` as for questions, also by `track` and `owner`."""

    code: str
    name: Text
    help: Text
    cited: Cited
    is_required: bool = True
    when: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Track:
    """One way a petition of the service may go; which one it goes is for `rules.tracks`.

    `counts`: the manual's days are "office" days, or days of the "calendar". `papers` are those in which it ends where
    they are not the service's own, one after the other in time.
    """

    code: str
    name: Text
    manual_days: int
    form: str
    cited: Cited
    counts: str = "office"
    has_own_days: bool = False
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class StepOf:
    """One step: its word of `workflow`, its names, the role that does it, and the steps that may follow."""

    code: str
    name: Text
    following: tuple[str, ...]
    is_final: bool = False


@dataclass(frozen=True)
class Fee:
    """One line of the fee: a fixed sum, or a rate for each unit of an answer or of `area_m2`, with a least sum.

    `unit` is what one such unit is called, where the question's own word would not do.
    """

    code: str
    name: Text
    cited: Cited
    satang: int = 0
    satang_each: int = 0
    each: str = ""
    least_satang: int = 0
    when: Mapping[str, tuple[str, ...]] | None = None
    unit: Text = NOTHING


@dataclass(frozen=True)
class CheckItem:
    """One line of the officer's checklist."""

    code: str
    name: Text


@dataclass(frozen=True)
class LeftOut:
    """A step that the municipality does without, and where it says so."""

    step: StepOf
    cited: Cited


@dataclass(frozen=True)
class Service:
    """One service as its file says; `text` is the file, in which `casework` finds standards and grounds for pauses.

    A permit is in force for `valid_days`; 0: without an end. Where the applicant says from which day and for how many,
    `since_answer` and `days_answer` are those questions. `faults` are entries of the municipality that do not
    count; `left_out` are the steps that it does without.
    """

    code: str
    name: Text
    about: Text
    place: str
    paper: Paper
    valid_days: int
    minutes_at_counter: int
    cited: Cited
    questions: tuple[Question, ...]
    requirements: tuple[Requirement, ...]
    checks: tuple[str, ...]
    tracks: tuple[Track, ...]
    steps: tuple[StepOf, ...]
    fees: tuple[Fee, ...]
    checklist: tuple[CheckItem, ...]
    text: str
    since_answer: str = ""
    days_answer: str = ""
    faults: tuple[Fault, ...] = ()
    left_out: tuple["LeftOut", ...] = ()

    @property
    def case_type(self) -> str:
        """The code of its case type."""
        return f"permit-{self.code}"

    def on(self, day: date, *, own: object = None) -> "Service":
        """The service as of a day, with its tracks, documents and fees in force then; `own` is what a municipality set.

        Where no track is in force all stand, since whoever began before must still go one; it is no longer `offered`.
        """
        tracks = tuple(each for each in self.tracks if each.cited.holds_on(day)) or self.tracks
        mine = _entry(_entry(own, SETTING), self.code)
        as_filed = replace(
            self,
            tracks=tuple(_with_own_days(_on(each, day), _entry(mine, each.code)) for each in tracks),
            requirements=tuple(each for each in self.requirements if each.cited.holds_on(day)),
            fees=tuple(each for each in self.fees if each.cited.holds_on(day)),
        )
        is_changed = any(_entry(mine, part) is not None for part in own_parts.PARTS)
        return _with_own_parts(as_filed, mine, day) if is_changed else as_filed

    def going(self, track: str) -> "Service":
        """The service for a petition that goes this way: its paper, its name and the names of its steps."""
        papers_of = (each for each in self.tracks if each.code == track)
        paper = next((one for each in papers_of for one in each.papers), None)
        if paper is None:
            return self
        named = paper.steps or {}
        steps = tuple(replace(step, name=named.get(step.code, step.name)) for step in self.steps)
        return replace(self, paper=paper, name=paper.subject or self.name, steps=steps)

    @property
    def is_of_land(self) -> bool:
        """Whether it concerns somebody's parcel, so that it matters whose it is."""
        return self.place in ("footprint", "parcel")

    def last_day(self, answers: Mapping[str, Any], *, issued: date) -> date | None:
        """Until when, that day included, a permit of these answers holds; None: without an end."""
        if self.since_answer:
            since = date.fromisoformat(answers[self.since_answer])
            return since + timedelta(days=int(answers[self.days_answer]) - 1)
        return issued + timedelta(days=self.valid_days) if self.valid_days else None

    def track(self, code: str) -> Track:
        """The track of this code; raises KeyError."""
        return {track.code: track for track in self.tracks}[code]


@functools.cache
def every() -> Mapping[str, Service]:
    """All services by their codes, in the order of their files' names; raises BadService."""
    folder = resources.files("permits").joinpath("data", "services")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {service.code: service for service in (read(file.read_text(encoding="utf-8")) for file in files)}


def offered(day: date, *, own: object = None) -> list[Service]:
    """The services that may be asked for on a day, as of that day; `own` are the municipality's settings."""
    held = (each for each in every().values() if each.cited.holds_on(day))
    return [each.on(day, own=own) for each in held if any(track.cited.holds_on(day) for track in each.tracks)]


def read(text: str) -> Service:
    """A service from the text of its file (TOML); raises BadService or KeyError for what is missing."""
    found = _filed(text)
    service = Service(
        code=found["code"],
        name=cited.text(found, "name"),
        about=cited.text(found, "about"),
        place=found["place"],
        paper=papers.read({key: found[key] for key in CITED if key in found} | found["paper"]),
        valid_days=found["valid_days"],
        minutes_at_counter=found["minutes_at_counter"],
        cited=cited.cited(found),
        questions=tuple(_question(each) for each in found.get("question", ())),
        requirements=tuple(_requirement(each) for each in found.get("document", ())),
        checks=tuple(found.get("checks", ())),
        tracks=tuple(_track(each) for each in found["track"]),
        steps=tuple(_step(each) for each in found["step"]),
        fees=tuple(_fee(each) for each in found.get("fee", ())),
        checklist=tuple(CheckItem(each["code"], cited.text(each, "name")) for each in found.get("checklist", ())),
        text=text,
        since_answer=found.get("since_answer", ""),
        days_answer=found.get("days_answer", ""),
    )
    _refuse_contradictions(service)
    return service


def _entry(settings: object, code: str) -> object:
    """The part of a municipality's settings under a code; None where it is not there or not written as it should."""
    return settings.get(code) if isinstance(settings, Mapping) else None


def _on(track: Track, day: date) -> Track:
    """The track with the paper in force on the day."""
    return replace(track, papers=tuple(each for each in track.papers if each.cited.holds_on(day)))


def _with_own_days(track: Track, mine: object) -> Track:
    """A track with the municipality's days; what is no whole number from 1 to `MOST_DAYS` does not count."""
    days = _entry(mine, "manual_days")
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        return track
    return replace(track, manual_days=days, has_own_days=True)


def _with_own_parts(service: Service, mine: object, day: date) -> Service:
    """The service with the municipality's documents, fees and steps of the day."""
    found = _filed(service.text)
    numbers = frozenset(each.code for each in service.questions if each.kind in ("number", "whole"))
    units = numbers | ({AREA} if service.place == "footprint" else set())
    is_paid = any(step.code == workflow.APPROVED for step in service.steps)
    merged = functools.partial(own_parts.merged, on=day, units=frozenset(units))
    documents, fees, steps = (
        merged(part, found.get(key, ()), own=_entry(mine, part), barred=barred)
        for part, key, barred in (
            (own_parts.DOCUMENTS, "document", ""),
            (own_parts.FEES, "fee", "" if is_paid else "no_payment"),
            (own_parts.STEPS, "step", ""),
        )
    )
    return replace(
        service,
        requirements=tuple(map(_requirement, documents.entries)),
        fees=tuple(map(_fee, fees.entries)),
        steps=_only(service.steps, steps.entries),
        left_out=tuple(LeftOut(_step(each), cited.cited(each)) for each in steps.left_out),
        faults=(*documents.faults, *fees.faults, *steps.faults),
    )


def _only(steps: tuple[StepOf, ...], kept: Sequence[Mapping[str, Any]]) -> tuple[StepOf, ...]:
    """The steps that are kept; none of them leads to one that is left out."""
    codes = {each["code"] for each in kept}
    used = (step for step in steps if step.code in codes)
    return tuple(replace(step, following=tuple(code for code in step.following if code in codes)) for step in used)


@functools.cache
def _filed(text: str) -> Mapping[str, Any]:
    """The entries of a service's file."""
    return tomllib.loads(text)


def _refuse_contradictions(service: Service) -> None:
    known = {step.code for step in service.steps}
    named = {code for step in service.steps for code in step.following} | known
    if stray := named - set(workflow.STEPS):
        raise BadService(f"{service.code}: no such step: {', '.join(sorted(stray))}")
    if stray := named - known:
        raise BadService(f"{service.code}: a step follows that has no entry: {', '.join(sorted(stray))}")
    if service.place not in PLACES:
        raise BadService(f"{service.code}: place is {service.place}, not one of {', '.join(PLACES)}")
    if stray := {track.code for track in service.tracks} & set(own_parts.PARTS):
        raise BadService(f"{service.code}: no track may be called {', '.join(sorted(stray))}")
    asked = {question.code: question.kind for question in service.questions if question.is_required}
    said = service.since_answer or service.days_answer
    if said and (asked.get(service.since_answer), asked.get(service.days_answer)) != ("date", "whole"):
        raise BadService(f"{service.code}: since_answer names a day that is asked for, days_answer a whole number")
    if not service.steps or service.steps[0].code != workflow.SUBMITTED:
        raise BadService(f"{service.code}: the first step is “{workflow.SUBMITTED}”")


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        code=entry["code"],
        kind=entry["kind"],
        name=cited.text(entry, "name"),
        help=cited.text(entry, "help"),
        unit=entry.get("unit", ""),
        is_required=entry.get("is_required", True),
        least=entry.get("least"),
        most=entry.get("most"),
        choices=tuple(Choice(each["code"], cited.text(each, "name")) for each in entry.get("choices", ())),
        when=_when(entry),
    )


def _requirement(entry: Mapping[str, Any]) -> Requirement:
    name, help_ = cited.text(entry, "name"), cited.text(entry, "help")
    is_required = entry.get("is_required", True)
    return Requirement(entry["code"], name, help_, cited.cited(entry), is_required, _when(entry))


def _track(entry: Mapping[str, Any]) -> Track:
    name, counts = cited.text(entry, "name"), entry.get("counts", "office")
    ends_in = tuple(papers.read(each) for each in entry.get("paper", ()))
    said = cited.cited(entry)
    return Track(entry["code"], name, entry["manual_days"], entry["form"], said, counts, papers=ends_in)


def _step(entry: Mapping[str, Any]) -> StepOf:
    return StepOf(entry["code"], cited.text(entry, "name"), tuple(entry.get("next", ())), entry.get("is_final", False))


def _fee(entry: Mapping[str, Any]) -> Fee:
    return Fee(
        code=entry["code"],
        name=cited.text(entry, "name"),
        cited=cited.cited(entry),
        satang=entry.get("satang", 0),
        satang_each=entry.get("satang_each", 0),
        each=entry.get("each", ""),
        least_satang=entry.get("least_satang", 0),
        when=_when(entry),
        unit=cited.text(entry, "unit"),
    )


def _when(entry: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]] | None:
    conditions = entry.get("when")
    return {code: tuple(values) for code, values in conditions.items()} if conditions else None
