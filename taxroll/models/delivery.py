"""How notices go out: the office that signs them, batches of a whole roll, and what became of each paper."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.rolls import Roll


class TaxOffice(models.Model):
    """What stands on every paper of a municipality, and the number by which banks know it."""

    municipality = models.OneToOneField(Municipality, models.PROTECT)
    name = models.CharField(_("office"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    signer_name = models.CharField(_("who signs"), max_length=200, blank=True)
    signer_position = models.CharField(_("position"), max_length=200, blank=True)
    biller_tax_id = models.CharField(
        _("biller's tax number"), max_length=13, blank=True, validators=[RegexValidator(r"^\d{13}$")]
    )
    biller_suffix = models.CharField(
        _("suffix given by the bank"), max_length=2, blank=True, validators=[RegexValidator(r"^\d{2}$")]
    )

    class Meta:
        verbose_name = _("tax office")
        verbose_name_plural = _("tax offices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(biller_tax_id="", biller_suffix="") | models.Q(biller_tax_id__regex=r"^\d{13}$"),
                name="biller_number_has_thirteen_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(biller_suffix="") | models.Q(biller_suffix__regex=r"^\d{2}$"),
                name="biller_suffix_has_two_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def biller(self) -> str:
        """The number in the codes; empty until the municipality has one."""
        return self.biller_tax_id + self.biller_suffix


class PaperForm(models.TextChoices):
    """How a batch is kept: for the printer, or to be sent one by one."""

    PRINT = "print", _("Print files of 100 in delivery order")
    OWNER = "owner", _("One file for each owner")


class BatchState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being issued")
    DONE = "done", _("Issued")
    BROKEN = "broken", _("Broken off")


OPEN_STATES = (BatchState.WAITING, BatchState.WORKING, BatchState.BROKEN)


class NoticeBatch(models.Model):
    """The issuing of all notices of a roll; taken up where it stopped, whatever stopped it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="batches")
    form = models.CharField(_("form"), max_length=10, choices=PaperForm, default=PaperForm.PRINT)
    state = models.CharField(_("status"), max_length=10, choices=BatchState, default=BatchState.WAITING)
    total = models.PositiveIntegerField(_("notices to issue"))
    done = models.PositiveIntegerField(_("issued"), default=0)
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of notices")
        verbose_name_plural = _("batches of notices")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                "roll", condition=models.Q(state__in=OPEN_STATES), name="roll_has_one_open_batch_of_notices"
            ),
            models.CheckConstraint(
                condition=models.Q(state=BatchState.DONE, finished_at__isnull=False)
                | (~models.Q(state=BatchState.DONE) & models.Q(finished_at=None)),
                name="finished_batch_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roll} {timezone.localtime(self.asked_at):%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_working(self) -> bool:
        return self.state in (BatchState.WAITING, BatchState.WORKING)


class DeliveryState(models.TextChoices):
    PRINTED = "printed", _("Printed")
    HANDED_OVER = "handed_over", _("With the deliverer")
    POSTED = "posted", _("Posted")
    RECEIVED = "received", _("Paper received")
    REFUSED = "refused", _("Paper refused")
    RETURNED = "returned", _("Came back")
    PASTED = "pasted", _("Pasted at the door")


class Relation(models.TextChoices):
    """Who took the paper."""

    SELF = "self", _("The owner")
    FAMILY = "family", _("A member of the family")
    HOUSEHOLD = "household", _("Somebody of the house")
    EMPLOYEE = "employee", _("An employee")
    OTHER = "other", _("Somebody else")


class DeliveryEvent(models.Model):
    """One thing that happened to a paper on its way; only ever added."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    notice = models.ForeignKey("taxroll.Notice", models.PROTECT, related_name="deliveries")
    state = models.CharField(_("what happened"), max_length=12, choices=DeliveryState)
    on_date = models.DateField(_("day"))
    deliverer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    tracking_number = models.CharField(_("tracking number"), max_length=30, blank=True)
    received_by = models.CharField(_("received by"), max_length=200, blank=True)
    relation = models.CharField(_("relation to the owner"), max_length=10, choices=Relation, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    due_date_before = models.DateField(_("day to pay before"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ["id"]
        indexes = [models.Index(fields=["notice", "-id"], name="delivery_latest_of_notice")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.HANDED_OVER, deliverer__isnull=False)
                | (~models.Q(state=DeliveryState.HANDED_OVER) & models.Q(deliverer=None)),
                name="handing_over_names_the_deliverer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DeliveryState.POSTED) | ~models.Q(tracking_number=""),
                name="posting_names_the_tracking_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DeliveryState.RECEIVED)
                | (~models.Q(received_by="") & ~models.Q(relation="")),
                name="receipt_names_who_and_relation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.on_date}"
