"""Reads a program's answers to the questions of a service.

They come as `attribute[CODE]=value`, or `attribute[CODE][]=value` several times.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from incidents.models import Kind
from incidents.open311 import instants
from incidents.open311.definitions import QUESTIONS, Question
from incidents.open311.refusals import NotTaken

LONGEST = 1000
"""Signs of one answer."""

_FIELD = re.compile(r"attribute\[([^\[\]]+)\](?:\[\])?")


def read(kind: Kind, fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The answers by code of the question, empty ones left out; raises NotTaken."""
    asked = {question.code: question for question in QUESTIONS[kind] if question.is_asked}
    told: dict[str, list[str]] = {}
    for name, values in fields.items():
        if (found := _FIELD.fullmatch(name)) and (said := [value.strip() for value in values if value.strip()]):
            told.setdefault(found[1], []).extend(said)
    if strange := told.keys() - asked.keys():
        raise NotTaken(
            _("This service asks nothing by the name %(codes)s. GET its definition.")
            % {"codes": ", ".join(sorted(strange))[:100]}
        )
    for question in asked.values():
        _check(question, told.get(question.code, []))
    return told


def in_words(kind: Kind, answers: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Question and answer in the reader's language, for staff."""
    return [
        (str(question.description), ", ".join(_name(question, key) for key in answers[question.code]))
        for question in QUESTIONS[kind]
        if question.code in answers
    ]


def _name(question: Question, key: str) -> str:
    return next((str(one.name) for one in question.choices if one.key == key), key)


def _check(question: Question, said: Sequence[str]) -> None:
    if question.is_required and not said:
        raise NotTaken(_("attribute[%(code)s] is missing: it must be answered.") % {"code": question.code})
    if len(said) > 1 and question.datatype != "multivaluelist":
        raise NotTaken(_("attribute[%(code)s] takes one value.") % {"code": question.code})
    if not all(_fits(question, value) for value in said):
        raise NotTaken(
            _("attribute[%(code)s] must be of the datatype %(datatype)s, as its definition says.")
            % {"code": question.code, "datatype": question.datatype}
        )


def _fits(question: Question, value: str) -> bool:
    if len(value) > LONGEST or "\x00" in value:
        return False
    if question.choices:
        return value in {one.key for one in question.choices}
    if question.datatype == "number":
        return _is_number(value)
    if question.datatype == "datetime":
        return instants.is_instant(value)
    return question.datatype == "text" or "\n" not in value


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False
