"""Buildings (สิ่งปลูกสร้าง), with the Treasury's type codes and their uses by floor area."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.parcels import Parcel
from gis_assets.models.versions import Thing, Version, in_wgs84, one_version_a_day


class MaterialClass(models.TextChoices):
    """The three classes of the Treasury's depreciation table."""

    MASONRY = "masonry", _("Masonry")
    HALF = "half", _("Half masonry, half wood")
    WOOD = "wood", _("Wood")


class Building(Thing):
    """A building's identity."""

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")


class BuildingVersion(Version):
    """A building as one source described it."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="versions")
    on_parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="building_versions")
    house_number = models.CharField(_("house number"), max_length=30, blank=True)
    treasury_type = models.CharField(_("building type"), max_length=8)
    material_class = models.CharField(_("material"), max_length=10, choices=MaterialClass)
    storeys = models.DecimalField(_("storeys"), max_digits=4, decimal_places=1)
    floor_area_m2 = models.DecimalField(_("floor area (m²)"), max_digits=12, decimal_places=2)
    built_year_be = models.PositiveIntegerField(_("year built (B.E.)"), null=True, blank=True)
    agriculture_m2 = models.DecimalField(_("farming (m²)"), max_digits=12, decimal_places=2, default=0)
    residential_m2 = models.DecimalField(_("dwelling (m²)"), max_digits=12, decimal_places=2, default=0)
    other_m2 = models.DecimalField(_("other use (m²)"), max_digits=12, decimal_places=2, default=0)
    vacant_m2 = models.DecimalField(_("unused (m²)"), max_digits=12, decimal_places=2, default=0)
    vacant_since_be = models.PositiveIntegerField(_("unused since tax year (B.E.)"), null=True, blank=True)
    shape = OwnSridGeometryField(_("footprint"))
    # A building found in the field stands as a square of its floor area until somebody measures its outline.
    is_sketched = models.BooleanField(_("outline not measured yet"), default=False, db_default=False)
    shape_wgs84 = in_wgs84(models.MultiPolygonField(srid=4326))

    class Meta:
        verbose_name = _("building version")
        verbose_name_plural = _("building versions")
        indexes = [GistIndex(fields=["shape_wgs84"], name="building_by_place")]
        constraints = [
            one_version_a_day("building"),
            models.CheckConstraint(
                condition=models.Q(floor_area_m2__gt=0),
                name="building_floor_area_is_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.house_number or str(self.building_id)
