"""Rasters in the register: elevation models and orthophotos, and what an elevation model says of each parcel."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel, Source
from landsurvey.models.campaigns import Campaign
from landsurvey.models.uploads import Upload


class RasterKind(models.TextChoices):
    """What the cells of a raster mean."""

    ELEVATION = "elevation", _("Elevation model")
    ORTHOPHOTO = "orthophoto", _("Orthophoto")
    WATER = "water", _("Flood depth or water mask")
    OTHER = "other", _("Other raster")


class VerticalDatum(models.TextChoices):
    """What heights are counted from; in Thailand the two differ by tens of metres."""

    MSL = "msl", _("mean sea level")
    ELLIPSOID = "ellipsoid", _("the ellipsoid (GNSS heights)")
    UNKNOWN = "unknown", _("not known")


class WorkState(models.TextChoices):
    """How far a job on a raster has come."""

    WORKING = "working", _("Being worked on")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Raster(models.Model):
    """One registered raster; a newer one of the same kind stands beside it and never replaces it.

    `file` is the cloud-optimised copy in the municipality's UTM grid; the untouched original stays with the upload.
    `low` and `high` are the values between which the map's colours run.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="raster")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=RasterKind)
    title = models.CharField(_("title"), max_length=120)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="rasters", verbose_name=_("campaign")
    )
    surveyed_date = models.DateField(_("surveyed on"), null=True, blank=True)
    source_epsg = models.PositiveIntegerField(_("coordinate system of the file"))
    nodata = models.FloatField(_("value of missing cells in the file"), null=True, blank=True)
    vertical_datum = models.CharField(
        _("heights above"), max_length=10, choices=VerticalDatum, default=VerticalDatum.UNKNOWN
    )
    file = models.FileField(_("cloud-optimised file"), max_length=200, blank=True)
    size_bytes = models.BigIntegerField(_("size"), default=0)
    epsg = models.PositiveIntegerField(_("coordinate system"))
    resolution_m = models.FloatField(_("size of a cell (m)"), null=True, blank=True)
    footprint = models.PolygonField(_("extent"), srid=4326)
    low = models.FloatField(_("colours from"), null=True, blank=True)
    high = models.FloatField(_("colours to"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.WORKING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("to do"), default=0)
    refusal = models.JSONField(_("why it failed"), null=True, blank=True)
    is_public = models.BooleanField(_("open to everybody"), default=False)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    class Meta:
        verbose_name = _("raster")
        verbose_name_plural = _("rasters")
        indexes = [models.Index(fields=["municipality", "kind", "-surveyed_date"], name="raster_newest_of_its_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=WorkState.READY) | (~Q(file="") & Q(made_at__isnull=False)),
                name="raster_that_is_ready_has_its_file",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        return self.state == WorkState.WORKING

    @property
    def is_water(self) -> bool:
        return self.kind == RasterKind.WATER

    @property
    def is_askable(self) -> bool:
        """Whether its cells say something of parcels: heights, or where water stands."""
        return self.kind in (RasterKind.ELEVATION, RasterKind.WATER)


class TerrainRun(models.Model):
    """What was asked of an elevation model or a raster of water: the parcels of which day, and what counts.

    An elevation model is asked what is steep and, by a level or by another raster, what is under water; a raster of
    water only what its own cells say, and knows nothing of steepness.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    raster = models.OneToOneField(Raster, models.CASCADE, related_name="terrain_run")
    as_of = models.DateField(_("parcels as of"))
    steep_percent = models.FloatField(_("steep from (%)"), null=True, blank=True)
    water_level_m = models.FloatField(_("water level (m)"), null=True, blank=True)
    # Instead of a level: another raster whose cells are deeper than `water_from` where water stands (a mask: above 0).
    water_raster = models.ForeignKey(Raster, models.PROTECT, null=True, blank=True, related_name="+")
    water_from = models.FloatField(_("under water from"), default=0, db_default=0)
    is_dry_where_missing = models.BooleanField(_("cells without a value are dry"), default=True, db_default=True)
    state = models.CharField(_("state"), max_length=10, choices=WorkState, default=WorkState.WORKING)
    done = models.PositiveIntegerField(_("parcels done"), default=0)
    total = models.PositiveIntegerField(_("parcels to do"), default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("terrain of the parcels")
        verbose_name_plural = _("terrain of the parcels")
        constraints = [
            models.CheckConstraint(
                condition=Q(water_level_m=None) | Q(water_raster=None), name="terrain_water_has_one_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.raster_id}: {self.as_of}"

    @property
    def is_working(self) -> bool:
        return self.state == WorkState.WORKING

    @property
    def asks_for_water(self) -> bool:
        """Whether the share under water was asked for, by a level or by a raster."""
        return self.raster.is_water or self.water_level_m is not None or self.water_raster_id is not None

    @property
    def told_by(self) -> Raster | None:
        """The raster that says where water stands, None where a level does or nobody asked."""
        return self.raster if self.raster.is_water else self.water_raster


class ParcelTerrain(models.Model):
    """What a raster says of one parcel; shares are of the parcel's area for which the raster has values.

    `share_known` is that area's share of the parcel; `cells` its size in cells of the raster. A raster of water has no
    heights and no slopes.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    raster = models.ForeignKey(Raster, models.CASCADE, related_name="parcel_terrain")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    cells = models.FloatField(_("cells"))
    share_known = models.FloatField(_("share with heights"))
    mean_m = models.FloatField(_("mean elevation (m)"), null=True, blank=True)
    min_m = models.FloatField(_("lowest (m)"), null=True, blank=True)
    max_m = models.FloatField(_("highest (m)"), null=True, blank=True)
    slope_deg = models.FloatField(_("mean slope (degrees)"), null=True, blank=True)
    share_steep = models.FloatField(_("steep share"), null=True, blank=True)
    share_under_water = models.FloatField(_("share under water"), null=True, blank=True)

    class Meta:
        verbose_name = _("terrain of a parcel")
        verbose_name_plural = _("terrain of parcels")
        constraints = [models.UniqueConstraint("raster", "parcel", name="parcel_terrain_once_per_raster")]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.mean_m}"
