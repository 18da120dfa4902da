"""Searches for buildings that the register does not know, and what they found: suspects that an officer decides on."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel
from taxroll.models.rolls import Roll


class SearchKind(models.TextChoices):
    """By what buildings are seen."""

    FOOTPRINTS = "footprints", _("Footprints of buildings")
    HEIGHTS = "heights", _("Height above ground")


class SearchStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class BuildingSearch(models.Model):
    """One layer that was loaded and compared with the register of a roll's day, under stated assumptions."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="+")
    kind = models.CharField(_("seen by"), max_length=12, choices=SearchKind)
    title = models.CharField(_("title"), max_length=100)
    seen_on = models.DateField(_("day of the picture or flight"))
    footprints = models.FileField(_("footprints"), max_length=200, blank=True)
    surface = models.FileField(_("surface model"), max_length=200, blank=True)
    terrain = models.FileField(_("terrain model"), max_length=200, blank=True)
    # Assumptions, as the officer left them; what they mean stands in `taxroll.insight.missing.detection.Terms`.
    treasury_type = models.CharField(_("building type assumed"), max_length=8)
    least_area_m2 = models.PositiveSmallIntegerField(_("smallest footprint (m²)"))
    least_height_cm = models.PositiveSmallIntegerField(_("smallest height (cm)"))
    storey_height_cm = models.PositiveSmallIntegerField(_("height of a storey (cm)"))
    known_percent = models.PositiveSmallIntegerField(_("known when so much of it is registered (%)"))
    status = models.CharField(_("status"), max_length=10, choices=SearchStatus, default=SearchStatus.WAITING)
    seen_count = models.PositiveIntegerField(_("buildings seen"), default=0)
    done_count = models.PositiveIntegerField(_("compared"), default=0)
    message = models.CharField(_("what went wrong"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("search for buildings")
        verbose_name_plural = _("searches for buildings")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=SearchKind.FOOTPRINTS) & ~models.Q(footprints="")
                | models.Q(kind=SearchKind.HEIGHTS) & ~models.Q(surface="") & ~models.Q(terrain=""),
                name="search_has_the_layers_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        return self.status in (SearchStatus.WAITING, SearchStatus.WORKING)


class SuspectStatus(models.TextChoices):
    OPEN = "open", _("Not decided")
    TO_VISIT = "to_visit", _("To be visited")
    DISMISSED = "dismissed", _("Dismissed")


class Suspect(models.Model):
    """A building that was seen where the register has none, with the tax it would bring under the assumptions."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    search = models.ForeignKey(BuildingSearch, models.CASCADE, related_name="suspects")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    parcel_code = models.CharField(_("parcel code"), max_length=30, blank=True)
    footprint_m2 = models.PositiveIntegerField(_("footprint (m²)"))
    height_cm = models.PositiveIntegerField(_("height (cm)"), null=True, blank=True)
    storeys = models.PositiveSmallIntegerField(_("storeys assumed"))
    floor_area_m2 = models.PositiveIntegerField(_("floor area assumed (m²)"))
    value_satang = models.BigIntegerField(_("value assumed (satang)"))
    # Empty where the parcel is not on the roll, so that nobody can say what it would bring.
    expected_satang = models.BigIntegerField(_("tax expected (satang)"), null=True, blank=True)
    status = models.CharField(_("decision"), max_length=10, choices=SuspectStatus, default=SuspectStatus.OPEN)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    shape_wgs84 = models.PolygonField(_("footprint"), srid=4326, spatial_index=False)

    class Meta:
        verbose_name = _("suspected building")
        verbose_name_plural = _("suspected buildings")
        ordering = [models.F("expected_satang").desc(nulls_last=True), "-footprint_m2", "pk"]
        indexes = [GistIndex(fields=["shape_wgs84"], name="suspect_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=SuspectStatus.OPEN, decided_by=None, decided_at=None)
                | (~models.Q(status=SuspectStatus.OPEN) & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_suspect_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=SuspectStatus.DISMISSED) | ~models.Q(reason=""),
                name="dismissed_suspect_names_the_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.footprint_m2} m2"
