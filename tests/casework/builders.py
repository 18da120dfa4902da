"""A small case type with its standards, and cases that walked through it, for tests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from casework import case_types, steps
from casework.models import WHOLE_CASE, Case, CaseType, Clock
from gis_assets.models import Municipality, Role

SINCE = date(2026, 1, 1)
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
"""Noon of a Friday in Bangkok."""


def later(minutes: float) -> datetime:
    """So many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def a_case(
    municipality: Municipality, *moves: tuple[str, float], by: User | None = None, at: float = 0, **facets: Any
) -> Case:
    """A case opened `at` minutes after noon that entered each step so many minutes after noon."""
    case = steps.open_case(municipality, case_type="question", by=None, at=later(at), **facets)
    for step, minutes in moves:
        steps.advance(case, to=step, by=by, at=later(minutes))
    return case


def a_case_type(municipality: Municipality, *, clock: str = Clock.ROUND_THE_CLOCK) -> CaseType:
    """asked (15 min) -> working (60 min) -> done, asked again at will; 90 minutes for the whole."""
    own = "tests"
    return case_types.declare(
        municipality,
        declaration=case_types.Declaration(
            code="question",
            name_th="คำถาม",
            name_en="Question",
            steps=(
                case_types.DeclaredStep("asked", "ถาม", "Asked", ("working",)),
                case_types.DeclaredStep("working", "กำลังทำ", "Working", ("done",)),
                case_types.DeclaredStep("done", "เสร็จ", "Done", ("working",), is_final=True),
            ),
            standards=(
                case_types.DeclaredStandard("asked", "dispatcher", 15, citation=own, clock=clock),
                case_types.DeclaredStandard("working", "responder", 60, citation=own, clock=clock),
                case_types.DeclaredStandard(
                    WHOLE_CASE, "dispatcher", 90, citation=own, clock=clock, escalate_to="administrator"
                ),
            ),
            pauses=(case_types.DeclaredPause("papers", "รอเอกสาร", "Waiting for papers", ("working",), citation=own),),
            head=Role.HEAD_OF_ENGINEERING,
        ),
        on=SINCE,
    )
