"""What of the one-stop service an officer finds on the home page: who is here, what waits for whom, what is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from casework.models import Step
from gis_assets.models import Municipality
from permits import workflow
from permits.models import Appointment, AppointmentState, Explanation, Petition, Visit


@dataclass(frozen=True)
class Upcoming:
    """Numbers of petitions; `next_at` is when the next appointment of today begins."""

    here: int
    today: int
    next_at: datetime | None
    waiting: int
    examined: int
    visits: int
    to_explain: int


def of(municipality: Municipality, *, at: datetime) -> Upcoming:
    """What is next at an instant."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Appointment.objects.filter(
        municipality=municipality, during__startswith__gte=midnight, during__startswith__lt=midnight + timedelta(days=1)
    )
    to_come = today.filter(state=AppointmentState.CONFIRMED, during__startswith__gte=at).order_by("during")
    standing = _standing(municipality)
    return Upcoming(
        here=today.filter(state=AppointmentState.ARRIVED).count(),
        today=to_come.count(),
        next_at=first.during.lower if (first := to_come.first()) else None,
        waiting=standing.filter(stands_at=workflow.SUBMITTED).count(),
        examined=standing.filter(stands_at=workflow.EXAMINED).count(),
        visits=Visit.objects.filter(municipality=municipality, done_at=None).count(),
        to_explain=Explanation.objects.filter(municipality=municipality, sent_at=None, petition__decision=None).count(),
    )


def _standing(municipality: Municipality) -> QuerySet[Petition]:
    """The submitted petitions with the step where each stands."""
    last = Step.objects.filter(case=OuterRef("case")).order_by("-entered_at", "-pk").values("code")[:1]
    submitted = Petition.objects.filter(municipality=municipality).exclude(submitted_at=None)
    return submitted.annotate(stands_at=Subquery(last))
