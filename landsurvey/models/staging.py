"""What was read from an upload and stands beside the register: rows, what was found on them, what was decided."""

from decimal import Decimal

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality, Parcel
from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.parcels import DocumentType
from landsurvey.models.uploads import Upload


class Decision(models.TextChoices):
    """What a reviewer said of a row."""

    PENDING = "pending", _("Not decided")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class Change(models.TextChoices):
    """What a row would change in the register; `gone` parcels have no row and stand in a table of their own."""

    NEW = "new", _("New")
    UNCHANGED = "unchanged", _("Unchanged")
    ATTRIBUTES = "attributes", _("New particulars")
    MOVED = "moved", _("Moved")
    RESHAPED = "reshaped", _("Re-shaped")
    SPLIT = "split", _("Part of a split")
    MERGED = "merged", _("Merged")


class StagedFeature(models.Model):
    """One row of a file beside the register: as it stood in the file, as it was understood, and what was decided."""

    # Rows come by the hundred thousand and go again: what one statement writes for one locked upload is not checked row
    # by row by the database (that took as long as writing them), and indexes stand only where they are used.
    municipality = models.ForeignKey(Municipality, models.PROTECT, db_constraint=False, db_index=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="features", db_constraint=False, db_index=False)
    row = models.PositiveIntegerField(_("row"))
    attributes = models.JSONField(_("attributes"), default=dict)
    measured_shape = OwnSridGeometryField(_("shape as measured"), null=True, spatial_index=False)
    shape = OwnSridGeometryField(_("shape"), null=True, spatial_index=False)
    code = models.CharField(_("parcel code"), max_length=30, blank=True)
    document_type = models.CharField(_("document"), max_length=10, choices=DocumentType, default=DocumentType.NONE)
    document_number = models.CharField(_("document number"), max_length=30, blank=True)
    utmmap1 = models.CharField(_("sheet 1:50,000"), max_length=4, blank=True)
    utmmap2 = models.CharField(_("sheet quadrant"), max_length=1, blank=True)
    utmmap3 = models.CharField(_("sheet square"), max_length=4, blank=True)
    utmmap4 = models.CharField(_("sheet part"), max_length=3, blank=True)
    utm_scale = models.PositiveIntegerField(_("sheet scale"), null=True, blank=True)
    land_number = models.CharField(_("land number"), max_length=20, blank=True)
    survey_page = models.CharField(_("survey page"), max_length=20, blank=True)
    deed_area_wah = models.DecimalField(_("deed area (sq wah)"), max_digits=12, decimal_places=2, null=True, blank=True)
    measured_area_m2 = models.DecimalField(
        _("measured area (m²)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    surveyed_on = models.DateField(_("surveyed on"), null=True, blank=True)
    accuracy_m = models.FloatField(_("GNSS accuracy (m)"), null=True, blank=True)
    has_errors = models.BooleanField(_("has errors"), default=False)
    change = models.CharField(_("change"), max_length=12, choices=Change, blank=True, db_default="")
    evidence = models.JSONField(
        _("evidence of the change"), default=dict, blank=True, db_default=models.Value({}, models.JSONField())
    )
    suggested_code = models.CharField(_("suggested code"), max_length=30, blank=True, db_default="")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    # The parcel that the row continues or, where `compared_version` is null, the one that it begins: promised by its
    # number when the row is accepted, created by promotion. One column for both, since everybody asks after that which
    # row speaks of a parcel (a campaign's map, the history); with two, each question and index would be there twice.
    parcel = models.ForeignKey(
        Parcel, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    # The version of that parcel it was compared with; promotion refuses when another one is in force by then.
    compared_version = models.BigIntegerField(null=True, blank=True)
    # The act of review (`ReviewAct`) that changed the row last, 0 when none has.
    revision = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("surveyed row")
        verbose_name_plural = _("surveyed rows")
        indexes = [
            # With what a tally counts and row-level security asks, so that counting 200,000 rows reads none of them.
            models.Index(
                fields=["upload", "change", "row"],
                include=["decision", "has_errors", "municipality"],
                name="row_by_change",
            ),
            # Neither holds what nobody looks for by it, since every accepted row is written into each index anew.
            models.Index(
                fields=["upload", "decision", "row"],
                include=["municipality"],
                condition=~Q(decision=Decision.ACCEPTED),
                name="row_by_decision",
            ),
            models.Index(fields=["upload", "parcel"], condition=Q(parcel__isnull=False), name="row_by_parcel"),
        ]
        constraints = [
            models.UniqueConstraint("upload", "row", name="row_is_staged_once_per_upload"),
            models.CheckConstraint(
                condition=~Q(decision=Decision.ACCEPTED) | Q(has_errors=False), name="row_with_errors_is_never_accepted"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.PENDING, decided_at=None)
                | (~Q(decision=Decision.PENDING) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="row_decision_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.code}"

    @property
    def measured_area_wah(self) -> Decimal | None:
        return None if self.measured_area_m2 is None else self.measured_area_m2 / 4


class Finding(models.Model):
    """One thing a rule has said about a row, or (row null) about the file."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="findings", db_index=False)
    rule = models.CharField(_("rule"), max_length=40)
    level = models.CharField(_("level"), max_length=10)
    row = models.PositiveIntegerField(_("row"), null=True, blank=True)
    place = models.PointField(_("place"), srid=4326, null=True, blank=True)
    args = models.JSONField(_("figures"), default=dict)
    # A repair that a person may accept, before and after (see `proposals`); never made unasked.
    proposal = models.JSONField(_("proposed repair"), null=True, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(fields=["upload", "rule", "row"], name="finding_by_rule"),
            models.Index(fields=["upload", "row"], name="finding_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.row})"
