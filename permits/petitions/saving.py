"""Saves a petition as it is typed: what is right is kept at once, what is not is told and stays in the form.

A saving says upon which revision it was typed. Where another tab or telephone has saved since, it is refused whole, so
that neither writes over the other unseen. Only a draft, or what an officer asked for, may be changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import outbox
from gis_assets import citizen_ids, digits
from gis_assets.refusals import Refusal
from permits import moving
from permits.models import Applicant, FootprintSource, Petition
from permits.petitions import answers, asking_back, choosing, finding, placing

PLACE, PLAN, PERSON, DOCUMENTS, REVIEW = PAGES = ("place", "plan", "person", "documents", "review")
QUESTION = "q_"
"""What the field of a question begins with, before the question's code."""
RECTANGLE = ("width_m", "depth_m", "turn_deg", "lon", "lat")
BREAK = timedelta(minutes=2)
"""Whoever typed nothing for so long was not at the form: it is no time of entry."""
LONGEST = {"name": 300, "address": 500, "phone": 30, "email": 254, "webhook": 300}

Typed = Mapping[str, Sequence[str]]


class SavedElsewhere(Refusal):
    """Another tab or telephone saved in between."""


class NotToBeChanged(Refusal):
    """The petition was submitted, and nothing of this was asked for."""


@dataclass
class Saved:
    """The petition as it stands now, and what was typed that could not be kept: a sentence for each field."""

    petition: Petition
    problems: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def save(petition: Petition, *, page: str, typed: Typed, revision: int | None, at: datetime) -> Saved:
    """Keep what was typed on a page; fields that are not among it stay. Raises SavedElsewhere or NotToBeChanged.

    `revision` None saves upon whatever is there: the person has seen it and chose so.
    """
    locked = moving.locked(petition)
    allowed = asking_back.may_change(locked)
    if not allowed:
        raise NotToBeChanged(_("The petition was submitted and can be changed only where the office asks for it."))
    if revision is not None and not _is_upon(locked, revision=revision, page=page):
        raise SavedElsewhere(
            _("This petition was saved in another tab or on another phone meanwhile. What you typed here is not lost.")
        )
    saved = Saved(locked)
    for keep, part in ((_keep_place, PLACE), (_keep_plan, PLAN), (_keep_person, PERSON)):
        if part in allowed:
            keep(saved, typed, at)
    _keep_answers(saved, typed, allowed)
    _count(locked, page=page, at=at)
    locked.track = choosing.track(locked, on=timezone.localdate(at))
    locked.save()
    return saved


def _is_upon(petition: Petition, *, revision: int, page: str) -> bool:
    """Whether nothing that this page writes was saved since.

    The last saving of the page before may arrive after the next page was opened: it wrote other fields.
    """
    is_of_another_page = revision == petition.revision - 1 and petition.page not in ("", page)
    return revision == petition.revision or is_of_another_page


def _count(petition: Petition, *, page: str, at: datetime) -> None:
    since = at - petition.saved_at
    if petition.is_draft and timedelta(0) < since <= BREAK:
        petition.entry_s += round(since.total_seconds())
    petition.saved_at = max(at, petition.saved_at)
    petition.revision += 1
    petition.page = page if page in PAGES else petition.page


def _keep_answers(saved: Saved, typed: Typed, allowed: frozenset[str]) -> None:
    kept = dict(saved.petition.answers)
    for question in answers.service_of(saved.petition).questions:
        name = QUESTION + question.code
        if name not in typed or not {PLAN, question.code} & allowed:
            continue
        try:
            found = answers.value(question, typed[name])
        except answers.NotAnAnswer as wrong:
            saved.problems[name] = str(wrong)
            continue
        kept.pop(question.code, None)
        if found is not None:
            kept[question.code] = found
    saved.petition.answers = kept


