"""Who put which reports together or apart; rows are appended, and undoing is a row of its own."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.incidents import Incident


class RegroupingKind(models.TextChoices):
    MERGE = "merge", _("Joined")
    SPLIT = "split", _("Split off")
    UNDO = "undo", _("Undone")


class Regrouping(models.Model):
    """These reports went from one incident to another; an undo names the row whose reports it took back."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=5, choices=RegroupingKind.choices)
    source = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="regroupings_from")
    target = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="regroupings_to")
    report_ids = ArrayField(models.BigIntegerField(), verbose_name=_("reports that moved"))
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("regrouping of reports")
        verbose_name_plural = _("regroupings of reports")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source=models.F("target")), name="reports_go_to_another_incident"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="undo", undoes__isnull=False)
                | (~models.Q(kind="undo") & models.Q(undoes=None)),
                name="only_an_undo_names_what_it_undoes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} -> {self.target_id}"
