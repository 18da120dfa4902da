"""The days on which a municipality's office is closed, and who said so when."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.types import in_readers_language
from gis_assets.models import Municipality


class Holiday(models.Model):
    """A day on which the municipality's office is closed, for the cabinet adds days by announcement.

    A row is never changed: it is withdrawn, by whom and when, and another one written.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    citation = models.CharField(_("where it is written"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("written down at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["on", "recorded_at"]
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "on"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="holiday_is_listed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("recorded_at")),
                name="holiday_is_withdrawn_after_it_was_written_down",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return in_readers_language(self.name, self.name_en)
