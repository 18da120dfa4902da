"""What reviewers decide beside the rows themselves: where parcels come from, which are gone, and every act in order."""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import LineageKind, Municipality, Parcel, Source
from landsurvey.models.staging import StagedFeature
from landsurvey.models.uploads import Upload


class Verdict(models.TextChoices):
    """What a person said of an inferred lineage."""

    OPEN = "open", _("Not decided")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")


class GoneDecision(models.TextChoices):
    """What becomes of a parcel that the survey no longer shows; one that nobody decides on is kept."""

    OPEN = "open", _("Not decided")
    RETIRE = "retire", _("Ends")
    KEEP = "keep", _("Stays as it is")


class Decided(models.Model):
    """Who decided and when; `revision` is the act of review that did it last, 0 when none has."""

    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True, db_default="")
    revision = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class LineageProposal(Decided):
    """A row seems to come from a parcel: how, on what evidence, and what a person said to it.

    `split`: the row is a new parcel cut from `parent`. `merge`: `parent` went into the row and ends. `continuation`:
    the row goes on as `parent`. Shares are of area, 0 to 1; `evidence` as on the row.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="lineage")
    feature = models.ForeignKey(StagedFeature, models.CASCADE, related_name="lineage")
    parent = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=LineageKind)
    share_of_parent = models.FloatField(_("share of the parent"))
    share_of_child = models.FloatField(_("share of the child"))
    confidence = models.FloatField(_("confidence"))
    evidence = models.JSONField(_("evidence"), default=dict, db_default=models.Value({}, models.JSONField()))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.OPEN, db_default="open")

    class Meta:
        verbose_name = _("proposed lineage")
        verbose_name_plural = _("proposed lineages")
        constraints = [
            models.UniqueConstraint("feature", "parent", name="lineage_is_proposed_once"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.OPEN, decided_at=None)
                | (~Q(verdict=Verdict.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="lineage_verdict_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} {self.kind} {self.feature_id}"


class GoneParcel(Decided):
    """A registered parcel inside the surveyed area that no row continues."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="gone")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="+")
    evidence = models.JSONField(_("evidence"), default=dict, db_default=models.Value({}, models.JSONField()))
    decision = models.CharField(
        _("decision"), max_length=10, choices=GoneDecision, default=GoneDecision.OPEN, db_default="open"
    )

    class Meta:
        verbose_name = _("parcel that is gone")
        verbose_name_plural = _("parcels that are gone")
        constraints = [
            models.UniqueConstraint("upload", "parcel", name="parcel_is_gone_once_per_upload"),
            models.CheckConstraint(
                condition=Q(decision=GoneDecision.OPEN, decided_at=None)
                | (~Q(decision=GoneDecision.OPEN) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="gone_decision_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.decision}"


class ReviewAct(models.Model):
    """One decision call on an upload; a page that has seen act n is stale when a later one touched its rows."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="acts")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    deed = models.CharField(_("what was decided"), max_length=40)
    count = models.PositiveIntegerField(_("on how many"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("act of review")
        verbose_name_plural = _("acts of review")
        constraints = [models.UniqueConstraint("upload", "revision", name="review_acts_follow_one_another")]

    def __str__(self) -> str:
        return f"{self.revision}: {self.deed}"


class Promotion(models.Model):
    """One time that an upload went into the register, and, if so, how it was taken back."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="promotions")
    source = models.OneToOneField(Source, models.PROTECT, related_name="promotion")
    effective_date = models.DateField(_("in force from"))
    promoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    promoted_at = models.DateTimeField(_("promoted at"))
    counts = models.JSONField(_("what it did"), default=dict)
    undone_source = models.OneToOneField(Source, models.PROTECT, null=True, blank=True, related_name="undone_promotion")
    undone_date = models.DateField(_("taken back from"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_why = models.CharField(_("why it was taken back"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        constraints = [
            models.UniqueConstraint("upload", condition=Q(undone_at=None), name="upload_is_in_the_register_once")
        ]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.effective_date}"
