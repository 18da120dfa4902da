"""A small case type with its standards, for tests."""

from datetime import date

from casework import case_types
from casework.models import WHOLE_CASE, CaseType, Clock
from gis_assets.models import Municipality

SINCE = date(2026, 1, 1)


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
                case_types.DeclaredStandard(WHOLE_CASE, "dispatcher", 90, citation=own, clock=clock),
            ),
        ),
        on=SINCE,
    )
