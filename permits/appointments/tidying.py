"""What the clock and others' steps make of appointments: holds that ran out, and times nobody needs any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from casework.models import Step
from gis_assets.models import Municipality
from permits import moving, workflow
from permits.appointments import attending, standing
from permits.models import Appointment, AppointmentState
from permits.models.appointments import STILL_TO_COME


def tidy(municipality: Municipality, *, at: datetime) -> int:
    """Release holds that ran out, and end the appointments of petitions that were decided or withdrawn; how many.

    Safe to run twice; each is a transaction of its own.
    """
    held = Appointment.objects.filter(municipality=municipality, state=AppointmentState.HELD, held_until__lte=at)
    released = [_released(each, at=at) for each in held.select_related("petition").order_by("pk")]
    return sum(released) + sum(_ended(each, at=at) for each in _not_needed(municipality))


@transaction.atomic
def _released(appointment: Appointment, *, at: datetime) -> bool:
    moving.locked(appointment.petition)
    mine = standing.locked(appointment.pk)
    if mine.state != AppointmentState.HELD:
        return False
    standing.end(mine, as_=AppointmentState.RELEASED, at=at)
    return True


def _ended(appointment: Appointment, *, at: datetime) -> bool:
    return attending.ended(appointment.petition, at=at) is not None


def _not_needed(municipality: Municipality) -> list[Appointment]:
    """Appointments to come of petitions on which nothing is to be done any more."""
    last = Step.objects.filter(case=OuterRef("petition__case")).order_by("-entered_at", "-pk").values("code")[:1]
    coming = Appointment.objects.filter(municipality=municipality, state__in=STILL_TO_COME)
    return list(
        coming.annotate(stands_at=Subquery(last)).exclude(stands_at__in=workflow.OPEN).select_related("petition")
    )
