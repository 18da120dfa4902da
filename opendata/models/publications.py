"""What may be served of each layer: the last publishing check, what it found, and what people decided about it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class FindingKind(models.TextChoices):
    """What a value looks like."""

    CITIZEN_ID = "citizen_id", _("Citizen id")
    TELEPHONE = "telephone", _("Telephone number")
    EMAIL = "email", _("E-mail address")
    NAME = "name", _("Name of a person")


class PublicationCheck(models.Model):
    """One search through the open texts of a layer; kept for ever as the record of why it was open or not."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    layer = models.CharField(_("layer"), max_length=40)
    on = models.DateField(_("as of"))
    checked_at = models.DateTimeField(_("checked at"), db_default=Now())
    values_scanned = models.PositiveBigIntegerField(_("values looked at"))
    finding_count = models.PositiveIntegerField(_("values found"))

    class Meta:
        verbose_name = _("publishing check")
        verbose_name_plural = _("publishing checks")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["municipality", "layer", "-id"], name="opendata_checks_of_layer")]

    def __str__(self) -> str:
        return f"{self.layer} {self.on}"


class PublicationFinding(models.Model):
    """One value that looks like a person's, without the value: masked, and as a keyed digest to know it again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False)
    of_check = models.ForeignKey(PublicationCheck, models.PROTECT, related_name="findings")
    column = models.CharField(_("column"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=FindingKind)
    masked = models.CharField(_("value, masked"), max_length=60)
    digest = models.CharField(max_length=64)
    feature = models.CharField(_("first feature with it"), max_length=100)
    features = models.PositiveBigIntegerField(_("features"))

    class Meta:
        verbose_name = _("finding of a publishing check")
        verbose_name_plural = _("findings of publishing checks")
        ordering = ["kind", "column", "pk"]

    def __str__(self) -> str:
        return f"{self.column}: {self.masked}"


class AcceptedValue(models.Model):
    """A value that only looks like a person's, such as a lane named after somebody: an officer says so, and why."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    layer = models.CharField(_("layer"), max_length=40)
    column = models.CharField(_("column"), max_length=40)
    digest = models.CharField(max_length=64)
    masked = models.CharField(_("value, masked"), max_length=60)
    reason = models.CharField(_("reason"), max_length=300)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"))

    class Meta:
        verbose_name = _("accepted value")
        verbose_name_plural = _("accepted values")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "layer", "column", "digest"], name="value_of_a_layer_is_accepted_once"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="accepted_value_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}.{self.column}: {self.masked}"


class Publication(models.Model):
    """Where one layer of one municipality stands. Without such a row nothing of the layer leaves.

    `declaration` is a digest of what was declared when it was checked: a layer that is declared otherwise since then
    has not been checked. `version` is that of its data at the check.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, db_index=False)
    layer = models.CharField(_("layer"), max_length=40)
    declaration = models.CharField(max_length=64)
    version = models.CharField(max_length=80, blank=True)
    last_check = models.ForeignKey(PublicationCheck, models.PROTECT, related_name="+")
    is_stopped = models.BooleanField(_("stopped by the check"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("publication of a layer")
        verbose_name_plural = _("publications of layers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "layer"], name="layer_is_published_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                    | (models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawn_why=""))
                ),
                name="withdrawn_layer_names_who_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.layer

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
