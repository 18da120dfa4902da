"""Areas by which building is ruled: town-plan zones, public and state land, forest, flood, airports and others."""

import uuid

from django.contrib.gis.db import models
from django.contrib.postgres.fields import DateRangeField
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Source


class AreaKind(models.TextChoices):
    """What an area says of building in it."""

    ZONE = "zone", _("Town-plan zone")
    CONTROLLED = "controlled", _("Building control area (s. 8 (10), 13)")
    PUBLIC_LAND = "public_land", _("Public land")
    ROAD_RESERVE = "road_reserve", _("Road reserve")
    STATE_LAND = "state_land", _("State land (ratchaphatsadu)")
    FOREST = "forest", _("Reserved forest or national park")
    ALRO = "alro", _("Land reform area")
    FLOOD = "flood", _("Flood area")
    AIRPORT = "airport", _("Airport safety zone")
    MONUMENT = "monument", _("Ancient monument")
    ENVIRONMENT = "environment", _("Environment protection area")


class PlanningArea(models.Model):
    """One area for its days in force; `allowed` and `denied` are uses of buildings, for zones; all else is asked.

    `most_height_m` and `most_storeys` bound what may stand in it, where its announcement says so.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=AreaKind)
    code = models.CharField(_("code"), max_length=40, blank=True)
    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    allowed = models.JSONField(_("uses allowed"), default=list, blank=True)
    denied = models.JSONField(_("uses not allowed"), default=list, blank=True)
    most_height_m = models.DecimalField(_("greatest height (m)"), max_digits=6, decimal_places=2, null=True, blank=True)
    most_storeys = models.PositiveSmallIntegerField(_("most storeys"), null=True, blank=True)
    citation = models.CharField(_("where it is written"), max_length=300, blank=True)
    doubt = models.CharField(_("what is not certain"), max_length=300, blank=True)
    valid = DateRangeField(_("in force"))
    recorded_at = models.DateTimeField(_("recorded at"))
    shape = models.MultiPolygonField(_("area on the map"), srid=4326)

    class Meta:
        verbose_name = _("planning area")
        verbose_name_plural = _("planning areas")
        ordering = ["kind", "code", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()
