"""What changed and when, told to open pages; written by triggers only (see `sql/note_change_function.sql`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class LiveEvent(models.Model):
    """A row of the incidents' tables changed: which kind, which incident, which crew. Numbers only, no words."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20)
    incident_id = models.BigIntegerField(_("incident"), null=True)
    unit_id = models.BigIntegerField(_("crew"), null=True)
    at = models.DateTimeField(_("at"))
    transaction = models.BigIntegerField(_("transaction"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("live event")
        verbose_name_plural = _("live events")
        indexes = [models.Index(fields=["municipality", "transaction"], name="live_event_by_transaction")]

    def __str__(self) -> str:
        return f"{self.kind} {self.incident_id or '-'} {self.unit_id or '-'}"
