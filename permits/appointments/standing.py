"""How an appointment ends or changes, and what that means for where its petition stands.

The petition's row is locked by the caller, then the appointment's here. A petition goes back to “submitted” only from
“booked”: an officer who has begun with it goes on.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from permits import moving, services, workflow
from permits.models import Appointment, AppointmentState, Petition
from permits.models.appointments import STILL_TO_COME
from permits.services import Service


def is_by_appointment(service: Service) -> bool:
    """Whether petitions of the service are examined at an appointed time."""
    return any(step.code == workflow.BOOKED for step in service.steps)


def has_appointments(petition: Petition) -> bool:
    """The same of a petition's service as of its day; one that no file describes any more has none."""
    return petition.service in services.every() and is_by_appointment(petition.as_offered())


def may_book(petition: Petition) -> bool:
    """Whether the petition waits for an appointment, or has one and may have another."""
    return has_appointments(petition) and moving.stands_at(petition) in (workflow.SUBMITTED, workflow.BOOKED)


def to_come(petition: Petition) -> Appointment | None:
    """The petition's appointment that is held, confirmed or arrived for; there is at most one."""
    mine = petition.appointments.filter(state__in=STILL_TO_COME)
    return mine.select_related("session__room", "session__officer").first()


def locked(appointment_id: int) -> Appointment:
    """The appointment as it stands now, its row locked; its petition is locked by the caller."""
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("session__room")
    return rows.get(pk=appointment_id)


def locked_to_come(petition: Petition) -> Appointment | None:
    """The appointment to come of a locked petition, its row locked too: others may release an old hold."""
    mine = Appointment.objects.select_for_update(of=("self",)).filter(petition=petition, state__in=STILL_TO_COME)
    return mine.select_related("session__room").first()


def end(appointment: Appointment, *, as_: AppointmentState, at: datetime) -> Appointment:
    """The appointment is over; its place is free unless it counts on (`TAKES_ITS_PLACE`)."""
    appointment.state = as_
    appointment.ended_at = at
    appointment.save(update_fields=["state", "ended_at"])
    return appointment


def is_booked(petition: Petition, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """A locked petition that waits for an appointment has one now."""
    if moving.stands_at(petition) == workflow.SUBMITTED:
        moving.move(petition, to=workflow.BOOKED, by=by, at=at)


def is_free_again(petition: Petition, *, by: AbstractBaseUser | None, at: datetime, note: str) -> bool:
    """A locked petition lost its appointment and waits for another; `note` says why, for the office only.

    False where it stands elsewhere and stays there.
    """
    if moving.stands_at(petition) != workflow.BOOKED:
        return False
    moving.move(petition, to=workflow.SUBMITTED, by=by, at=at, note=note)
    return True
