"""Lists of a roll that are written as files by a worker and kept for whoever asked."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models.rolls import Roll


class ExportForm(models.TextChoices):
    XLSX = "xlsx", _("Workbook (XLSX)")
    PARQUET = "parquet", _("GeoParquet")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being written")
    DONE = "done", _("Ready")
    BROKEN = "broken", _("Broken off")


class RollExport(models.Model):
    """One file that somebody asked for, how far it is, and the file when it is ready."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roll = models.ForeignKey(Roll, models.PROTECT, related_name="exports")
    before = models.ForeignKey(Roll, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(_("list"), max_length=20)
    form = models.CharField(_("form"), max_length=10, choices=ExportForm)
    has_names = models.BooleanField(_("with names"), default=True)
    reason = models.CharField(_("reason"), max_length=30, blank=True)
    least_satang = models.BigIntegerField(_("smallest change (satang)"), default=0)
    language = models.CharField(_("language"), max_length=5)
    state = models.CharField(_("status"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    total = models.PositiveIntegerField(_("rows to write"), default=0)
    done = models.PositiveIntegerField(_("rows written"), default=0)
    message = models.CharField(_("why not"), max_length=300, blank=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("export of a roll")
        verbose_name_plural = _("exports of rolls")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ExportState.DONE) | ~models.Q(file=""), name="finished_export_has_its_file"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}-{self.roll.tax_year_be}-{self.roll.sequence}.{self.form}"

    @property
    def is_working(self) -> bool:
        return self.state in (ExportState.WAITING, ExportState.WORKING)
