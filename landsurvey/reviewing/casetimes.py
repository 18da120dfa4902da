"""How long a survey has stood in each step of its case, beside the standards of the municipality: for the page."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from casework import rulebook, standing, steps
from casework.models import Case
from casework.standing import Stay
from landsurvey.models import Upload


@dataclass(frozen=True)
class StepTime:
    """A step by its name, and the stay in it."""

    name: str
    stay: Stay


@dataclass(frozen=True)
class CaseTimes:
    """A case, the steps it has gone through, and the whole of it; `rests_in` names its last step where it rests."""

    case: Case
    steps: list[StepTime]
    whole: Stay
    rests_in: str


def of(upload: Upload, *, at: datetime) -> CaseTimes | None:
    """The times of an upload's case as known at an instant; None for a file from before there were cases."""
    case = upload.case
    if case is None:
        return None
    book = rulebook.of(case.municipality)
    name = partial(book.name, case.case_type_id)
    *stays, whole = standing.of_case(case, book=book, at=at)
    rests_in = name(steps.last_step(case).code) if whole.left_at else ""
    return CaseTimes(case, [StepTime(name(stay.code) or stay.code, stay) for stay in stays], whole, rests_in or "")
