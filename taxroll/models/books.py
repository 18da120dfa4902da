"""Closed days of the books, and what the daily comparison of books and papers found."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


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
        return f"{timezone.localtime(self.checked_at):%Y-%m-%d}: {len(self.faults)}"
