"""What was sent and waits for a person to look at it, and which senders' reports all do.

A held report has a tracking code like any other, so that a prankster learns nothing; it becomes a `Report` with the
same code when it is let through.
"""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.utils.translation import gettext_lazy as _

from casework import tracking
from gis_assets.models import Municipality, UtilityPole
from incidents.models.incidents import Kind
from incidents.models.reports import Channel, Report


class Reason(models.TextChoices):
    """Why a report waits; the codes are those of `incidents.reporting.suspicion`."""

    NIGHT_BURST = "night_burst", _("Many at night from one sender")
    SAME_TEXT = "same_text", _("The same words for many places")
    IMPOSSIBLE_PLACE = "impossible_place", _("Too far from the sender's last place")
    BLOCKED = "blocked", _("The sender is blocked")


class HeldReportQuerySet(models.QuerySet["HeldReport"]):
    def waiting(self) -> Self:
        """Those that nobody has looked at yet."""
        return self.filter(report__isnull=True, discarded_at__isnull=True)


class HeldReport(models.Model):
    """A report as it was sent, kept out of the queue until a person lets it through or discards it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    tracking = models.CharField(_("tracking code"), max_length=tracking.LENGTH, unique=True)
    public_id = models.UUIDField(
        _("number for everybody"), default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    words = models.TextField(_("in the reporter's words"), blank=True, max_length=4000)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    webhook = models.CharField(_("address of a program"), max_length=500, blank=True)
    pole = models.ForeignKey(UtilityPole, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    point = models.PointField(_("place"), srid=4326)
    submitted_at = models.DateTimeField(_("submitted at"))
    idempotency_key = models.UUIDField(_("key of the form sent"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    sender_digest = models.CharField(_("keyed digest of the sender's address"), max_length=64, blank=True)
    device_digest = models.CharField(_("keyed digest of the phone's own number"), max_length=64, blank=True)
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason.choices), verbose_name=_("reasons"))
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="held_as")
    discarded_at = models.DateTimeField(_("discarded at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HeldReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("held report")
        verbose_name_plural = _("held reports")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "idempotency_key"], name="form_sent_twice_is_one_held_report"
            ),
            models.CheckConstraint(
                condition=models.Q(report__isnull=True) | models.Q(discarded_at__isnull=True),
                name="held_report_is_let_through_or_discarded",
            ),
        ]

    def __str__(self) -> str:
        return tracking.grouped(self.tracking)

    @property
    def reason_labels(self) -> list[str]:
        """The reasons in words."""
        return [str(Reason(reason).label) for reason in self.reasons]


class SenderBlock(models.Model):
    """All reports of one sender are held until a given instant; the sender is known by digest only."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(_("keyed digest"), max_length=64)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("block of a sender")
        verbose_name_plural = _("blocks of senders")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="block_ends_after_its_start")
        ]

    def __str__(self) -> str:
        return f"{self.digest[:8]} {self.until}"
