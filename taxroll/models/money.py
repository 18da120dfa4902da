"""What is granted and decided about the money of a notice: instalments, more time, remissions, reversals.

Rows tell what was decided and when, and never change; sums stand in the ledger.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.collection import Notice, Payment


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


class MoreTime(models.Model):
    """More time to pay, granted to one owner on his request; the latest of a debt holds, former ones are kept."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="more_time")
    last_date = models.DateField(_("pay by"))
    decided_on = models.DateField(_("decided on"))
    document_number = models.CharField(_("number of the decision"), max_length=100)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("more time for one owner")
        verbose_name_plural = _("more time for one owner")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(document_number="") & ~models.Q(reason=""),
                name="more_time_names_document_and_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(last_date__gt=models.F("decided_on")), name="more_time_ends_after_its_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.last_date}"


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


class Redivision(models.Model):
    """Money of a debt divided again because less is due than was paid: what each part holds more (or less) since.

    What the three parts hold less together was set apart as the payer's.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="redivisions")
    tax_satang = models.BigIntegerField(_("tax (satang)"))
    penalty_satang = models.BigIntegerField(_("penalty (satang)"))
    surcharge_satang = models.BigIntegerField(_("surcharge (satang)"))
    divided_on = models.DateField(_("divided on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("money divided again")
        verbose_name_plural = _("money divided again")
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(penalty_satang=0, surcharge_satang=0), name="redivision_moves_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.divided_on}"
