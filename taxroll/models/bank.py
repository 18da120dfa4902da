"""Files of payments as banks send them; a line is matched later, until then its money stands in suspense."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.collection import Channel, Notice, Payment


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
