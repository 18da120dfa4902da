"""Notices and money. Nothing is edited: a notice is cancelled and issued again, a payment is only ever added."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.delivery import NoticeBatch
from taxroll.models.rolls import Bill


class NumberSeries(models.Model):
    """The last number given in one series of one year: notices, receipts. Taken inside the transaction: no holes."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    kind = models.CharField(max_length=20)
    year_be = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("municipality", "kind", "year_be", name="number_series_stands_once_in_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year_be}: {self.last}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, and the papers of one debt."""

    def of_debts(self, debts: Iterable[int]) -> "NoticeQuerySet":
        """Every paper of these debts, told by the keys of their first notices; cancelled ones among them."""
        keys = list(debts)
        return self.filter(models.Q(pk__in=keys) | models.Q(continues__in=keys))


class Notice(models.Model):
    """A numbered notice of assessment (ภ.ด.ส.6 with ภ.ด.ส.7); the PDF that was issued is kept with its digest.

    A decision that lowers the tax cancels the notice and issues another that goes on with the same debt: the account in
    the books, and what was paid, granted and warned on the former papers, count for it.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="notices")
    number = models.CharField(_("notice number"), max_length=20)
    due_date = models.DateField(_("pay by"))
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField(_("reason of cancelling"), max_length=300, blank=True)
    # A print file holds many notices: this one stands on some pages of it; the digest is that of the whole file.
    pdf = models.FileField(_("document"), max_length=200)
    pdf_sha256 = models.CharField(_("SHA-256"), max_length=64)
    first_page = models.PositiveIntegerField(_("first page"), default=1)
    page_count = models.PositiveIntegerField(_("pages"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("issued in place of")
    )
    assessed_satang = models.BigIntegerField(_("assessed at (satang)"))
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goes on with the debt of")
    )
    decision = models.ForeignKey(
        "taxroll.Filing", models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("decision")
    )
    batch = models.ForeignKey(NoticeBatch, models.PROTECT, null=True, blank=True, related_name="notices")
    place_in_batch = models.PositiveIntegerField(_("place in the batch"), null=True, blank=True)
    # Where the paper is carried: text that sorts in the order of the way, and the door on the map.
    route_basis = models.CharField(_("order taken from"), max_length=10, default="parcel")
    route_key = models.CharField(_("order of delivery"), max_length=700, blank=True, db_collation="C")
    door = PointField(_("door"), srid=4326, null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint("municipality", "number", name="notice_number_stands_once"),
            models.UniqueConstraint("bill", condition=models.Q(cancelled_at=None), name="bill_has_one_notice_in_force"),
            models.CheckConstraint(
                condition=models.Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (models.Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~models.Q(cancel_reason="")),
                name="cancelled_notice_names_who_and_why",
            ),
            models.UniqueConstraint("batch", "place_in_batch", name="place_in_a_batch_is_taken_once"),
            models.CheckConstraint(
                condition=models.Q(batch=None, place_in_batch=None)
                | models.Q(batch__isnull=False, place_in_batch__gte=1),
                name="notice_of_a_batch_has_its_place",
            ),
            models.CheckConstraint(condition=models.Q(assessed_satang__gte=0), name="notice_asks_for_no_less_than_0"),
            models.CheckConstraint(
                condition=models.Q(continues=None)
                | models.Q(replaces__isnull=False, decision__isnull=False, batch=None),
                name="notice_goes_on_with_a_debt_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def debt_key(self) -> int:
        """The key of the first notice of the debt, under which the books know it."""
        return self.continues_id or self.pk

    @property
    def debt(self) -> "Notice":
        return self.continues or self


class Channel(models.TextChoices):
    CASH = "cash", _("Cash at the counter")
    TRANSFER = "transfer", _("Bank transfer")
    QR = "qr", _("QR payment")
    CHEQUE = "cheque", _("Cheque")


class Payment(models.Model):
    """Money received for a notice, and how it was divided among tax, penalty, surcharge and what was too much."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="payments")
    amount_satang = models.BigIntegerField(_("amount (satang)"))
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    penalty_satang = models.BigIntegerField(_("penalty (satang)"))
    surcharge_satang = models.BigIntegerField(_("surcharge (satang)"))
    surplus_satang = models.BigIntegerField(_("paid too much (satang)"), default=0)
    paid_at = models.DateTimeField(_("paid at"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    reference = models.CharField(_("payment reference"), max_length=60)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["paid_at", "id"]
        constraints = [
            models.UniqueConstraint("municipality", "channel", "reference", name="payment_reference_is_unique"),
            models.CheckConstraint(condition=models.Q(amount_satang__gt=0), name="payment_is_positive"),
            models.CheckConstraint(
                condition=models.Q(
                    tax_satang__gte=0, penalty_satang__gte=0, surcharge_satang__gte=0, surplus_satang__gte=0
                ),
                name="payment_parts_are_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    amount_satang=models.F("tax_satang")
                    + models.F("penalty_satang")
                    + models.F("surcharge_satang")
                    + models.F("surplus_satang")
                ),
                name="payment_parts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Receipt(models.Model):
    """The numbered receipt of one payment."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    payment = models.OneToOneField(Payment, models.PROTECT, related_name="receipt")
    number = models.CharField(_("receipt number"), max_length=20)
    issued_at = models.DateTimeField(_("issued at"))
    pdf = models.FileField(_("document"), max_length=200)
    pdf_sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint("municipality", "number", name="receipt_number_stands_once")]

    def __str__(self) -> str:
        return self.number
