"""What a citizen told the town; a report stays as it was sent.

How to reach who told it stands apart (`Contact`), since it is deleted when it has served.
"""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.functions import RandomUUID
from django.utils.translation import gettext_lazy as _

from casework import tracking
from casework.models import Step
from gis_assets.models import Municipality, UtilityPole
from incidents.models.incidents import Incident, Kind


class Channel(models.TextChoices):
    """How a report came in."""

    QR = "qr", _("QR code on the pole")
    WEB = "web", _("Web page")
    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("Counter")
    TRAFFY = "traffy", _("Traffy Fondue")
    OPEN311 = "open311", _("Program of others (Open311)")


class Report(models.Model):
    """What one citizen told the town; `words` are for the dispatcher and the crew only.

    `tracking` opens the reporter's own page and stays between him and the town; `public_id` may be known to anybody.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    tracking = models.CharField(_("tracking code"), max_length=tracking.LENGTH, unique=True)
    public_id = models.UUIDField(
        _("number for everybody"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    words = models.TextField(_("in the reporter's words"), blank=True, max_length=4000)
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    point = models.PointField(_("place"), srid=4326)
    submitted_at = models.DateTimeField(_("submitted at"))
    idempotency_key = models.UUIDField(_("key of the form sent"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    sender_digest = models.CharField(_("keyed digest of the sender's address"), max_length=64, blank=True)
    device_digest = models.CharField(_("keyed digest of the phone's own number"), max_length=64, blank=True)
    entered_at = models.DateTimeField(_("entered at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    external_id = models.CharField(_("number in the other channel"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["submitted_at", "pk"]
        indexes = [
            models.Index(fields=["municipality", "sender_digest", "submitted_at"], name="report_by_sender_and_time"),
            models.Index(
                fields=["municipality", "device_digest", "submitted_at"],
                name="report_by_device_and_time",
                condition=~models.Q(device_digest=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "idempotency_key"], name="form_sent_twice_is_one_report"),
            models.UniqueConstraint(
                fields=["municipality", "channel", "external_id"],
                condition=~models.Q(external_id=""),
                name="ticket_of_a_channel_is_one_report",
            ),
            models.CheckConstraint(
                condition=models.Q(entered_at__isnull=True, entered_by__isnull=True)
                | models.Q(entered_at__isnull=False, entered_by__isnull=False),
                name="report_entered_for_a_citizen_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return tracking.grouped(self.tracking)

    @property
    def phone(self) -> str:
        """The number to call back, while it is kept."""
        contact: Contact | None = getattr(self, "contact", None)
        return contact.phone if contact else ""

    @property
    def email(self) -> str:
        """The address to write to, while it is kept."""
        contact: Contact | None = getattr(self, "contact", None)
        return contact.email if contact else ""

    @property
    def webhook(self) -> str:
        """The program to tell, while it is kept."""
        contact: Contact | None = getattr(self, "contact", None)
        return contact.webhook if contact else ""


class Contact(models.Model):
    """How to reach who reported; for the dispatcher and the crew only, and deleted after `REPORT_CONTACT_DAYS`."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="contact")
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    webhook = models.CharField(_("address of a program"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", email="", webhook=""), name="contact_holds_a_way_to_reach_somebody"
            )
        ]

    def __str__(self) -> str:
        return str(self.report)


class Verdict(models.Model):
    """What a citizen says of a repair: mended or not, how well, and a note; one for each time it was mended."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="verdicts")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    is_mended = models.BooleanField(_("mended"))
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=500)
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "step"], name="repair_is_judged_once_by_a_report"),
            models.CheckConstraint(
                condition=models.Q(stars__isnull=True) | models.Q(stars__range=(1, 5)),
                name="verdict_has_one_to_five_stars",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.is_mended}"
