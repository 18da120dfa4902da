"""The ledger: accounts, and transfers from one account to another in satang.

A transfer is one row with a debit and a credit, so it is balanced by its shape. Rows are only ever added; what was
wrong is put right by the same transfer the other way round.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.collection import Notice, Payment


class AccountKind(models.TextChoices):
    """What an account counts. Receivables and surpluses stand for one notice, income of tax for one year."""

    RECEIVABLE = "receivable", _("Tax receivable")
    LEVY_INCOME = "levy_income", _("Tax levied")
    SIGN_INCOME = "sign_income", _("Signboard tax levied")
    PENALTY_INCOME = "penalty_income", _("Penalties received")
    SURCHARGE_INCOME = "surcharge_income", _("Surcharges received")
    CASH = "cash", _("Cash at the counter")
    CHEQUES = "cheques", _("Cheques")
    BANK = "bank", _("Bank account")
    QR_CLEARING = "qr_clearing", _("QR payments")
    SUSPENSE = "suspense", _("Money not yet matched")
    OVERPAID = "overpaid", _("Paid too much")
    REFUNDS_PAYABLE = "refunds_payable", _("Refunds to be paid out")
    WRITTEN_OFF = "written_off", _("Written off")


MONEY = (AccountKind.CASH, AccountKind.CHEQUES, AccountKind.BANK, AccountKind.QR_CLEARING)


class TransferKind(models.TextChoices):
    """Why satang went from one account to another."""

    LEVY = "levy", _("Notice issued")
    WITHDRAWAL = "withdrawal", _("Notice cancelled")
    REDUCTION = "reduction", _("Assessment reduced")
    TAX = "tax", _("Tax paid")
    PENALTY = "penalty", _("Penalty paid")
    SURCHARGE = "surcharge", _("Surcharge paid")
    SURPLUS = "surplus", _("Paid too much")
    RECEIVED = "received", _("Received, not yet matched")
    REDIVIDED = "redivided", _("Divided again after a decision")
    REVERSAL = "reversal", _("Reversed")
    WRITE_OFF = "write_off", _("Written off")
    REFUND_GRANTED = "refund_granted", _("Refund granted")
    REFUND_PAID = "refund_paid", _("Refund paid out")


class Account(models.Model):
    """An account of a municipality; its balance is the sum of its transfers, kept nowhere else."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=20, choices=AccountKind)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="accounts")
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"), null=True, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "notice", "tax_year_be"],
                nulls_distinct=False,
                name="account_stands_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[AccountKind.RECEIVABLE, AccountKind.OVERPAID], notice__isnull=False)
                | (~models.Q(kind__in=[AccountKind.RECEIVABLE, AccountKind.OVERPAID]) & models.Q(notice=None)),
                name="account_of_a_notice_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.tax_year_be or ''}".strip()


class Transfer(models.Model):
    """So many satang from the credit account to the debit account. `happened_on` is the day of the books."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits")
    amount_satang = models.BigIntegerField(_("amount (satang)"))
    kind = models.CharField(_("kind"), max_length=20, choices=TransferKind)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="transfers")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="transfers")
    reference = models.UUIDField(_("caused by"), help_text=_("The notice, payment, decision or line that caused it."))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"), null=True, blank=True)
    happened_on = models.DateField(_("day of the books"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["municipality", "happened_on"], name="transfer_by_day"),
            models.Index(fields=["reference"], name="transfer_by_cause"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount_satang__gt=0), name="transfer_is_positive"),
            models.CheckConstraint(condition=~models.Q(debit=models.F("credit")), name="transfer_goes_elsewhere"),
            models.UniqueConstraint("notice", condition=models.Q(kind="levy"), name="notice_is_levied_once"),
            models.UniqueConstraint("notice", condition=models.Q(kind="withdrawal"), name="notice_is_withdrawn_once"),
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses=None)),
                name="reversal_names_what_it_reverses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_satang}"
