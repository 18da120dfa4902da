"""That something of a layer's tables changed: rows written by the database itself (`sql/note_change_function.sql`)."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class Change(models.Model):
    """One transaction that changed one table for one municipality; `digest` is drawn by lot.

    Old rows are folded into one, whose digest is all of theirs together.
    """

    # Unchecked: what goes with a municipality that is deleted is noted after it has gone.
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    of_table = models.CharField(_("table"), max_length=63)
    transaction = models.BigIntegerField(_("transaction"))
    digest = models.BigIntegerField(_("digest"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a layer")
        verbose_name_plural = _("changes of layers")
        constraints = [
            models.UniqueConstraint("municipality", "of_table", "transaction", name="transaction_changes_a_table_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_table} {self.at}"
