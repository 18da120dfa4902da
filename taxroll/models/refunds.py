"""Money asked back (ภ.ด.ส.9), what was decided about it, and how it was paid out.

Sums stand in the ledger. What may still happen to a request are single columns that the database lets the application
fill in; the rest never changes.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.bank import BankLine
from taxroll.models.collection import Channel, Notice


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