def _keep_place(saved: Saved, typed: Typed, at: datetime) -> None:
    petition = saved.petition
    if (uid := _word(typed, "parcel")) is not None:
        version = finding.by_uid(petition.municipality, uid=uid, on=timezone.localdate(at))
        if uid and version is None:
            saved.problems["parcel"] = _("This parcel is not in the register. Choose another one.")
            return
        petition.parcel, petition.parcel_code = (version.parcel, version.code) if version else (None, "")
    if word := _word(typed, "course"):
        _try(saved, "course", lambda: _set(petition, place=placing.course(word, municipality=petition.municipality)))


def _keep_plan(saved: Saved, typed: Typed, at: datetime) -> None:
    petition = saved.petition
    source = _word(typed, "source")
    if source == FootprintSource.RECTANGLE:
        _try(saved, "width_m", lambda: _keep_rectangle(petition, typed))
    elif source in FootprintSource.values and (text := _word(typed, "outline")):
        _try(saved, "outline", lambda: _keep_outline(petition, source, text))
    elif source == "none":
        _set(petition, footprint=None, footprint_source="", rectangle=None)


def _keep_rectangle(petition: Petition, typed: Typed) -> None:
    """Nothing is said of a rectangle of which not everything was typed yet."""
    words = {name: digits.arabic(_word(typed, name) or "").replace(",", "") for name in RECTANGLE}
    if not all(words[name] for name in RECTANGLE if name != "turn_deg"):
        return
    try:
        rectangle = placing.Rectangle(**{name: float(word or 0) for name, word in words.items()})
    except ValueError as error:
        raise placing.WrongSize(_("Write width, depth and turn as numbers, such as 8.5.")) from error
    outline = placing.rectangle_outline(rectangle, municipality=petition.municipality)
    _set(petition, footprint=outline, footprint_source=FootprintSource.RECTANGLE, rectangle=rectangle.kept())


def _keep_outline(petition: Petition, source: str, text: str) -> None:
    outline = placing.outline(text, municipality=petition.municipality)
    _set(petition, footprint=outline, footprint_source=source, rectangle=None)


def _keep_person(saved: Saved, typed: Typed, at: datetime) -> None:
    if not any(name in typed for name in (*LONGEST, "citizen_id", "is_owner")):
        return
    petition = saved.petition
    person, _made = Applicant.objects.get_or_create(petition=petition, municipality=petition.municipality)
    for name, most in LONGEST.items():
        if (word := _word(typed, name)) is None:
            continue
        if problem := _wrong(name, word, most):
            saved.problems[name] = problem
        else:
            setattr(person, name, word)
    _keep_number(saved, person, _word(typed, "citizen_id"))
    if (word := _word(typed, "is_owner")) is not None:
        person.is_owner = {"yes": True, "no": False}.get(word)
    person.save()


def _keep_number(saved: Saved, person: Applicant, typed: str | None) -> None:
    """An empty field leaves the number that was given: it is never shown again, so that nobody can read it."""
    if not typed:
        return
    try:
        person.id_digest = citizen_ids.digest(typed, key=settings.PARTY_KEY)
        person.id_tail = citizen_ids.tail(typed)
    except citizen_ids.NotACitizenId as refusal:
        saved.problems["citizen_id"] = str(refusal)


def _wrong(name: str, word: str, most: int) -> str:
    if len(word) > most:
        return _("Write at most %(most)s signs.") % {"most": most}
    if name == "email" and word:
        try:
            validate_email(word)
        except ValidationError:
            return _("This is no e-mail address. Compare it, such as name@example.com.")
    if name == "webhook" and word:
        try:
            outbox.refuse_unfit(outbox.Address("webhook", word))
        except Refusal as refusal:
            return str(refusal)
    return ""


def _try(saved: Saved, name: str, work: Any) -> None:
    try:
        work()
    except Refusal as refusal:
        saved.problems[name] = str(refusal)


def _set(petition: Petition, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(petition, name, value)


def _word(typed: Typed, name: str) -> str | None:
    """What was typed, without spaces around it; None where the field was not on the page."""
    words = typed.get(name)
    return words[-1].strip() if words else None
