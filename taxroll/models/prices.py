"""Appraised prices by period: land by parcel, street and zone, buildings by type, condominiums by floor.

A price account (รอบบัญชี) is what one file of the Treasury Department said for one period. Which of several prices a
property is valued by stands in `sql/properties.sql` and is named on the line: an approved price first, then the
parcel's own, its street's, its zone's.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Building, Municipality, Parcel, Unit


class PriceAccountKind(models.TextChoices):
    """What the prices of an account are for."""

    PARCELS = "parcels", _("Land, parcel by parcel")
    STREETS = "streets", _("Land along streets")
    ZONES = "zones", _("Land by zone")
    BUILDINGS = "buildings", _("Buildings by type")
    CONDOMINIUMS = "condominiums", _("Condominium units")


class PriceKind(models.TextChoices):
    """Which price valued a property, in the words that its line prints. The order is that of `PRICE_KINDS`."""

    APPROVED = "approved", _("Price approved for this property")
    PARCEL = "parcel", _("Price of the parcel")
    STREET = "street", _("Price of the street")
    ZONE = "zone", _("Price of the zone")
    BUILDING_TYPE = "building_type", _("Price of the building type")
    CONDOMINIUM = "condominium", _("Price of the condominium")


# The number by which `sql/properties.sql` names each kind is its place here, from 1.
PRICE_KINDS = tuple(PriceKind)


class PriceAccount(models.Model):
    """The prices of one kind for one period, as one file gave them; a mistaken one is withdrawn, never changed."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=PriceAccountKind)
    title = models.CharField(_("source of the prices"), max_length=300)
    valid = DateRangeField(_("account in force"))
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    row_count = models.PositiveIntegerField(_("prices"), default=0)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The last days that this account took from those before it, by their ids, to be given back when it is withdrawn.
    former_ends = models.JSONField(default=dict, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("price account")
        verbose_name_plural = _("price accounts")
        ordering = ["-valid", "kind", "pk"]
        constraints = [
            ExclusionConstraint(
                name="one_price_account_of_a_kind_per_day",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            ),
            models.UniqueConstraint(
                fields=["municipality", "kind", "sha256"],
                condition=models.Q(withdrawn_at=None),
                name="price_file_is_taken_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | (models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawn_why="")),
                name="withdrawn_account_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_day(self) -> date | None:
        """The last day in force; None while no end is known."""
        return self.valid.upper - timedelta(days=1) if self.valid.upper else None


class ParcelPrice(models.Model):
    """The land price of one parcel, found by its sheet and land number; leading zeros count."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    account = models.ForeignKey(PriceAccount, models.PROTECT, related_name="parcel_prices")
    utmmap1 = models.CharField(_("sheet 1:50,000"), max_length=4)
    utmmap2 = models.CharField(_("sheet quadrant"), max_length=1)
    utmmap3 = models.CharField(_("sheet square"), max_length=4)
    utmmap4 = models.CharField(_("sheet part"), max_length=3)
    utm_scale = models.PositiveIntegerField(_("sheet scale"))
    land_number = models.CharField(_("land number"), max_length=20)
    price_satang_per_wah = models.BigIntegerField(_("price per sq wah (satang)"))

    class Meta:
        verbose_name = _("land price of a parcel")
        verbose_name_plural = _("land prices of parcels")
        constraints = [
            models.UniqueConstraint(
                "account", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number",
                name="parcel_has_one_price_in_an_account",
            ),
            models.CheckConstraint(condition=models.Q(price_satang_per_wah__gt=0), name="parcel_price_is_positive"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.land_number


class StreetPrice(models.Model):
    """The land price along a street: whole to a depth from the front, a share of it for what lies behind."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    account = models.ForeignKey(PriceAccount, models.PROTECT, related_name="street_prices")
    code = models.CharField(_("street code"), max_length=30)
    name = models.CharField(_("street"), max_length=200, blank=True)
    price_satang_per_wah = models.BigIntegerField(_("price per sq wah (satang)"))
    depth_m = models.DecimalField(_("depth at the whole price (m)"), max_digits=6, decimal_places=2)
    rest_percent = models.PositiveSmallIntegerField(_("price behind it (%)"))
    reach_m = models.DecimalField(_("a plot within (m) lies on the street"), max_digits=6, decimal_places=2)
    shape_wgs84 = models.MultiLineStringField(_("street"), srid=4326, spatial_index=False)

    class Meta:
        verbose_name = _("land price along a street")
        verbose_name_plural = _("land prices along streets")
        indexes = [GistIndex(fields=["shape_wgs84"], name="street_price_by_place")]
        constraints = [
            models.UniqueConstraint("account", "code", name="street_has_one_price_in_an_account"),
            models.CheckConstraint(condition=models.Q(price_satang_per_wah__gt=0), name="street_price_is_positive"),
            models.CheckConstraint(
                condition=models.Q(depth_m__gt=0, rest_percent__gte=1, rest_percent__lte=100, reach_m__gt=0),
                name="street_depth_reach_and_share_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class LandPriceZone(models.Model):
    """One price of land, where and when it holds; a parcel's zone is the one around a point on its surface."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    account = models.ForeignKey(PriceAccount, models.PROTECT, null=True, blank=True, related_name="zone_prices")
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
    account = models.ForeignKey(PriceAccount, models.PROTECT, null=True, blank=True, related_name="building_prices")
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


class CondoPrice(models.Model):
    """Price of one square metre in a condominium; an empty block or floor stands for all of them."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    account = models.ForeignKey(PriceAccount, models.PROTECT, related_name="condo_prices")
    registration_number = models.CharField(_("condominium registration number"), max_length=30)
    condominium_name = models.CharField(_("condominium"), max_length=200, blank=True)
    building_name = models.CharField(_("block"), max_length=50, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True)
    price_satang_per_m2 = models.BigIntegerField(_("price per m² (satang)"))

    class Meta:
        verbose_name = _("condominium price")
        verbose_name_plural = _("condominium prices")
        constraints = [
            models.UniqueConstraint(
                "account", "registration_number", "building_name", "floor", name="floor_has_one_price_in_an_account"
            ),
            models.CheckConstraint(condition=models.Q(price_satang_per_m2__gt=0), name="condo_price_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.registration_number} {self.floor}".strip()


class ApprovedPrice(models.Model):
    """A price for one property where the accounts have none, with the document that approved it.

    By square wah for land, by square metre for a building (when new) or a condominium unit.
    A mistaken one is withdrawn.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    price_satang = models.BigIntegerField(_("price per sq wah or m² (satang)"))
    document = models.CharField(_("approving document"), max_length=200)
    valid = DateRangeField(_("in force"))
    # As of claims: the periods of those that it ended, to be given back when it is withdrawn.
    former_periods = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("approved price")
        verbose_name_plural = _("approved prices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parcel__isnull=False, building=None, unit=None)
                | models.Q(parcel=None, building__isnull=False, unit=None)
                | models.Q(parcel=None, building=None, unit__isnull=False),
                name="approved_price_is_of_one_property",
            ),
            models.CheckConstraint(
                condition=models.Q(price_satang__gt=0) & ~models.Q(document=""),
                name="approved_price_is_positive_and_documented",
            ),
            ExclusionConstraint(
                name="property_has_one_approved_price_per_day",
                expressions=[
                    (Coalesce("parcel", 0), RangeOperators.EQUAL),
                    (Coalesce("building", 0), RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.document
