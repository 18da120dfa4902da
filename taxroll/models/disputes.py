"""What owners file with the tax office: objections and appeals, requests and reports; and who asked to see a bill.

Where a filing stands is its case (casework). A decision adds lines of a new assessment; the roll's own stay as sealed.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import tracking
from casework.models import Case
from gis_assets.models import Letters, Municipality
from taxroll.models.collection import Notice
from taxroll.models.corrections import Correction
from taxroll.models.rolls import RollLine, TableChoice
from taxroll.models.signs import SignLine


class FilingKind(models.TextChoices):
    """What is filed; the first three dispute an assessment, the others ask for something or report it."""

    OBJECTION = "objection", _("Objection (Ph.D.S. 10)")
    APPEAL = "appeal", _("Appeal to the provincial committee")
    COURT = "court", _("Action in court")
    LIST_CORRECTION = "list_correction", _("Correction of the list (s. 32)")
    CHANGE_OF_USE = "change_of_use", _("Change of use (Ph.D.S. 5)")
    INSTALMENTS = "instalments", _("Paying in instalments")


def kind_said(kind: FilingKind, *, is_of_signs: bool) -> str:
    """What a kind is called on the pages of land or of signs."""
    if is_of_signs and kind == FilingKind.OBJECTION:
        return str(_("Appeal against an assessment of signs (Ph.P. 4)"))
    return str(kind.label)


DISPUTES = (FilingKind.OBJECTION, FilingKind.APPEAL, FilingKind.COURT)


class Grounds(models.TextChoices):
    """What the owner holds to be wrong."""

    AREA = "area", _("The area is wrong")
    USE = "use", _("The use is wrong")
    PRICE = "price", _("The price or the building is wrong")
    OWNER = "owner", _("I was not the owner on 1 January")
    RELIEF = "relief", _("An exemption or reduction is missing")
    COMPUTING = "computing", _("The computation is wrong")
    OTHER = "other", _("Something else")


class FilingOutcome(models.TextChoices):
    """How it was answered; in full by silence where the time for deciding passed."""

    GRANTED = "granted", _("Granted in full")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", _("Not granted")
    BY_SILENCE = "by_silence", _("Granted because the time passed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the owner")


class FilingChannel(models.TextChoices):
    """Where it came in."""

    OWNER = "owner", _("Owner's page")
    COUNTER = "counter", _("At the counter")


class Filing(models.Model):
    """One filing about one notice. `lodge_by` and `decide_by` are the last days as the law stood when it came in."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=FilingKind)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="filings")
    line = models.ForeignKey(RollLine, models.PROTECT, null=True, blank=True, related_name="+")
    against = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="next")
    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    correction = models.OneToOneField(
        Correction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filing",
        verbose_name=_("correction of the list"),
    )
    tracking = models.CharField(_("tracking code"), max_length=tracking.LENGTH, unique=True)
    key = models.UUIDField(unique=True)
    grounds = models.CharField(_("grounds"), max_length=20, choices=Grounds, blank=True)
    words = models.TextField(_("in the owner's words"))
    parts = models.PositiveSmallIntegerField(_("instalments asked for"), null=True, blank=True)
    happened_on = models.DateField(_("since"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    notified_on = models.DateField(_("the owner was told on"), null=True, blank=True)
    lodge_by = models.DateField(_("to be lodged by"), null=True, blank=True)
    decide_by = models.DateField(_("to be decided by"), null=True, blank=True)
    is_late = models.BooleanField(_("came late"), default=False)
    channel = models.CharField(_("channel"), max_length=10, choices=FilingChannel)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=FilingOutcome, blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    decision_number = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    told_on = models.DateField(_("decision received on"), null=True, blank=True)
    pdf = models.FileField(_("document"), max_length=200, blank=True)
    pdf_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    before_satang = models.BigIntegerField(_("assessed before (satang)"), null=True, blank=True)
    after_satang = models.BigIntegerField(_("assessed after (satang)"), null=True, blank=True)

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["decide_by", "received_at"]
        indexes = [models.Index(fields=["municipality", "outcome", "decide_by"], name="filing_by_last_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at=None)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False) & ~models.Q(reasons="")),
                name="answered_filing_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(before_satang=None, after_satang=None)
                | models.Q(after_satang__gte=0, after_satang__lte=models.F("before_satang")),
                name="filing_never_raises_the_tax",
            ),
            models.CheckConstraint(
                condition=models.Q(correction=None) | models.Q(kind__in=["list_correction", "change_of_use"]),
                name="only_requests_about_the_list_become_corrections",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["appeal", "court"], against__isnull=False)
                | (~models.Q(kind__in=["appeal", "court"]) & models.Q(against=None)),
                name="appeal_names_the_decision_it_is_against",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case}"

    @property
    def is_dispute(self) -> bool:
        return self.kind in DISPUTES

    @property
    def kind_said(self) -> str:
        """The kind in words: what disputes an assessment of signs first is an appeal on a form of its own."""
        return kind_said(FilingKind(self.kind), is_of_signs=self.notice.bill.roll.is_of_signs)

    @property
    def is_open(self) -> bool:
        return not self.outcome


class FilingDocument(models.Model):
    """A photo or PDF that came with a filing; private, and kept with its digest."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="documents")
    file = models.FileField(_("document"), max_length=200)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=40)
    size_bytes = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("document of a filing")
        verbose_name_plural = _("documents of filings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ReassessedLine(models.Model):
    """A line of the bill as a decision assessed it anew: the facts it was given and every step of the computing."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="lines")
    line = models.ForeignKey(RollLine, models.PROTECT, related_name="reassessed")
    property_satang = models.BigIntegerField(_("value of the whole property (satang)"))
    table = models.PositiveSmallIntegerField(_("use"), choices=TableChoice)
    vacant_years = models.PositiveSmallIntegerField(_("vacant tax years"), default=0)
    reduction_ppm = models.PositiveIntegerField(_("reduction (ppm)"), default=0)
    area_wah = models.DecimalField(_("area (sq wah)"), max_digits=12, decimal_places=2, null=True, blank=True)
    value_satang = models.BigIntegerField(_("value (satang)"))
    exemption_satang = models.BigIntegerField(_("exemption (satang)"))
    net_satang = models.BigIntegerField(_("net base (satang)"))
    slice_base_satang = ArrayField(models.BigIntegerField(), verbose_name=_("base by slice (satang)"))
    slice_tax_satang = ArrayField(models.BigIntegerField(), verbose_name=_("tax by slice (satang)"))
    escalation_ppm = models.PositiveIntegerField(_("escalation (ppm)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    relief_satang = models.BigIntegerField(_("relief (satang)"))
    phase_in_satang = models.BigIntegerField(_("phase-in (satang)"))
    payable_satang = models.BigIntegerField(_("payable (satang)"))

    class Meta:
        verbose_name = _("line assessed anew")
        verbose_name_plural = _("lines assessed anew")
        ordering = ["line__number"]
        constraints = [
            models.UniqueConstraint("filing", "line", name="decision_assesses_a_line_once"),
            models.CheckConstraint(
                condition=models.Q(
                    payable_satang=models.F("tax_satang") - models.F("relief_satang") - models.F("phase_in_satang")
                ),
                name="reassessed_payable_is_tax_less_reliefs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.line_id}"


class ReassessedSign(models.Model):
    """A sign of the bill as a decision assessed it anew; one that owes nothing has no periods."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="sign_lines")
    line = models.ForeignKey(SignLine, models.PROTECT, related_name="reassessed")
    width_cm = models.PositiveIntegerField(_("width (cm)"))
    height_cm = models.PositiveIntegerField(_("height (cm)"))
    faces = models.PositiveSmallIntegerField(_("faces"))
    letters = models.PositiveSmallIntegerField(_("letters"), choices=Letters)
    is_moving = models.BooleanField(_("moving or changing"))
    shown_from = models.DateField(_("shown from"))
    owes_nothing = models.BooleanField(_("owes nothing"), default=False)
    periods = models.PositiveSmallIntegerField(_("periods of the year"))
    whole_year_satang = models.BigIntegerField(_("tax of a whole year (satang)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    late_return_satang = models.BigIntegerField(_("for the late return (satang)"))

    class Meta:
        verbose_name = _("sign assessed anew")
        verbose_name_plural = _("signs assessed anew")
        ordering = ["line__number"]
        constraints = [
            models.UniqueConstraint("filing", "line", name="decision_assesses_a_sign_once"),
            models.CheckConstraint(
                condition=models.Q(owes_nothing=False, tax_satang__gt=0, late_return_satang__gte=0, periods__gt=0)
                | models.Q(owes_nothing=True, tax_satang=0, late_return_satang=0, periods=0),
                name="reassessed_sign_owes_something_or_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.line_id}"


class DoorKnock(models.Model):
    """Somebody tried a notice number and a citizen id; who and which are kept only as keyed digests, for a day."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    sender_digest = models.CharField(max_length=64)
    notice_digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("attempt at an owner's page")
        verbose_name_plural = _("attempts at owners' pages")
        indexes = [
            models.Index(fields=["municipality", "sender_digest", "tried_at"], name="knock_by_sender"),
            models.Index(fields=["municipality", "notice_digest", "tried_at"], name="knock_by_notice"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.tried_at):%Y-%m-%d %H:%M}"
