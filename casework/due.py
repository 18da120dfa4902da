"""Until when a case is due, with its pauses: for pages that promise or count down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework import case_types, rulebook, standing
from casework.models import Case, StepStandard
from gis_assets.models import Municipality


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a clock; while it stands still, what it would be if it ran on at the instant asked for."""

    at: datetime | None
    is_paused: bool
    standard: StepStandard | None


def of_case(case: Case, *, at: datetime | None = None) -> Due:
    """The due time of the whole case, as known at an instant; without one, as known by its newest row."""
    return _due(standing.history(case), book=rulebook.of(case.municipality), at=at)


def of_cases(cases: Sequence[Case], *, at: datetime) -> dict[int, Due]:
    """The same for many cases of one municipality, in as many questions as for one."""
    if not cases:
        return {}
    book = rulebook.of(cases[0].municipality)
    return {case_id: _due(told, book=book, at=at) for case_id, told in standing.histories(cases).items()}


def _due(told: standing.History, *, book: rulebook.Rulebook, at: datetime | None) -> Due:
    known_at = at or max(
        [step.at for step in told.taken] + [instant for pause in told.pauses for instant in pause if instant]
    )
    whole = standing.stays(told, book=book, until=known_at)[-1]
    return Due(whole.due_at, whole.is_paused, whole.standard)


def of_new(municipality: Municipality, *, case_type: str, opened_at: datetime) -> Due:
    """The due time of a case as if one of this type were opened at the instant and nothing else had happened."""
    declared = case_types.case_type(municipality, code=case_type)
    first = standing.Taken(0, case_types.workflow_of(declared).first, opened_at)
    told = standing.History(0, declared.pk, [first])
    whole = standing.stays(told, book=rulebook.of(municipality), until=opened_at)[-1]
    return Due(whole.due_at, whole.is_paused, whole.standard)
