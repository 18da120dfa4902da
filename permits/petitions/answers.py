"""What the service asks: which questions stand at all, what was typed as a value, and a value as it is shown."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gis_assets import digits, units
from gis_assets.templatetags import town
from permits import conditions, wording
from permits.models import Applicant, Petition
from permits.services import Question, Service

LONGEST_TEXT = 1000
"""A year from here on is written in the Buddhist era."""


class NotAnAnswer(ValueError):
    """What was typed is no answer to the question; the message says what would be."""


def service_of(petition: Petition) -> Service:
    """The service that is asked for, as of the petition's day."""
    return petition.as_offered()


def applicant_of(petition: Petition) -> Applicant | None:
    """Who asks; None while nobody was named, and once he was forgotten."""
    return Applicant.objects.filter(petition=petition).first()


def facts(petition: Petition) -> dict[str, Any]:
    """By what conditions are judged: the answers, the track, and whether the applicant says to own the land."""
    applicant = applicant_of(petition)
    return {**petition.answers, "track": petition.track, "owner": applicant.is_owner if applicant else None}


def asked(petition: Petition) -> list[Question]:
    """The questions that this petition has to answer, by what was answered so far."""
    known = facts(petition)
    return [each for each in service_of(petition).questions if conditions.hold(each.when, answers=known)]


def table(petition: Petition) -> list[tuple[Question, str]]:
    """Every question asked with its answer as a person reads it; empty where nothing was answered yet."""
    return [(question, shown(question, petition.answers.get(question.code))) for question in asked(petition)]


def shown(question: Question, value: Any) -> str:
    """An answer in the reader's language, with its unit."""
    if value is None or value == "" or value == []:
        return ""
    if question.kind == "yes_no":
        return _("Yes") if value else _("No")
    if question.kind == "date":
        return town.thai_date(date.fromisoformat(value))
    names = {choice.code: wording.said(choice.name) for choice in question.choices}
    if question.kind == "choices":
        return ", ".join(names.get(each, each) for each in value)
    if question.kind == "choice":
        return names.get(value, str(value))
    return f"{value:g} {unit(question)}".strip() if isinstance(value, int | float) else str(value)


def unit(question: Question) -> str:
    """The unit of a question's answer in the reader's language; empty where it has none."""
    return _(question.unit) if question.unit else ""


def value(question: Question, typed: Sequence[str]) -> Any:
    """The value of what was typed, None for nothing; raises NotAnAnswer."""
    words = [each.strip() for each in typed if each.strip()]
    if not words:
        return None
    if question.kind == "choices":
        return [_chosen(question, each) for each in words]
    return _READERS[question.kind](question, words[0])


def _text(question: Question, word: str) -> str:
    if len(word) > LONGEST_TEXT:
        raise NotAnAnswer(_("Write at most %(most)s signs.") % {"most": LONGEST_TEXT})
    return word


def _number(question: Question, word: str) -> float:
    try:
        number = float(digits.arabic(word).replace(",", ""))
    except ValueError as error:
        raise NotAnAnswer(_("Write a number, such as 12.5.")) from error
    if not (question.least if question.least is not None else float("-inf")) <= number:
        raise NotAnAnswer(_("Write at least %(least)s.") % {"least": f"{question.least:g}"})
    if not number <= (question.most if question.most is not None else 1e12):
        raise NotAnAnswer(_("Write at most %(most)s.") % {"most": f"{question.most or 1e12:g}"})
    return number


def _whole(question: Question, word: str) -> int:
    number = _number(question, word)
    if number != int(number):
        raise NotAnAnswer(_("Write a whole number, such as 2."))
    return int(number)


def _chosen(question: Question, word: str) -> str:
    if word not in {choice.code for choice in question.choices}:
        raise NotAnAnswer(_("Choose one of those that are offered."))
    return word


def _yes_no(question: Question, word: str) -> bool:
    if word not in ("yes", "no"):
        raise NotAnAnswer(_("Choose yes or no."))
    return word == "yes"


def _day(question: Question, word: str) -> str:
    """As ISO 8601; a year may be typed in the Buddhist era."""
    try:
        year, month, day = (int(part) for part in digits.arabic(word).split("-"))
        return date(units.in_common_era(year), month, day).isoformat()
    except ValueError as error:
        raise NotAnAnswer(_("Write a day as year-month-day, such as 2569-11-28.")) from error


_READERS: Mapping[str, Any] = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "choice": _chosen,
    "yes_no": _yes_no,
    "date": _day,
}
