"""What is wrong at which place, worked on as one case.

An incident is the town's and may gather many reports. Its steps are its case's steps (casework); `Incident.state`
repeats the last of them so that the queue is one query.
"""

from datetime import datetime
from typing import Self

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

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
    ACCEPTED = workflow.ACCEPTED, _("Accepted by the crew")
    ON_THE_WAY = workflow.ON_THE_WAY, _("Crew on the way")
    ON_SCENE = workflow.ON_SCENE, _("Crew on scene")
    RESOLVED = workflow.RESOLVED, _("Resolved")
    REOPENED = workflow.REOPENED, _("Reopened")
    MERGED = workflow.MERGED, _("Joined to another incident")


class Priority(models.IntegerChoices):
    """The order of the queue: the smaller number goes first."""

    EMERGENCY = 1, _("Emergency")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def of(self, municipality: Municipality) -> Self:
        """Incidents of this municipality."""
        return self.filter(municipality=municipality)

    def open(self) -> Self:
        """Incidents that somebody still has to mend."""
        return self.exclude(state__in=workflow.AT_REST)

    def in_queue(self, *, at: datetime) -> Self:
        """Open incidents that wait for no planned work to end and are not looked after as part of an outage."""
        planned = models.Q(planned_work__cancelled_at__isnull=True, planned_work__ends_at__gt=at)
        return (
            self.open()
            .exclude(planned & models.Q(state__in=workflow.WAITING))
            .filter(models.Q(outage__isnull=True) | ~models.Q(state__in=workflow.WAITING))
        )

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
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("joined to")
    )
    outage = models.ForeignKey(
        "incidents.Outage", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    planned_work = models.ForeignKey(
        "incidents.PlannedWork", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [models.Index(fields=["municipality", "state", "priority", "reported_at"], name="incident_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["pole", "kind"],
                condition=~models.Q(state__in=["resolved", "merged"]),
                name="pole_has_one_open_incident_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="merged_incident_says_where_it_went",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} {self.get_kind_display()}"
