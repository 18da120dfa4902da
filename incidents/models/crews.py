"""Who can go, where they were last seen, and who was sent where by which way."""

from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.incidents import Incident


class VehicleKind(models.TextChoices):
    """What a crew drives; the sizes stand in `incidents.network.vehicles` under the same codes."""

    MOTORCYCLE = "motorcycle", _("Motorcycle")
    PICKUP = "pickup", _("Pickup")
    BUCKET_TRUCK = "bucket_truck", _("Bucket truck")
    HEAVY_TRUCK = "heavy_truck", _("Heavy truck")


class Responder(models.Model):
    """A crew that can be sent: who signs in for it, its call sign, and where it was last seen."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responders")
    call_sign = models.CharField(_("call sign"), max_length=60)
    position = models.PointField(_("position"), srid=4326, null=True, blank=True)
    position_at = models.DateTimeField(_("position at"), null=True, blank=True)
    vehicle = models.CharField(_("vehicle"), max_length=12, choices=VehicleKind, default=VehicleKind.PICKUP)
    is_on_duty = models.BooleanField(_("on duty"), default=False)
    webhook = models.CharField(
        _("address of a program"),
        max_length=500,
        blank=True,
        help_text=_("It is told which incident the crew gets, beside the e-mail of who signs in."),
    )

    class Meta:
        ordering = ["call_sign"]
        verbose_name = _("responder")
        verbose_name_plural = _("responders")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user"], name="person_is_one_responder_in_a_municipality"),
            models.UniqueConstraint(fields=["municipality", "call_sign"], name="call_sign_means_one_responder"),
            models.CheckConstraint(
                condition=models.Q(position__isnull=True, position_at__isnull=True)
                | models.Q(position__isnull=False, position_at__isnull=False),
                name="responder_position_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.call_sign


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> Self:
        """Assignments that a crew still has."""
        return self.filter(released_at__isnull=True)

    def in_turn(self) -> Self:
        """What the crew is under way to first, then the others in their order."""
        return self.order_by(models.F("started_at").asc(nulls_last=True), "turn", "pk")


class Assignment(models.Model):
    """A crew was sent to an incident, by which way, and until when it has it.

    A crew may have several and is under way to one. The way leads from where the crew is, or from the job before.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    responder = models.ForeignKey(Responder, on_delete=models.PROTECT, related_name="assignments")
    route = models.LineStringField(_("route"), srid=4326, null=True, blank=True)
    legs = models.JSONField(_("road by road"), default=list, blank=True)
    expected_seconds = models.PositiveIntegerField(_("expected travel (seconds)"), null=True, blank=True)
    distance_m = models.PositiveIntegerField(_("distance (m)"), null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(_("assigned at"))
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    turn = models.PositiveSmallIntegerField(_("turn in the crew's list"), default=1)
    is_turn_chosen = models.BooleanField(_("turn chosen by a person"), default=False)
    started_at = models.DateTimeField(_("under way since"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assigned_at", "-pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["responder"],
                condition=models.Q(released_at__isnull=True, started_at__isnull=False),
                name="responder_is_under_way_to_one_incident",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(released_at__isnull=True),
                name="incident_has_one_open_assignment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responder} -> {self.incident}"
