"""What citizens, dispatchers and crews fill in."""

from incidents.forms.closures import ClosureForm
from incidents.forms.feedback import VerdictForm
from incidents.forms.places import PlaceForm
from incidents.forms.reports import CallForm, NearForm, ReportForm
from incidents.forms.steps import AssignForm, MoveForm, NoteForm, PriorityForm, ReassignForm, TapForm

__all__ = [
    "AssignForm",
    "CallForm",
    "ClosureForm",
    "MoveForm",
    "NearForm",
    "NoteForm",
    "PlaceForm",
    "PriorityForm",
    "ReassignForm",
    "ReportForm",
    "TapForm",
    "VerdictForm",
]
