"""A roll of one tax year: its lines, the bills they add up to, and what could not be taxed.

Lines hold copies, not references, of every fact and every step of the computing, so that a sealed roll explains
itself years later. A draft may be built again; a sealed roll may not be touched (triggers, not good will).
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import BuildingVersion, Municipality, ParcelVersion, Party, UnitVersion
from taxroll.law.tables import Table
from taxroll.models.prices import PriceKind


class RollStatus(models.TextChoices):
    """How far a roll has come; which move leads where stands in `taxroll.rolls.states`."""

    DRAFT = "draft", _("Draft")
    LISTED = "listed", _("List published")
    ASSESSED = "assessed", _("Assessed")
    SEALED = "sealed", _("Sealed")


class Levied(models.TextChoices):
    """Which tax a roll is of; signs are assessed and sealed in rolls of their own (`taxroll.signs`)."""

    LAND = "land", _("Land and building tax")
    SIGNS = "signs", _("Signboard tax")


class RollOfLandManager(models.Manager["Roll"]):
    """The rolls of land and buildings."""

    def get_queryset(self) -> models.QuerySet["Roll"]:
        return super().get_queryset().filter(tax=Levied.LAND)


class LineKind(models.TextChoices):
    LAND = "land", _("Land")
    BUILDING = "building", _("Building")
    UNIT = "unit", _("Condominium unit")


class TableChoice(models.IntegerChoices):
    """The rate tables in the words of the forms."""

    AGRICULTURE = Table.AGRICULTURE.value, _("Agriculture")
    MAIN_HOME = Table.MAIN_HOME.value, _("Main home (land and building)")
    MAIN_HOME_BUILDING = Table.MAIN_HOME_BUILDING.value, _("Main home (building only)")
    OTHER_RESIDENCE = Table.OTHER_RESIDENCE.value, _("Other residence")
    OTHER_USE = Table.OTHER_USE.value, _("Other use")
    VACANT = Table.VACANT.value, _("Left vacant")
    EXEMPT = Table.EXEMPT.value, _("Exempt (s. 8)")


class GapReason(models.TextChoices):
    """Why a parcel or building stands on no bill."""

    NO_OWNER = "no_owner", _("No owner is registered")
    NO_DEED_AREA = "no_deed_area", _("The deed area is missing")
    NO_USE = "no_use", _("No use is recorded")
    NO_LAND_PRICE = "no_land_price", _("No land price zone covers it")
    SEVERAL_LAND_PRICES = "several_land_prices", _("Several land price zones cover it")
    NO_BUILDING_PRICE = "no_building_price", _("The building type has no price")
    NO_YEAR_BUILT = "no_year_built", _("The year of building is missing")
    SHARES_WRONG = "shares_wrong", _("The shares of its owners do not add up to one")
    ABSURD_AREA = "absurd_area", _("Its area cannot be true")
    ABSURD_PRICE = "absurd_price", _("Its price or value cannot be true")
    NO_CONDO_PRICE = "no_condo_price", _("The condominium has no price")
    EXEMPT_TOO_LARGE = "exempt_too_large", _("More of it is exempt than is recorded in that use")


class Roll(models.Model):
    """The roll of one municipality and tax year; sequence 1 is the main roll, later ones are supplementary.

    `objects` are those of land and buildings, which is what every page of the roll means; notices and money hang on
    rolls of both taxes (`every`). Of signs each assessment of a year makes a roll, numbered by its sequence.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tax = models.CharField(_("tax"), max_length=5, choices=Levied, default=Levied.LAND, db_default=Levied.LAND)
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"))
    sequence = models.PositiveSmallIntegerField(_("sequence"), default=1)
    as_of_date = models.DateField(_("facts as of"))
    status = models.CharField(_("status"), max_length=10, choices=RollStatus, default=RollStatus.DRAFT)
    built_at = models.DateTimeField(_("built at"))
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed_on = models.DateField(_("list published on"), null=True, blank=True)
    listed_place = models.CharField(_("where the list is posted"), max_length=300, blank=True)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    corrections_until = models.DateField(_("corrections may be asked for until"), null=True, blank=True)
    assessed_at = models.DateTimeField(_("assessed at"), null=True, blank=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    law_digest = models.CharField(_("digest of the law files"), max_length=64)
    rows_digest = models.CharField(_("digest of the rows"), max_length=64, blank=True)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    bill_count = models.PositiveIntegerField(_("bills"), default=0)
    gap_count = models.PositiveIntegerField(_("not taxed"), default=0)
    payable_satang = models.BigIntegerField(_("payable (satang)"), default=0)

    objects = RollOfLandManager()
    every = models.Manager["Roll"]()

    class Meta:
        verbose_name = _("tax roll")
        verbose_name_plural = _("tax rolls")
        ordering = ["-tax_year_be", "sequence"]
        constraints = [
            models.UniqueConstraint(
                "municipality", "tax", "tax_year_be", "sequence", name="roll_stands_once_in_a_year"
            ),
            models.UniqueConstraint(fields=["id", "municipality"], name="roll_is_of_one_municipality"),
            models.CheckConstraint(
                condition=(
                    (~models.Q(status=RollStatus.SEALED) & models.Q(sealed_at=None, sealed_by=None))
                    | (
                        models.Q(status=RollStatus.SEALED, sealed_at__isnull=False, sealed_by__isnull=False)
                        & ~models.Q(rows_digest="")
                    )
                ),
                name="sealed_roll_names_who_when_and_digest",
            ),
            models.CheckConstraint(
                condition=(
                    ~models.Q(status=RollStatus.LISTED)
                    | (
                        models.Q(listed_on__isnull=False, listed_by__isnull=False, corrections_until__isnull=False)
                        & ~models.Q(listed_place="")
                    )
                ),
                name="listed_roll_names_day_place_and_who",
            ),
            models.CheckConstraint(
                condition=(
                    ~models.Q(status=RollStatus.ASSESSED)
                    | models.Q(assessed_at__isnull=False, assessed_by__isnull=False)
                ),
                name="assessed_roll_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_year_be}/{self.sequence}"

    @property
    def is_supplementary(self) -> bool:
        return self.sequence > 1 and not self.is_of_signs

    @property
    def is_of_signs(self) -> bool:
        return self.tax == Levied.SIGNS

    @property
    def is_sealed(self) -> bool:
        return self.status == RollStatus.SEALED


class Bill(models.Model):
    """What one owner, or one set of co-owners, owes by one roll; name and address are copied.

    A bill of a supplementary roll holds the whole new computation; what earlier rolls of the year charged is taken
    off, so its payable is the difference and may be negative: then it is to be refunded.
    """

    # One key in the database refers to (roll, municipality); other indexes begin with either.
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False, db_constraint=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="bills", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField(_("number"))
    reference = models.CharField(_("reference"), max_length=20)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    # Exactly whom it stands for: the party, or all co-owners, by their keys in rising order.
    parties = ArrayField(models.BigIntegerField(), verbose_name=_("owners by key"), default=list)
    owner_count = models.PositiveSmallIntegerField(_("owners"), default=1)
    owner_name = models.CharField(_("owner"), max_length=300)
    owner_address = models.CharField(_("address"), max_length=500, blank=True)
    owner_id_tail = models.CharField(max_length=3, blank=True)
    is_natural = models.BooleanField(_("natural person"))
    plot_count = models.PositiveIntegerField(_("plots"))
    building_count = models.PositiveIntegerField(_("buildings"))
    unit_count = models.PositiveIntegerField(_("condominium units"), default=0, db_default=0)
    value_satang = models.BigIntegerField(_("value (satang)"))
    exemption_satang = models.BigIntegerField(_("exemption (satang)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    relief_satang = models.BigIntegerField(_("relief (satang)"))
    phase_in_satang = models.BigIntegerField(_("phase-in (satang)"))
    charged_before_satang = models.BigIntegerField(
        _("charged by earlier rolls of the year (satang)"), default=0, db_default=0
    )
    payable_satang = models.BigIntegerField(_("payable (satang)"))

    class Meta:
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["roll", "owner_name"], name="bill_by_owner_name"),
            # Without a list of pending entries, which every search after a build would read from end to end.
            GinIndex(fields=["parties"], name="bill_by_parties", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint("roll", "number", name="bill_number_stands_once_in_a_roll"),
            models.UniqueConstraint(fields=["id", "roll", "municipality"], name="bill_is_of_one_roll"),
            models.UniqueConstraint("municipality", "reference", name="bill_reference_is_unique"),
            models.CheckConstraint(
                condition=models.Q(
                    payable_satang=models.F("tax_satang")
                    - models.F("relief_satang")
                    - models.F("phase_in_satang")
                    - models.F("charged_before_satang")
                ),
                name="bill_payable_is_tax_less_reliefs_and_charged",
            ),
            models.CheckConstraint(
                condition=models.Q(charged_before_satang__gte=0), name="bill_charged_before_is_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(payable_satang__gte=-models.F("charged_before_satang")),
                name="bill_gives_back_at_most_what_was_charged",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RollLine(models.Model):
    """One use of one plot or building: the facts copied, then every step from value to payable."""

    # One key in the database refers to (bill, roll, municipality), so that all three are of one bill; it is checked
    # once a line instead of three times.
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False, db_constraint=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField(_("line"))
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind)
    parcel_version = models.ForeignKey(ParcelVersion, models.PROTECT, null=True, blank=True, related_name="+")
    building_version = models.ForeignKey(
        BuildingVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    unit_version = models.ForeignKey(
        UnitVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    parcel_code = models.CharField(_("parcel code"), max_length=30, blank=True)
    document_type = models.CharField(_("document"), max_length=10, blank=True)
    document_number = models.CharField(_("document number"), max_length=30, blank=True)
    house_number = models.CharField(_("house number"), max_length=30, blank=True)
    treasury_type = models.CharField(_("building type"), max_length=8, blank=True)
    material_class = models.CharField(_("material"), max_length=10, blank=True)
    condominium_name = models.CharField(_("condominium"), max_length=200, blank=True)
    registration_number = models.CharField(_("condominium registration number"), max_length=30, blank=True)
    building_name = models.CharField(_("block"), max_length=50, blank=True)
    floor = models.CharField(_("floor"), max_length=10, blank=True)
    unit_number = models.CharField(_("unit number"), max_length=30, blank=True)
    price_kind = models.CharField(_("kind of price"), max_length=15, choices=PriceKind, blank=True)
    price_source = models.CharField(_("source of the price"), max_length=300)
    area_wah = models.DecimalField(_("area (sq wah)"), max_digits=12, decimal_places=2, null=True, blank=True)
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=12, decimal_places=2, null=True, blank=True)
    price_satang = models.BigIntegerField(_("price per sq wah or m² (satang)"))
    # Along a street only this much of the area (in millionths) has the whole price; the rest has `rest_percent` of it.
    front_ppm = models.PositiveIntegerField(_("area at the whole price (ppm)"), default=1_000_000)
    rest_percent = models.PositiveSmallIntegerField(_("price behind it (%)"), default=100)
    gross_satang = models.BigIntegerField(_("value before depreciation (satang)"))
    age_years = models.PositiveSmallIntegerField(_("age (years)"), null=True, blank=True)
    depreciation_percent = models.PositiveSmallIntegerField(_("depreciation (%)"), default=0)
    property_satang = models.BigIntegerField(_("value of the whole property (satang)"))
    group_number = models.PositiveIntegerField(_("joint base"))
    table = models.PositiveSmallIntegerField(_("use"), choices=TableChoice)
    vacant_years = models.PositiveSmallIntegerField(_("vacant tax years"), default=0)
    exempt_kind = models.CharField(_("kind of section 8"), max_length=40, blank=True)
    reduction_kind = models.CharField(_("reduction"), max_length=40, blank=True)
    reduction_ppm = models.PositiveIntegerField(_("reduction (ppm)"), default=0)
    old_tax_satang = models.BigIntegerField(_("taxes of 2562 (satang)"), default=0)
    use_part = models.BigIntegerField(_("area of this use (hundredths)"))
    use_whole = models.BigIntegerField(_("area of all uses (hundredths)"))
    share_part = models.BigIntegerField(_("share"))
    share_whole = models.BigIntegerField(_("of"))
    value_satang = models.BigIntegerField(_("value (satang)"))
    exemption_satang = models.BigIntegerField(_("exemption (satang)"))
    net_satang = models.BigIntegerField(_("net base (satang)"))
    slice_base_satang = ArrayField(models.BigIntegerField(), verbose_name=_("base by slice (satang)"))
    slice_tax_satang = ArrayField(models.BigIntegerField(), verbose_name=_("tax by slice (satang)"))
    escalation_ppm = models.PositiveIntegerField(_("escalation (ppm)"))
    escalation_satang = models.BigIntegerField(_("escalation (satang)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    relief_satang = models.BigIntegerField(_("relief (satang)"))
    phase_in_satang = models.BigIntegerField(_("phase-in (satang)"))
    payable_satang = models.BigIntegerField(_("payable (satang)"))

    class Meta:
        verbose_name = _("roll line")
        verbose_name_plural = _("roll lines")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["roll", "parcel_code"], name="roll_line_by_parcel_code"),
            models.Index(fields=["bill"], name="roll_line_by_bill"),
            models.Index(
                fields=["building_version"],
                name="roll_line_by_building",
                condition=models.Q(building_version__isnull=False),
            ),
            models.Index(
                fields=["unit_version"], name="roll_line_by_unit", condition=models.Q(unit_version__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint("roll", "number", name="line_number_stands_once_in_a_roll"),
            models.CheckConstraint(
                condition=models.Q(net_satang=models.F("value_satang") - models.F("exemption_satang")),
                name="line_net_is_value_less_exemption",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    payable_satang=models.F("tax_satang") - models.F("relief_satang") - models.F("phase_in_satang")
                ),
                name="line_payable_is_tax_less_reliefs",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    value_satang__gte=0,
                    exemption_satang__gte=0,
                    net_satang__gte=0,
                    tax_satang__gte=0,
                    payable_satang__gte=0,
                ),
                name="line_amounts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind=LineKind.LAND, area_wah__gt=0, area_m2=None, building_version=None, unit_version=None
                )
                | models.Q(
                    kind=LineKind.BUILDING,
                    area_m2__gt=0,
                    area_wah=None,
                    building_version__isnull=False,
                    unit_version=None,
                )
                | models.Q(
                    kind=LineKind.UNIT,
                    area_m2__gt=0,
                    area_wah=None,
                    building_version=None,
                    unit_version__isnull=False,
                ),
                name="line_is_land_by_wah_or_building_or_unit_by_m2",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.parcel_code}"


class RollGap(models.Model):
    """A parcel or building that this roll could not tax, and why. It is listed, never taxed at zero."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="gaps")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind)
    parcel_version = models.ForeignKey(ParcelVersion, models.PROTECT, null=True, blank=True, related_name="+")
    building_version = models.ForeignKey(BuildingVersion, models.PROTECT, null=True, blank=True, related_name="+")
    unit_version = models.ForeignKey(UnitVersion, models.PROTECT, null=True, blank=True, related_name="+")
    parcel_code = models.CharField(_("parcel code"), max_length=30, blank=True)
    house_number = models.CharField(_("house number"), max_length=30, blank=True)
    unit_number = models.CharField(_("unit number"), max_length=30, blank=True, default="", db_default="")
    reason = models.CharField(_("reason"), max_length=30, choices=GapReason)

    class Meta:
        verbose_name = _("property not taxed")
        verbose_name_plural = _("properties not taxed")
        ordering = ["reason", "parcel_code", "id"]
        indexes = [models.Index(fields=["roll", "reason"], name="roll_gap_by_reason")]

    def __str__(self) -> str:
        return f"{self.parcel_code} {self.get_reason_display()}"


class LineSeal(models.Model):
    """The SHA-256 of one line of a sealed roll as it was sealed; the roll's own digest is made of these."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("line"))
    sha256 = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("seal of a line")
        verbose_name_plural = _("seals of lines")
        constraints = [models.UniqueConstraint("roll", "number", name="line_is_sealed_once")]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.number}"
