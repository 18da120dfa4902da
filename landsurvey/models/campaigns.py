"""Field campaigns and what surveyors bring back from them: the packages that went out, visits, and their photos.

A visit is a proposal. It stands beside the register with who, when and where, and changes nothing by itself; several
visits of one parcel are all kept.
"""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel, ParcelVersion, Source
from landsurvey.models.staging import Decision
from landsurvey.models.uploads import Upload


class CampaignStatus(models.TextChoices):
    """Whether parcels of it are still offered to surveyors."""

    OPEN = "open", _("Under way")
    CLOSED = "closed", _("Closed")


class Campaign(models.Model):
    """A stretch of land to be surveyed in a stretch of time.

    The land is named by an outline, by codes of zones (`01`) and blocks (`01A`), or, where both are blank, it is the
    whole municipality.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    period = DateRangeField(_("period"))
    area = models.MultiPolygonField(_("outline"), srid=4326, null=True, blank=True)
    blocks = ArrayField(models.CharField(max_length=10), verbose_name=_("zones and blocks"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=CampaignStatus, default=CampaignStatus.OPEN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("survey campaign")
        verbose_name_plural = _("survey campaigns")
        indexes = [models.Index(fields=["municipality", "-created_at"], name="campaign_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__startswith__isnull=False, period__endswith__isnull=False),
                name="campaign_begins_and_ends",
            )
        ]

    def __str__(self) -> str:
        return self.title


class FieldPackage(models.Model):
    """One GeoPackage that went out to the field; its uid stands inside it and names it when it comes back."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="packages")
    blocks = ArrayField(models.CharField(max_length=10), verbose_name=_("zones and blocks"), default=list, blank=True)
    parcels = models.PositiveIntegerField(_("parcels"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("field package")
        verbose_name_plural = _("field packages")

    def __str__(self) -> str:
        return str(self.uid)


class FieldReturn(models.Model):
    """What a package that came back brought: taken, known from before, and left out with the reason."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.OneToOneField(Upload, models.CASCADE, related_name="field_return")
    package = models.ForeignKey(FieldPackage, models.PROTECT, related_name="returns")
    visits_taken = models.PositiveIntegerField(_("visits taken"), default=0)
    visits_known = models.PositiveIntegerField(_("visits known from before"), default=0)
    photos_taken = models.PositiveIntegerField(_("photos taken"), default=0)
    edited_parcels = models.PositiveIntegerField(_("parcels drawn anew"), default=0)
    # Sentences as `words.Sentence.to_json` stores them: what was not taken, and parcels that changed meanwhile.
    left_out = models.JSONField(_("left out"), default=list, blank=True)
    conflicts = models.JSONField(_("changed meanwhile"), default=list, blank=True)

    class Meta:
        verbose_name = _("return from the field")
        verbose_name_plural = _("returns from the field")

    def __str__(self) -> str:
        return str(self.upload_id)


class VisitResult(models.TextChoices):
    """How a visit ended; only a surveyed parcel counts as done."""

    SURVEYED = "surveyed", _("Surveyed")
    NOBODY = "nobody", _("Nobody there")
    REFUSED = "refused", _("Entry refused")
    NOT_FOUND = "not_found", _("Parcel not found")


class Visit(models.Model):
    """One parcel seen by one surveyor. `client_uid` is given by the phone, so that a repeated sending lands once."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    client_uid = models.UUIDField(_("number given on the phone"), editable=False)
    uid = models.UUIDField(_("confirmation"), default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="visits")
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="visits")
    # What the surveyor had in hand; another version in force means the parcel has changed since.
    seen_version = models.ForeignKey(ParcelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="visits")
    visited_at = models.DateTimeField(_("visited at"))
    received_at = models.DateTimeField(_("received at"))
    position = models.PointField(_("position"), srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(_("GNSS accuracy (m)"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=VisitResult)
    # Percent of the land by kind of use: agriculture, residential, other, vacant.
    uses = models.JSONField(_("use of the land (%)"), default=dict, blank=True)
    # One object for each building: storeys, material_class, house_number, occupancy.
    buildings = models.JSONField(_("buildings"), default=list, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    digest = models.CharField(_("hash of what was sent"), max_length=64)
    # How it stands at the moment; who said so and what followed is kept in `VisitDecision`.
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision, default=Decision.PENDING, db_default="pending"
    )

    class Meta:
        verbose_name = _("field visit")
        verbose_name_plural = _("field visits")
        indexes = [
            models.Index(fields=["parcel", "visited_at"], name="visit_by_parcel"),
            models.Index(fields=["campaign", "-visited_at"], name="visit_newest_first"),
            models.Index(fields=["by", "-received_at"], name="visit_by_sender"),
            models.Index(fields=["municipality", "decision", "visited_at"], name="visit_by_decision"),
        ]
        constraints = [
            models.UniqueConstraint("municipality", "client_uid", name="visit_lands_once"),
            models.CheckConstraint(
                condition=Q(accuracy_m=None) | Q(accuracy_m__gte=0), name="visit_accuracy_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class VisitDecision(models.Model):
    """What a reviewer said of a visit: accepted into the register by a source of its own, or returned with a word.

    One that was taken back stays, with who took it back from which day; `counts` says what acceptance wrote, and
    `ended_buildings` which buildings it ended (primary keys).
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    effective_date = models.DateField(_("in force from"), null=True, blank=True)
    source = models.OneToOneField(Source, models.PROTECT, null=True, blank=True, related_name="visit_decision")
    counts = models.JSONField(_("what it did"), default=dict, blank=True)
    ended_buildings = ArrayField(models.BigIntegerField(), default=list, blank=True)
    undone_source = models.OneToOneField(Source, models.PROTECT, null=True, blank=True, related_name="+")
    undone_date = models.DateField(_("taken back from"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_why = models.CharField(_("why it was taken back"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("decision on a visit")
        verbose_name_plural = _("decisions on visits")
        constraints = [
            models.UniqueConstraint("visit", condition=Q(undone_at=None), name="visit_is_decided_once"),
            models.CheckConstraint(
                condition=Q(decision=Decision.ACCEPTED, effective_date__isnull=False)
                | (Q(decision=Decision.RETURNED, source=None) & ~Q(comment="")),
                name="visit_decision_says_from_when_or_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.decision}"


class CampaignFigures(models.Model):
    """How far a campaign had come when it was last counted, kept so that its page need not count 200,000 parcels.

    `source_mark` and `visit_mark` are the last source and visit of the municipality that were there: later ones mean
    that the figures may be out of date, and the page says so.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="figures")
    counted_on = models.DateField(_("base map of"))
    counted_at = models.DateTimeField(_("counted at"))
    took_s = models.FloatField(_("time it took (s)"))
    source_mark = models.BigIntegerField()
    visit_mark = models.BigIntegerField()
    # Rows of `sql/campaign_figures.sql`, as it gives them.
    rows = models.JSONField()
    bounds = models.JSONField(null=True, blank=True)
    # The first parcels that are left, as the same file gives them.
    left = models.JSONField(default=list)
    blocks_geojson = models.TextField(blank=True)

    class Meta:
        verbose_name = _("figures of a campaign")
        verbose_name_plural = _("figures of campaigns")

    def __str__(self) -> str:
        return f"{self.campaign_id}: {timezone.localtime(self.counted_at):%Y-%m-%d %H:%M}"


class VisitPhoto(models.Model):
    """A photo of a visit, stripped of everything a camera writes into it; what is useful stands in the columns."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    client_uid = models.UUIDField(_("number given on the phone"), editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 as sent"), max_length=64)
    size_bytes = models.PositiveIntegerField(_("size"))
    width = models.PositiveIntegerField(_("width (pixels)"))
    height = models.PositiveIntegerField(_("height (pixels)"))
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    position = models.PointField(_("position"), srid=4326, null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        constraints = [models.UniqueConstraint("municipality", "client_uid", name="visit_photo_lands_once")]

    def __str__(self) -> str:
        return str(self.client_uid)
