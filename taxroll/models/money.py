"""What happens around the money of a notice: dates, instalments, letters, decisions, bank files, refunds, closed days.

Rows tell what was decided and when; sums stand in the ledger. What may still happen to a row (a letter is received, a
refund is paid out) are single columns that the database lets the application fill in; the rest never changes.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.collection import Channel, Notice, Payment


class CalendarStep(models.TextChoices):
    """The steps of a tax year that have a last day."""

    LIST = "list", _("Post the list of land and buildings")
    NOTICE = "notice", _("Send the notices")
    PAY = "pay", _("Pay")
    INSTALMENT_1 = "instalment_1", _("First instalment")
    INSTALMENT_2 = "instalment_2", _("Second instalment")
    INSTALMENT_3 = "instalment_3", _("Third instalment")
    WARNING = "warning", _("Send the warning letters")
    LAND_OFFICE = "land_office", _("Report arrears to the land office")


class CalendarExtension(models.Model):
    """A last day moved by a document; the latest entry for a step holds, former ones are kept."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"))
    step = models.CharField(_("step"), max_length=20, choices=CalendarStep)
    last_date = models.DateField(_("last day"))
    document_number = models.CharField(_("document number"), max_length=100)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension of a last day")
        verbose_name_plural = _("extensions of last days")
        ordering = ["tax_year_be", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(document_number="") & ~models.Q(reason=""),
                name="extension_names_document_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tax_year_be} {self.get_step_display()}"


class InstalmentPlan(models.Model):
    """The right to pay one notice in parts, as it was asked for in writing and granted."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="plan")
    requested_on = models.DateField(_("requested on"))
    document_number = models.CharField(_("number of the request"), max_length=100)
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("instalment plan")
        verbose_name_plural = _("instalment plans")
        ordering = ["-granted_at"]

    def __str__(self) -> str:
        return str(self.notice)


class Instalment(models.Model):
    """One part of a plan."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    plan = models.ForeignKey(InstalmentPlan, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField(_("instalment"))
    due_date = models.DateField(_("pay by"))
    amount_satang = models.BigIntegerField(_("amount (satang)"))

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint("plan", "number", name="instalment_stands_once_in_a_plan"),
            models.CheckConstraint(condition=models.Q(amount_satang__gt=0), name="instalment_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class WarningLetter(models.Model):
    """A warning letter to who did not pay in time, with what was open on its day; its receipt is filled in once."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="warning")
    number = models.CharField(_("letter number"), max_length=20)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    days_to_pay = models.PositiveSmallIntegerField(_("days to pay"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    penalty_satang = models.BigIntegerField(_("penalty (satang)"))
    surcharge_satang = models.BigIntegerField(_("surcharge (satang)"))
    pdf = models.FileField(_("document"), max_length=200)
    pdf_sha256 = models.CharField(_("SHA-256"), max_length=64)
    received_on = models.DateField(_("received on"), null=True, blank=True)
    received_how = models.CharField(_("proof of receipt"), max_length=200, blank=True)
    received_recorded_at = models.DateTimeField(null=True, blank=True)
    received_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("warning letter")
        verbose_name_plural = _("warning letters")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint("municipality", "number", name="warning_number_stands_once"),
            models.CheckConstraint(
                condition=models.Q(received_on=None, received_recorded_at=None, received_recorded_by=None)
                | models.Q(
                    received_on__isnull=False, received_recorded_at__isnull=False, received_recorded_by__isnull=False
                ),
                name="receipt_of_warning_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RemissionKind(models.TextChoices):
    WAIVER = "waiver", _("Penalty or surcharge waived")
    WRITE_OFF = "write_off", _("Debt written off")


class Remission(models.Model):
    """A decision that a part of what is open need not be paid."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="remissions")
    kind = models.CharField(_("kind"), max_length=10, choices=RemissionKind)
    tax_satang = models.BigIntegerField(_("tax (satang)"), default=0)
    penalty_satang = models.BigIntegerField(_("penalty (satang)"), default=0)
    surcharge_satang = models.BigIntegerField(_("surcharge (satang)"), default=0)
    decided_on = models.DateField(_("decided on"))
    document_number = models.CharField(_("number of the decision"), max_length=100)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("remission")
        verbose_name_plural = _("remissions")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tax_satang__gte=0, penalty_satang__gte=0, surcharge_satang__gte=0)
                & (models.Q(tax_satang__gt=0) | models.Q(penalty_satang__gt=0) | models.Q(surcharge_satang__gt=0)),
                name="remission_remits_something",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=RemissionKind.WRITE_OFF) | models.Q(tax_satang=0), name="tax_is_never_waived"
            ),
            models.CheckConstraint(
                condition=~models.Q(document_number="") & ~models.Q(reason=""),
                name="remission_names_document_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number


class Reversal(models.Model):
    """A payment that was none: a bounced cheque, a wrong notice. The payment stays; its transfers are mirrored."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="reversal")
    reason = models.CharField(_("reason"), max_length=300)
    reversed_at = models.DateTimeField(_("reversed at"))
    reversed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")
        ordering = ["-reversed_at"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="reversal_names_its_reason")]

    def __str__(self) -> str:
        return str(self.payment)


class BankFile(models.Model):
    """A file of payments as a bank sent it, kept untouched; the same file is taken once."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    format = models.CharField(_("format"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    line_count = models.PositiveIntegerField(_("lines"))
    total_satang = models.BigIntegerField(_("sum (satang)"))
    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ["-received_at", "-id"]
        constraints = [models.UniqueConstraint("municipality", "sha256", name="bank_file_is_taken_once")]

    def __str__(self) -> str:
        return self.name


class LineState(models.TextChoices):
    WAITING = "waiting", _("Being matched")
    MATCHED = "matched", _("Matched")
    SUSPENSE = "suspense", _("Not matched")
    RETURNED = "returned", _("Given back")


class BankLine(models.Model):
    """One payment of a bank file. Until it is matched, its money stands in suspense."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField(_("line"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    paid_at = models.DateTimeField(_("paid at"))
    amount_satang = models.BigIntegerField(_("amount (satang)"))
    ref1 = models.CharField(_("reference 1"), max_length=40, blank=True)
    ref2 = models.CharField(_("reference 2"), max_length=40, blank=True)
    bank_reference = models.CharField(_("reference of the bank"), max_length=60)
    state = models.CharField(_("state"), max_length=10, choices=LineState, default=LineState.WAITING)
    remark = models.CharField(_("why"), max_length=300, blank=True)
    proposed = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed notice")
    )
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, blank=True, related_name="bank_line")

    class Meta:
        verbose_name = _("line of a bank file")
        verbose_name_plural = _("lines of bank files")
        ordering = ["file", "number"]
        indexes = [models.Index(fields=["municipality", "state"], name="bank_line_by_state")]
        constraints = [
            models.UniqueConstraint("file", "number", name="bank_line_stands_once_in_a_file"),
            models.UniqueConstraint("municipality", "bank_reference", name="bank_reference_is_taken_once"),
            models.CheckConstraint(condition=models.Q(amount_satang__gt=0), name="bank_line_is_positive"),
            models.CheckConstraint(
                condition=models.Q(state=LineState.MATCHED, payment__isnull=False)
                | (~models.Q(state=LineState.MATCHED) & models.Q(payment=None)),
                name="matched_line_has_its_payment",
            ),
        ]

    def __str__(self) -> str:
        return self.bank_reference


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted, to be paid out")
    REFUSED = "refused", _("Refused")
    PAID = "paid", _("Paid out")


class Refund(models.Model):
    """A request for money back (ภ.ด.ส.9), of a notice's surplus or of an unmatched line; its decision and payment."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="refunds")
    line = models.ForeignKey(BankLine, models.PROTECT, null=True, blank=True, related_name="refunds")
    amount_satang = models.BigIntegerField(_("amount (satang)"))
    requested_on = models.DateField(_("requested on"))
    request_number = models.CharField(_("number of the request"), max_length=100)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RefundState, default=RefundState.REQUESTED)
    decision_number = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, blank=True)
    payment_reference = models.CharField(_("payment reference"), max_length=60, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_satang__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=models.Q(notice__isnull=False, line=None) | models.Q(notice=None, line__isnull=False),
                name="refund_is_of_a_notice_or_a_line",
            ),
            models.CheckConstraint(
                condition=models.Q(state=RefundState.REQUESTED, decided_at=None, paid_at=None)
                | models.Q(state__in=[RefundState.GRANTED, RefundState.REFUSED], decided_at__isnull=False, paid_at=None)
                | models.Q(state=RefundState.PAID, decided_at__isnull=False, paid_at__isnull=False),
                name="refund_is_decided_before_it_is_paid",
            ),
            models.UniqueConstraint(
                "line",
                condition=~models.Q(state=RefundState.REFUSED),
                name="bank_line_is_given_back_once",
            ),
        ]

    def __str__(self) -> str:
        return self.request_number


