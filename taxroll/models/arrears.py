"""Who is late: warning letters, and the lists of arrears to the land office."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.collection import Notice


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
