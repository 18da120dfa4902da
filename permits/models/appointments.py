"""When an officer receives people where, and who has which place of it; two never share one: see the constraints."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.types import in_readers_language
from gis_assets.models import Municipality
from permits.models.petitions import Petition


class Room(models.Model):
    """A counter or room of the office."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name_th = models.CharField(_("Thai name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["name_th"]
        constraints = [models.UniqueConstraint("municipality", "name_th", name="room_name_is_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_readers_language(self.name_th, self.name_en)


class Session(models.Model):
    """An officer receives people in a room during a time, cut into slots of which each has so many places.

    Without `services` every service may be booked. One that is called off keeps its row, and says since when.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer"))
    room = models.ForeignKey(Room, models.PROTECT, related_name="sessions", verbose_name=_("room"))
    services = ArrayField(models.SlugField(max_length=40), verbose_name=_("services"), default=list, blank=True)
    during = DateTimeRangeField(_("from and until"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes of a slot"), default=15)
    capacity = models.PositiveSmallIntegerField(_("places in a slot"), default=1)
    called_off_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["during", "pk"]
        constraints = [
            ExclusionConstraint(
                name="officer_is_in_one_room_at_a_time",
                expressions=[("officer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(called_off_at=None),
            ),
            ExclusionConstraint(
                name="room_has_one_session_at_a_time",
                expressions=[("room", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(called_off_at=None),
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gt=0, capacity__gt=0), name="session_has_slots_with_places"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.during.lower:%Y-%m-%d %H:%M}"


class AppointmentState(models.TextChoices):
    """Where an appointment stands."""

    HELD = "held", _("Held for a few minutes")
    CONFIRMED = "confirmed", _("Confirmed")
    ARRIVED = "arrived", _("Arrived")
    SERVED = "served", _("Served")
    RELEASED = "released", _("Not confirmed in time")
    CANCELLED = "cancelled", _("Cancelled")
    MISSED = "missed", _("Did not come")


TAKES_ITS_PLACE = (
    AppointmentState.HELD,
    AppointmentState.CONFIRMED,
    AppointmentState.ARRIVED,
    AppointmentState.SERVED,
    AppointmentState.MISSED,
)
STILL_TO_COME = (AppointmentState.HELD, AppointmentState.CONFIRMED, AppointmentState.ARRIVED)


class Appointment(models.Model):
    """A place in a slot of a session, had by one petition: held first, then confirmed. `seat` counts from 0."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="appointments")
    session = models.ForeignKey(Session, models.PROTECT, related_name="appointments")
    during = DateTimeRangeField(_("from and until"))
    seat = models.PositiveSmallIntegerField(_("seat"))
    state = models.CharField(_("state"), max_length=10, choices=AppointmentState)
    is_walk_in = models.BooleanField(_("came without an appointment"), default=False)
    held_at = models.DateTimeField(_("held at"))
    held_until = models.DateTimeField(_("held until"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    served_from = models.DateTimeField(_("served from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    moved_to = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_from", verbose_name=_("moved to")
    )

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["during", "seat", "pk"]
        constraints = [
            ExclusionConstraint(
                name="place_of_a_session_is_had_by_one",
                expressions=[
                    ("session", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=TAKES_ITS_PLACE),
            ),
            models.UniqueConstraint(
                fields=["petition"], condition=Q(state__in=STILL_TO_COME), name="petition_has_one_appointment_to_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.during.lower:%Y-%m-%d %H:%M} {self.seat}"
