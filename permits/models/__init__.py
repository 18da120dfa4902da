"""Petitions, what was found about them, appointments, and what officers decided."""

from permits.models.appointments import Appointment, AppointmentState, Room, Session
from permits.models.areas import AreaKind, PlanningArea
from permits.models.checks import Checkup
from permits.models.decisions import (
    AskBack,
    CheckMark,
    Decision,
    Explanation,
    Fee,
    NumberCounter,
    Outcome,
    PaidBy,
    Permit,
    RegisteredBuilding,
    Sitting,
    Visit,
)
from permits.models.petitions import Applicant, Document, FootprintSource, KeptPetition, Petition

__all__ = [
    "Applicant",
    "Appointment",
    "AppointmentState",
    "AreaKind",
    "AskBack",
    "CheckMark",
    "Checkup",
    "Decision",
    "Document",
    "Explanation",
    "Fee",
    "FootprintSource",
    "KeptPetition",
    "NumberCounter",
    "Outcome",
    "PaidBy",
    "Permit",
    "Petition",
    "PlanningArea",
    "RegisteredBuilding",
    "Room",
    "Session",
    "Sitting",
    "Visit",
]
