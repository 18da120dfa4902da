"""What the clock and others' steps make of appointments: holds that ran out, and times nobody needs any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from casework.models import Step
from gis_assets.models import Municipality
from permits import moving, workflow
from permits.appointments import attending, standing
from permits.models import Appointment, AppointmentState
from permits.models.appointments import STILL_TO_COME


def tidy(municipality: Municipality, *, at: datetime) -> int:
    """Release holds that ran out, end the appointments of petitions that were decided or withdrawn; how many of both.

    A petition that came back from its applicant with its appointment still to come is “booked” again. Safe to run
    twice; each is a transaction of its own.
    """
    for appointment in _standing_at(municipality, workflow.SUBMITTED).filter(state=AppointmentState.CONFIRMED):
        _booked_again(appointment, at=at)
    held = Appointment.objects.filter(municipality=municipality, state=AppointmentState.HELD, held_until__lte=at)
    released = [_released(each, at=at) for each in held.select_related("petition").order_by("pk")]
    not_needed = _standing_at(municipality, *(set(workflow.STEPS) - workflow.OPEN))
    return sum(released) + sum(_ended(each, at=at) for each in not_needed)


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


@transaction.atomic
def _booked_again(appointment: Appointment, *, at: datetime) -> None:
    petition = moving.locked(appointment.petition)
    if standing.locked(appointment.pk).state == AppointmentState.CONFIRMED:
        standing.is_booked(petition, by=None, at=at)


def _standing_at(municipality: Municipality, *steps: str) -> "QuerySet[Appointment]":
    """The appointments to come of petitions that stand at one of these steps."""
    last = Step.objects.filter(case=OuterRef("petition__case")).order_by("-entered_at", "-pk").values("code")[:1]
    coming = Appointment.objects.filter(municipality=municipality, state__in=STILL_TO_COME)
    return coming.annotate(step=Subquery(last)).filter(step__in=steps).select_related("petition").order_by("pk")