class DailyClosing(models.Model):
    """A day of the books that is closed; no money is booked on it any more."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField(_("day"))
    closed_at = models.DateTimeField(_("closed at"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pdf = models.FileField(_("document"), max_length=200)
    pdf_sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("daily closing")
        verbose_name_plural = _("daily closings")
        ordering = ["-on"]
        constraints = [models.UniqueConstraint("municipality", "on", name="day_is_closed_once")]

    def __str__(self) -> str:
        return str(self.on)


class ClosingCount(models.Model):
    """What the books say and what was counted of one kind of money; a difference is explained."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    closing = models.ForeignKey(DailyClosing, models.PROTECT, related_name="counts")
    account_kind = models.CharField(_("money"), max_length=20)
    booked_satang = models.BigIntegerField(_("by the books (satang)"))
    counted_satang = models.BigIntegerField(_("counted (satang)"))
    explanation = models.CharField(_("explanation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["closing", "id"]
        constraints = [
            models.UniqueConstraint("closing", "account_kind", name="money_is_counted_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(booked_satang=models.F("counted_satang")) | ~models.Q(explanation=""),
                name="difference_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing} {self.account_kind}"


class ReportKind(models.TextChoices):
    ARREARS = "arrears", _("Arrears")
    RETRACTION = "retraction", _("Retraction")


class ArrearsReport(models.Model):
    """A numbered list to the land office (s. 59): properties in arrears, or of such as were paid since."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"))
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind)
    number = models.CharField(_("number"), max_length=20)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("report to the land office")
        verbose_name_plural = _("reports to the land office")
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint("municipality", "number", name="report_number_stands_once")]

    def __str__(self) -> str:
        return self.number


class ArrearsEntry(models.Model):
    """One property of a report; deed, owner and sum are copied as they stood on its day."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    report = models.ForeignKey(ArrearsReport, models.PROTECT, related_name="entries")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="arrears_entries")
    parcel_code = models.CharField(_("parcel code"), max_length=30)
    document_type = models.CharField(_("document"), max_length=10, blank=True)
    document_number = models.CharField(_("document number"), max_length=30, blank=True)
    owner_name = models.CharField(_("owner"), max_length=300)
    tax_satang = models.BigIntegerField(_("tax (satang)"))

    class Meta:
        verbose_name = _("entry of a report")
        verbose_name_plural = _("entries of reports")
        ordering = ["report", "parcel_code", "id"]
        constraints = [
            models.UniqueConstraint("report", "notice", "parcel_code", name="property_stands_once_in_a_report")
        ]

    def __str__(self) -> str:
        return self.parcel_code


class LedgerCheck(models.Model):
    """What the daily comparison of books and papers found."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    checked_at = models.DateTimeField(_("checked at"))
    faults = models.JSONField(_("faults"), default=list)

    class Meta:
        verbose_name = _("check of the books")
        verbose_name_plural = _("checks of the books")
        ordering = ["-checked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d}: {len(self.faults)}"
