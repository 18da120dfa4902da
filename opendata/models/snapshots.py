"""Layers as files: each state of a layer that was written down, and the files of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class SnapshotState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being written")
    DONE = "done", _("Ready")
    BROKEN = "broken", _("Broken off")


class Snapshot(models.Model):
    """A layer as it was at one moment. `version` names it for ever in addresses; it is the day, with a number from the
    second state of a day on. While nothing changes no new one is made; `confirmed_at` says when it was last the same.

    `digest` is that of its features in their order: two snapshots with the same one hold the same.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False)
    layer = models.CharField(_("layer"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    on = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=SnapshotState, default=SnapshotState.WAITING)
    done = models.PositiveSmallIntegerField(_("files written"), default=0)
    total = models.PositiveSmallIntegerField(_("files to write"), default=0)
    message = models.CharField(_("why not"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("unchanged at"), null=True, blank=True)
    feature_count = models.PositiveBigIntegerField(_("features"), default=0)
    bbox = ArrayField(models.FloatField(), verbose_name=_("extent"), size=4, null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("snapshot of a layer")
        verbose_name_plural = _("snapshots of layers")
        ordering = ["layer", "-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "layer", "version"], name="version_of_a_layer_stands_once"),
            models.CheckConstraint(
                condition=~Q(state=SnapshotState.DONE) | (Q(made_at__isnull=False) & ~Q(digest="")),
                name="finished_snapshot_says_when_and_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.version}"

    @property
    def is_working(self) -> bool:
        return self.state in (SnapshotState.WAITING, SnapshotState.WORKING)


class SnapshotFile(models.Model):
    """One file of a snapshot; the row is written when the file stands whole in its place."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False)
    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="files")
    extension = models.CharField(_("format"), max_length=20)
    size_bytes = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    packed_bytes = models.PositiveBigIntegerField(_("size as it is sent compressed"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of a snapshot")
        verbose_name_plural = _("files of snapshots")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "extension"], name="snapshot_has_one_file_of_a_format")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}.{self.extension}"
