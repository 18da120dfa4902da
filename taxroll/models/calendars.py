"""The last days of a tax year that a document moved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class CalendarStep(models.TextChoices):
    """The steps of a tax year that have a last day."""

    LIST = "list", _("Post the list of land and buildings")
    NOTICE = "notice", _("Send the notices")
    PAY = "pay", _("Pay")
    INSTALMENT_1 = "instalment_1", _("First instalment")
    INSTALMENT_2 = "instalment_2", _("Second instalment")
    INSTALMENT_3 = "instalment_3", _("Third instalment")
    WARNING = "warning", _("Send the warning letters")
    LAND_OFFICE = "land_office", _("Report arrears to the land office")


class CalendarExtension(models.Model):
    """A last day moved by a document; the latest entry for a step holds, former ones are kept."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    tax_year_be = models.PositiveIntegerField(_("tax year (B.E.)"))
    step = models.CharField(_("step"), max_length=20, choices=CalendarStep)
    last_date = models.DateField(_("last day"))
    document_number = models.CharField(_("document number"), max_length=100)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("extension of a last day")
        verbose_name_plural = _("extensions of last days")
        ordering = ["tax_year_be", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(document_number="") & ~models.Q(reason=""),
                name="extension_names_document_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tax_year_be} {self.get_step_display()}"
