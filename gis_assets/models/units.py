"""Condominium units (ห้องชุด): what a person owns in a building that belongs to all who own in it.

A unit has no outline of its own; its place is that of the building or the plot in which it lies.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models.buildings import Building
from gis_assets.models.parcels import Parcel
from gis_assets.models.versions import Thing, Version, one_version_a_day


class Unit(Thing):
    """A condominium unit's identity."""

    class Meta:
        verbose_name = _("condominium unit")
        verbose_name_plural = _("condominium units")


class UnitVersion(Version):
    """A unit as one source described it; floor and numbers are written as its title deed (อ.ช.2) writes them."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    on_parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="unit_versions")
    in_building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="unit_versions")
    condominium_name = models.CharField(_("condominium"), max_length=200)
    registration_number = models.CharField(_("condominium registration number"), max_length=30)
    building_name = models.CharField(_("block"), max_length=50, blank=True)
    unit_number = models.CharField(_("unit number"), max_length=30)
    floor = models.CharField(_("floor"), max_length=10, blank=True)
    house_number = models.CharField(_("house number"), max_length=30, blank=True)
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2)
    residential_m2 = models.DecimalField(_("dwelling (m²)"), max_digits=12, decimal_places=2, default=0)
    other_m2 = models.DecimalField(_("other use (m²)"), max_digits=12, decimal_places=2, default=0)
    vacant_m2 = models.DecimalField(_("unused (m²)"), max_digits=12, decimal_places=2, default=0)
    vacant_since_be = models.PositiveIntegerField(_("unused since tax year (B.E.)"), null=True, blank=True)

    class Meta:
        verbose_name = _("unit version")
        verbose_name_plural = _("unit versions")
        indexes = [models.Index(fields=["municipality", "registration_number", "unit_number"], name="unit_by_number")]
        constraints = [
            one_version_a_day("unit"),
            models.CheckConstraint(condition=models.Q(area_m2__gt=0), name="unit_area_is_positive"),
            models.CheckConstraint(
                condition=models.Q(residential_m2__gte=0, other_m2__gte=0, vacant_m2__gte=0),
                name="unit_use_areas_are_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(on_parcel__isnull=False) | models.Q(in_building__isnull=False),
                name="unit_lies_on_a_parcel_or_in_a_building",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condominium_name} {self.unit_number}"
