"""Appraised prices of the Treasury Department's accounts: land by zone, buildings by type."""

from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class LandPriceZone(models.Model):
    """One price of land, where and when it holds; a parcel's zone is the one around a point on its surface."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    code = models.CharField(_("zone code"), max_length=30)
    name = models.CharField(_("zone name"), max_length=200, blank=True)
    valid = DateRangeField(_("account in force"))
    price_satang_per_wah = models.BigIntegerField(_("price per sq wah (satang)"))
    source_text = models.CharField(_("source of the price"), max_length=300)
    shape_wgs84 = models.MultiPolygonField(_("zone"), srid=4326, spatial_index=False)

    class Meta:
        verbose_name = _("land price zone")
        verbose_name_plural = _("land price zones")
        indexes = [GistIndex(fields=["shape_wgs84"], name="land_price_by_place")]
        constraints = [
            models.CheckConstraint(condition=models.Q(price_satang_per_wah__gt=0), name="land_price_is_positive"),
            ExclusionConstraint(
                name="land_price_zone_has_one_price_per_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class BuildingPrice(models.Model):
    """Price of a new building of one Treasury type, by square metre."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    treasury_type = models.CharField(_("building type"), max_length=8)
    name = models.CharField(_("name of the type"), max_length=200, blank=True)
    valid = DateRangeField(_("account in force"))
    price_satang_per_m2 = models.BigIntegerField(_("price per m² (satang)"))
    source_text = models.CharField(_("source of the price"), max_length=300)

    class Meta:
        verbose_name = _("building price")
        verbose_name_plural = _("building prices")
        constraints = [
            models.CheckConstraint(condition=models.Q(price_satang_per_m2__gt=0), name="building_price_is_positive"),
            ExclusionConstraint(
                name="building_type_has_one_price_per_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("treasury_type", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treasury_type} {self.name}".strip()
