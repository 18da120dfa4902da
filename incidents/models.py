"""What citizens report, what is wrong at which place, who can go, and who was sent.

A report is a citizen's and stays as it was sent; an incident is the town's and may gather many reports. The steps of
an incident are its case's steps (casework); `Incident.state` repeats the last of them so that the queue is one query.
"""

from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from casework import tracking
from casework.models import Case
from gis_assets.models import Municipality, RoadSegment, UtilityPole
from incidents import workflow


class Kind(models.TextChoices):
    """What a citizen can report; a life in danger is for the emergency number, which every page names."""

    POWER_OUT = "power_out", _("Power out")
    LAMP_OUT = "lamp_out", _("Street lamp out")
    WIRE_DOWN = "wire_down", _("Wire down")
    LEANING_POLE = "leaning_pole", _("Leaning or broken pole")
    ROAD = "road", _("Damaged road")
    FLOOD = "flood", _("Flood")
    TREE = "tree", _("Fallen tree")
    OTHER = "other", _("Something else")


class State(models.TextChoices):
    """Where an incident stands; the codes are those of `incidents.workflow`."""

    REPORTED = workflow.REPORTED, _("Reported")
    ASSIGNED = workflow.ASSIGNED, _("Crew assigned")
    ON_THE_WAY = workflow.ON_THE_WAY, _("Crew on the way")
    ON_SCENE = workflow.ON_SCENE, _("Crew on scene")
    RESOLVED = workflow.RESOLVED, _("Resolved")
    REOPENED = workflow.REOPENED, _("Reopened")


class Priority(models.IntegerChoices):
    """The order of the queue: the smaller number goes first."""

    EMERGENCY = 1, _("Emergency")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")


class Channel(models.TextChoices):
    """How a report came in."""

    QR = "qr", _("QR code on the pole")
    WEB = "web", _("Web page")
    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("Counter")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def of(self, municipality: Municipality) -> Self:
        """Incidents of this municipality."""
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        """Incidents that somebody still has to mend."""
        return self.exclude(state=State.RESOLVED)

    def by_urgency(self) -> Self:
        """The order of the queue: without a crew first, then by priority, then by age."""
        waits = models.Case(
            models.When(state__in=workflow.WAITING, then=0), default=1, output_field=models.IntegerField()
        )
        return self.order_by(waits, "priority", "reported_at", "pk")


class Incident(models.Model):
    """Something wrong at a place, worked on as one case."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="incident")
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    road = models.ForeignKey(RoadSegment, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    point = models.PointField(_("place"), srid=4326)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REPORTED)
    reported_at = models.DateTimeField(_("reported at"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [models.Index(fields=["municipality", "state", "priority", "reported_at"], name="incident_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "kind"],
                condition=~models.Q(state="resolved"),
                name="pole_has_one_open_incident_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} {self.get_kind_display()}"


class Report(models.Model):
    """What one citizen told the town; `words` and `phone` are for the dispatcher and the crew only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    tracking = models.CharField(_("tracking code"), max_length=tracking.LENGTH, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    words = models.TextField(_("in the reporter's words"), blank=True, max_length=2000)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    point = models.PointField(_("place"), srid=4326)
    submitted_at = models.DateTimeField(_("submitted at"))
    idempotency_key = models.UUIDField(_("key of the form sent"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    sender_digest = models.CharField(_("keyed digest of the sender's address"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(fields=["municipality", "sender_digest", "submitted_at"], name="report_by_sender_and_time")
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "idempotency_key"], name="form_sent_twice_is_one_report")
        ]

    def __str__(self) -> str:
        return tracking.grouped(self.tracking)


class Responder(models.Model):
    """A crew that can be sent: who signs in for it, its call sign, and where it was last seen."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responders")
    call_sign = models.CharField(_("call sign"), max_length=60)
    position = models.PointField(_("position"), srid=4326, null=True, blank=True)
    position_at = models.DateTimeField(_("position at"), null=True, blank=True)
    is_on_duty = models.BooleanField(_("on duty"), default=False)

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


class Assignment(models.Model):
    """A crew was sent to an incident, by which way, and until when it has it."""

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

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assigned_at", "-pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["responder"],
                condition=models.Q(released_at__isnull=True),
                name="responder_has_one_open_assignment",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(released_at__isnull=True),
                name="incident_has_one_open_assignment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responder} -> {self.incident}"
