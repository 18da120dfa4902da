"""What an officer granted or noted about one property, from evidence: exempt use, reduction, taxes of 2562.

Each holds for a period and names who decided. Nothing is edited: a claim ends, or is withdrawn when it was never right.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Building, Municipality, Parcel, Party, Unit


class ClaimedUse(models.TextChoices):
    """Of which recorded use the exempt area is a part; the whole property has all of them."""

    WHOLE = "whole", _("The whole property")
    AGRICULTURE = "agriculture", _("Part of the farming area")
    RESIDENTIAL = "residential", _("Part of the dwelling area")
    OTHER = "other", _("Part of the area in other use")
    VACANT = "vacant", _("Part of the unused area")


class Claim(models.Model):
    """What all claims have in common: one property, a period, the evidence, and who decided."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    valid = DateRangeField(_("in force"))
    # The periods of those that this decision ended, by their ids, to be given back when it is withdrawn.
    former_periods = models.JSONField(default=dict, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.evidence


def _of_one_property(claim: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(parcel__isnull=False, building=None, unit=None)
        | models.Q(parcel=None, building__isnull=False, unit=None)
        | models.Q(parcel=None, building=None, unit__isnull=False),
        name=f"{claim}_is_of_one_property",
    )


def _once_a_day(claim: str, *more: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"property_has_one_{claim}_per_day",
        expressions=[
            *((column, RangeOperators.EQUAL) for column in more),
            (Coalesce("parcel", 0), RangeOperators.EQUAL),
            (Coalesce("building", 0), RangeOperators.EQUAL),
            (Coalesce("unit", 0), RangeOperators.EQUAL),
            ("valid", RangeOperators.OVERLAPS),
        ],
        condition=models.Q(withdrawn_at=None),
    )


class ExemptUse(Claim):
    """Property, or a part of it, that section 8 exempts; `kind` is a key of the law's list.

    `area` in square wah (land) or m²; null for the whole.
    """

    kind = models.CharField(_("kind of section 8"), max_length=40)
    of_use = models.CharField(_("how much of it"), max_length=12, choices=ClaimedUse, default=ClaimedUse.WHOLE)
    area = models.DecimalField(_("exempt area"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("exempt use")
        verbose_name_plural = _("exempt uses")
        constraints = [
            _of_one_property("exempt_use"),
            _once_a_day("exempt_use"),
            models.CheckConstraint(
                condition=models.Q(of_use=ClaimedUse.WHOLE, area=None)
                | (~models.Q(of_use=ClaimedUse.WHOLE) & models.Q(area__gt=0)),
                name="exempt_use_is_whole_or_says_its_area",
            ),
        ]


class Reduction(Claim):
    """A reduced tax for a type of property; `kind` is a key of the law's list.

    `since_date` is the day of acquisition or permit from which its years count.
    """

    kind = models.CharField(_("kind"), max_length=40)
    since_date = models.DateField(_("acquired or permitted on"))

    class Meta:
        verbose_name = _("reduction")
        verbose_name_plural = _("reductions")
        constraints = [_of_one_property("reduction"), _once_a_day("reduction")]


class OldTax(Claim):
    """What one owner paid in 2562 for one property (section 97): house-and-land tax and local maintenance tax."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    house_and_land_satang = models.BigIntegerField(_("house and land tax of 2562 (satang)"), default=0)
    maintenance_satang = models.BigIntegerField(_("local maintenance tax of 2562 (satang)"), default=0)

    class Meta:
        verbose_name = _("taxes of 2562")
        verbose_name_plural = _("taxes of 2562")
        constraints = [
            _of_one_property("old_tax"),
            _once_a_day("old_tax_of_an_owner", "party"),
            models.CheckConstraint(
                condition=models.Q(house_and_land_satang__gte=0, maintenance_satang__gte=0),
                name="old_taxes_are_not_negative",
            ),
        ]
