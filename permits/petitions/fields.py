"""The fields of a page of the form as it draws them: what is asked, what stands there, and what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from permits import conditions, wording
from permits.models import Petition
from permits.petitions import answers, asking_back, saving
from permits.services import Question


@dataclass(frozen=True)
class Field:
    """One field; `when` is JSON of the answers under which it is asked, `is_asked` whether it is now."""

    name: str
    kind: str
    label: str
    help: str
    unit: str
    is_required: bool
    is_asked: bool
    is_locked: bool
    when: str
    values: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    problem: str
    least: float | None = None
    most: float | None = None

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def of_questions(
    petition: Petition, *, typed: Mapping[str, Sequence[str]] | None = None, problems: Mapping[str, str] | None = None
) -> list[Field]:
    """The service's questions, also those not asked for now, which the page hides; what was typed goes before."""
    known, allowed = answers.facts(petition), asking_back.may_change(petition)
    return [
        _field(each, petition.answers.get(each.code), typed or {}, problems or {}, known, allowed)
        for each in answers.service_of(petition).questions
    ]


def _field(
    question: Question,
    kept: Any,
    typed: Mapping[str, Sequence[str]],
    problems: Mapping[str, str],
    known: Mapping[str, Any],
    allowed: frozenset[str],
) -> Field:
    name = saving.QUESTION + question.code
    return Field(
        name=name,
        kind=question.kind,
        label=wording.said(question.name),
        help=wording.said(question.help),
        unit=answers.unit(question),
        is_required=question.is_required,
        is_asked=conditions.hold(question.when, answers=known),
        is_locked=not {saving.PLAN, question.code} & allowed,
        when=json.dumps(question.when) if question.when else "",
        values=tuple(typed[name]) if name in typed else _words(kept),
        choices=tuple((choice.code, wording.said(choice.name)) for choice in question.choices),
        problem=problems.get(name, ""),
        least=question.least,
        most=question.most,
    )


def _words(kept: Any) -> tuple[str, ...]:
    if kept is None:
        return ()
    if isinstance(kept, bool):
        return ("yes" if kept else "no",)
    if isinstance(kept, list):
        return tuple(str(each) for each in kept)
    return (f"{kept:g}" if isinstance(kept, float) else str(kept),)
