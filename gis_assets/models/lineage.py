"""Where parcels come from: which parcel became which, since when, and on what evidence. Rows are appended only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models.municipality import Municipality
from gis_assets.models.parcels import Parcel
from gis_assets.models.versions import Source


class LineageKind(models.TextChoices):
    """How a child came from its parent; `restored` takes a split or merge back, from the child to the parent."""

    SPLIT = "split", _("Split off")
    MERGE = "merge", _("Merged into")
    CONTINUATION = "continuation", _("Continued by")
    RESTORED = "restored", _("Restored from")


class ParcelLineage(models.Model):
    """One step from a parcel to another; shares of area are null where nobody measured them."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    parent = models.ForeignKey(Parcel, models.PROTECT, related_name="children")
    child = models.ForeignKey(Parcel, models.PROTECT, related_name="parents")
    kind = models.CharField(_("kind"), max_length=12, choices=LineageKind)
    effective_date = models.DateField(_("in force from"))
    source = models.ForeignKey(Source, models.PROTECT)
    share_of_parent = models.FloatField(_("share of the parent"), null=True, blank=True)
    share_of_child = models.FloatField(_("share of the child"), null=True, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)

    class Meta:
        verbose_name = _("lineage of a parcel")
        verbose_name_plural = _("lineage of parcels")
        constraints = [
            models.UniqueConstraint("parent", "child", "source", name="lineage_step_is_written_once_per_source"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("child")), name="parcel_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} {self.kind} {self.child_id}"
