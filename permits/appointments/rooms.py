"""Rooms and counters of the office: added, renamed, closed and opened again.

A closed room takes no more people: nothing in it is offered, held times are not confirmed, and nobody without an
appointment is sent there. Who was booked before stays booked, and is told here, so that the office can move them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.models import Appointment, AppointmentState, Room, Session
from permits.models.appointments import STILL_TO_COME

LONGEST_NAME = 120


class NoName(Refusal):
    """A room without a Thai name, or with one that is too long."""


class NameTaken(Refusal):
    """Another room of the office has this name."""


class ClosedAlready(Refusal):
    """The room is closed."""


class OpenAlready(Refusal):
    """The room is in use."""


@dataclass(frozen=True)
class Closed:
    """A room that was closed, and who is still booked in it, in the order of the times."""

    room: Room
    to_be_moved: tuple[Appointment, ...]


def listed(municipality: Municipality, *, at: datetime) -> QuerySet[Room]:
    """All rooms, those in use first, with the `ahead` sessions that are not over and how many are `booked` in them."""
    is_ahead = Q(sessions__called_off_at=None, sessions__during__endswith__gt=at)
    is_booked = Q(sessions__appointments__state__in=STILL_TO_COME)
    rooms = Room.objects.filter(municipality=municipality).annotate(
        ahead=Count("sessions", filter=is_ahead, distinct=True),
        booked=Count("sessions__appointments", filter=is_ahead & is_booked, distinct=True),
    )
    return rooms.order_by("-is_open", "name_th")


@transaction.atomic
def add(municipality: Municipality, *, name_th: str, name_en: str, by: AbstractBaseUser, at: datetime) -> Room:
    """A new room; raises NoName or NameTaken."""
    room = _named(Room(municipality=municipality), name_th, name_en)
    _write_down(room, "room.added", by=by, at=at, details={"name": room.name_th})
    return room


@transaction.atomic
def rename(room: Room, *, name_th: str, name_en: str, by: AbstractBaseUser, at: datetime) -> Room:
    """Another name for the same room, also on appointments already made; raises NoName or NameTaken."""
    mine = _locked(room)
    before = mine.name_th
    _named(mine, name_th, name_en)
    _write_down(mine, "room.renamed", by=by, at=at, details={"from": before, "to": mine.name_th})
    return mine


@transaction.atomic
def close(room: Room, *, by: AbstractBaseUser, at: datetime) -> Closed:
    """Nobody new is received in the room from now on; raises ClosedAlready. The appointments already booked stay."""
    # Whoever takes a place has its session's row: he is done before, and told below, or finds the room closed.
    list(Session.objects.filter(room=room).select_for_update(no_key=True).order_by("pk"))
    mine = _locked(room)
    if not mine.is_open:
        raise ClosedAlready(_("%(room)s is closed already.") % {"room": mine})
    mine.is_open = False
    mine.save(update_fields=["is_open"])
    booked = tuple(to_be_moved(mine, at=at))
    _write_down(mine, "room.closed", by=by, at=at, details={"booked": len(booked)})
    return Closed(mine, booked)


@transaction.atomic
def open_again(room: Room, *, by: AbstractBaseUser, at: datetime) -> Room:
    """The room is in use again, with the hours that were set for it; raises OpenAlready."""
    mine = _locked(room)
    if mine.is_open:
        raise OpenAlready(_("%(room)s is in use already.") % {"room": mine})
    mine.is_open = True
    mine.save(update_fields=["is_open"])
    _write_down(mine, "room.opened", by=by, at=at, details={})
    return mine


def to_be_moved(room: Room, *, at: datetime) -> QuerySet[Appointment]:
    """Who has an appointment in the room that is not over, in the order of the times; what is only held is not one."""
    states = [state for state in STILL_TO_COME if state != AppointmentState.HELD]
    booked = Appointment.objects.filter(session__room=room, state__in=states, during__endswith__gt=at)
    return booked.select_related("petition__case", "session__room").order_by("during", "seat", "pk")


def _locked(room: Room) -> Room:
    return Room.objects.select_for_update(no_key=True).get(pk=room.pk)


def _named(room: Room, name_th: str, name_en: str) -> Room:
    room.name_th, room.name_en = name_th.strip(), name_en.strip()
    if not room.name_th:
        raise NoName(_("Write what the room is called in Thai, as it stands on its door."))
    if max(len(room.name_th), len(room.name_en)) > LONGEST_NAME:
        raise NoName(_("Write at most %(most)s signs.") % {"most": LONGEST_NAME})
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        if "room_name_is_unique" not in str(error):
            raise
        raise NameTaken(
            _("There is a room “%(name)s” already. Choose another name, or use that room.") % {"name": room.name_th}
        ) from error
    return room


def _write_down(room: Room, action: str, *, by: AbstractBaseUser, at: datetime, details: dict[str, object]) -> None:
    journal.append(
        municipality=room.municipality,
        by=by,
        action=action,
        thing_kind="permit_room",
        thing_uid=room.pk,
        at=at,
        details=details,
    )
