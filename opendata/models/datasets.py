"""A data set: what the municipality says of a layer, every version of it, how often it is used, where it was sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class Dataset(models.Model):
    """A layer in the catalogue; what is said of it stands in its versions."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    layer = models.CharField(_("layer"), max_length=40)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")
        ordering = ["layer"]
        constraints = [models.UniqueConstraint("municipality", "layer", name="layer_is_one_data_set")]

    def __str__(self) -> str:
        return self.layer


class DatasetVersion(models.Model):
    """What was said from an instant on; appended only. `made_by` is null where the declaration itself said it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    values = models.JSONField(_("fields"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of a data set")
        verbose_name_plural = _("versions of data sets")
        ordering = ["dataset", "-number"]
        constraints = [models.UniqueConstraint("dataset", "number", name="data_set_has_a_version_once")]

    def __str__(self) -> str:
        return f"{self.dataset} {self.number}"


class DatasetUse(models.Model):
    """How often a data set was looked at and taken on a day: numbers only, of nobody."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    layer = models.CharField(_("layer"), max_length=40)
    on = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)
    questions = models.PositiveIntegerField(_("questions of programs"), default=0, db_default=0)

    class Meta:
        verbose_name = _("use of a data set")
        verbose_name_plural = _("uses of data sets")
        ordering = ["layer", "-on"]
        constraints = [models.UniqueConstraint("municipality", "layer", "on", name="use_is_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.layer} {self.on}"


class Outcome(models.TextChoices):
    """What came of sending one data set, the worst first."""

    FAILED = "failed", _("Failed")
    REFUSED = "refused", _("Not sent: its description has faults")
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Already up to date")


class CkanPush(models.Model):
    """One run of sending the catalogue to a CKAN, with what came of each data set.

    `results`: for each data set its layer, outcome, what changed in words of the program, and the other side's answer.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    url = models.URLField(_("catalogue"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    results = models.JSONField(_("results"), default=list)

    class Meta:
        verbose_name = _("sending to a catalogue")
        verbose_name_plural = _("sendings to catalogues")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.url} {timezone.localtime(self.started_at):%Y-%m-%d %H:%M}"
