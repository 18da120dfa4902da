"""What officers keep of their studies: scenarios of the what-if and recorded sales. Neither is part of a roll."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel, Unit
from taxroll.models.rolls import Roll


class Scenario(models.Model):
    """Changed rates, prices, exemptions or relief, tried on the facts of a roll; the roll knows nothing of it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("what it is to show"), max_length=500, blank=True)
    # What differs from the law and the prices of the year, as `taxroll.insight.scenarios.Change` writes it.
    change = models.JSONField(_("changes"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint("municipality", "name", name="scenario_name_stands_once")]

    def __str__(self) -> str:
        return self.name


class SaleOf(models.TextChoices):
    """What was sold: the assessed value of the same things is compared with the price."""

    LAND = "land", _("Land without buildings")
    LAND_AND_BUILDINGS = "land_and_buildings", _("Land with its buildings")
    UNIT = "unit", _("Condominium unit")


class Sale(models.Model):
    """A sale that was recorded, with its source; one that was no open-market sale is kept but not studied."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    of = models.CharField(_("what was sold"), max_length=20, choices=SaleOf)
    sold_on = models.DateField(_("day of the sale"))
    price_satang = models.BigIntegerField(_("price (satang)"))
    source = models.CharField(_("source"), max_length=200)
    is_arms_length = models.BooleanField(_("open-market sale"))
    remark = models.CharField(_("why it is no open-market sale"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        ordering = ["-sold_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "parcel", "unit", "sold_on", "price_satang"],
                nulls_distinct=False,
                name="sale_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(of=SaleOf.UNIT, unit__isnull=False, parcel=None)
                | (~models.Q(of=SaleOf.UNIT) & models.Q(unit=None, parcel__isnull=False)),
                name="sale_is_of_a_parcel_or_a_unit",
            ),
            models.CheckConstraint(condition=models.Q(price_satang__gt=0), name="sale_price_is_positive"),
            models.CheckConstraint(
                condition=models.Q(is_arms_length=True) | ~models.Q(remark=""),
                name="sale_not_on_the_open_market_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id or self.unit_id} {self.sold_on}"
