"""Where nobody drives for a while, and which state of the network every process must know."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.incidents import Incident


class ClosureReason(models.TextChoices):
    """Why a road is closed."""

    FLOOD = "flood", _("Flood")
    TREE = "tree", _("Fallen tree")
    WIRE = "wire", _("Wire down")
    WORKS = "works", _("Road works")
    ACCIDENT = "accident", _("Accident")
    EVENT = "event", _("Market or event")
    OTHER = "other", _("Something else")


class ClosureQuerySet(models.QuerySet["Closure"]):
    def of(self, municipality: Municipality) -> Self:
        """Closures of this municipality."""
        return self.filter(municipality=municipality)

    def in_force(self, at: datetime) -> Self:
        """Closures that every route avoids at that moment."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)

    def not_over(self, at: datetime) -> Self:
        """Closures in force at that moment or later."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at))


class Closure(models.Model):
    """An area or a line that no way may touch from `since` until `until`; it is ended, never deleted or redrawn."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    shape = models.GeometryField(_("area or line"), srid=4326, spatial_index=False)
    reason = models.CharField(_("reason"), max_length=10, choices=ClosureReason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    since = models.DateTimeField(_("closed from"))
    until = models.DateTimeField(_("closed until"), null=True, blank=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="closures")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-since", "-pk"]
        indexes = [GistIndex(fields=["shape"], name="closure_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="closure_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.note}".strip()


class NetworkState(models.Model):
    """Marks that change with every change of a municipality's roads and closures, written by triggers.

    A mark is drawn by chance, so a state that was rolled back is never mistaken for another.
    """

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, primary_key=True, related_name="+")
    roads = models.UUIDField(default=uuid.uuid4)
    closures = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("state of the road network")
        verbose_name_plural = _("states of road networks")

    def __str__(self) -> str:
        return str(self.roads)
