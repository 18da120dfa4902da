"""Parties and their rights (LADM: party, RRR). Personal data: it never leaves for a public page, layer, log or URL."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gis_assets.models.buildings import Building
from gis_assets.models.parcels import Parcel
from gis_assets.models.units import Unit
from gis_assets.models.versions import Thing, Version, one_version_a_day


class PartyKind(models.TextChoices):
    NATURAL = "natural", _("Natural person")
    JURISTIC = "juristic", _("Juristic person")


class Party(Thing):
    """A person or body that can hold a right."""

    kind = models.CharField(_("kind"), max_length=10, choices=PartyKind)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")


class PartyVersion(Version):
    """Name and address of a party; of its 13-digit number only a keyed digest and the last digits are kept."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="versions")
    name = models.CharField(_("name"), max_length=300)
    id_digest = models.CharField(max_length=64, blank=True, db_index=True)
    id_tail = models.CharField(max_length=3, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("party version")
        verbose_name_plural = _("party versions")
        indexes = [models.Index(fields=["municipality", "name"], name="party_by_name")]
        constraints = [one_version_a_day("party")]

    def __str__(self) -> str:
        return self.name


class RightKind(models.TextChoices):
    OWNER = "owner", _("Owner")
    CO_OWNER = "co_owner", _("Co-owner")
    POSSESSOR = "possessor", _("Possessor of state land")
    BUILDING_OWNER = "building_owner", _("Owner of the building only")


class Right(Version):
    """What a party holds in one parcel, one building or one condominium unit, in force for a period."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="rights")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="rights")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="rights")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="rights")
    kind = models.CharField(_("right"), max_length=15, choices=RightKind)
    share_numerator = models.PositiveIntegerField(_("share"), default=1)
    share_denominator = models.PositiveIntegerField(_("of"), default=1)
    # Section 41 of the 2562 Act: the owner lives there and stands in its house registration on 1 January.
    is_registered_home = models.BooleanField(_("registered home of the holder"), default=False)
    # Taken over from the parents of a split or merged parcel until the land office's register says the same.
    awaits_confirmation = models.BooleanField(_("to be confirmed by the land office"), default=False, db_default=False)

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(parcel__isnull=False, building=None, unit=None)
                    | models.Q(parcel=None, building__isnull=False, unit=None)
                    | models.Q(parcel=None, building=None, unit__isnull=False)
                ),
                name="right_is_in_one_parcel_or_one_building_or_one_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    share_numerator__gte=1,
                    share_numerator__lte=models.F("share_denominator"),
                ),
                name="right_share_is_at_most_whole",
            ),
            ExclusionConstraint(
                name="party_holds_a_right_once_per_day",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    (Coalesce("parcel", 0), RangeOperators.EQUAL),
                    (Coalesce("building", 0), RangeOperators.EQUAL),
                    (Coalesce("unit", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.share_numerator}/{self.share_denominator}"
