"""Case types and their rules, cases and what happened to them, and the office's calendar."""

from casework.models.calendars import Holiday
from casework.models.cases import Case, CaseCounter, Charge, Escalation, PauseMark, Step
from casework.models.messages import Message, MessageState
from casework.models.tries import FailedTry
from casework.models.types import COUNTED_ELSEWHERE, WHOLE_CASE, CaseType, Clock, PauseGround, StepKind, StepStandard

__all__ = [
    "COUNTED_ELSEWHERE",
    "WHOLE_CASE",
    "Case",
    "CaseCounter",
    "CaseType",
    "Charge",
    "Clock",
    "Escalation",
    "FailedTry",
    "Holiday",
    "Message",
    "MessageState",
    "PauseGround",
    "PauseMark",
    "Step",
    "StepKind",
    "StepStandard",
]
