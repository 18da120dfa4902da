"""An upload on its way to the register: the untouched file, what was said of it, and how far it has come."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from gis_assets.models import Municipality, Source
from gis_assets.models.versions import AccuracyClass


class UploadStatus(models.TextChoices):
    """How far a file has come; what may follow what is enforced by the steps."""

    RECEIVED = "received", _("Received")
    READING = "reading", _("Being checked")
    ASKS = "asks", _("Waits for an answer")
    CHECKED = "checked", _("Checked")
    REJECTED = "rejected", _("Cannot be used")
    CORRECTED = "corrected", _("Replaced by a corrected file")
    PROMOTED = "promoted", _("In the register")
    UNDONE = "undone", _("Taken back")
    DROPPED = "dropped", _("Closed without an entry")


class UploadKind(models.TextChoices):
    """What a file turned out to be, decided by its content when it is read."""

    PARCELS = "parcels", _("Survey of parcels")
    LAND_OFFICE = "land_office", _("Package of the land office")
    RASTER = "raster", _("Elevation model or orthophoto")
    FIELD = "field", _("Field work")


class Upload(models.Model):
    """One file as a surveyor sent it, and how far it has come."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), max_length=200)
    original_name = models.CharField(_("file name"), max_length=255)
    size_bytes = models.BigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    accuracy_class = models.CharField(
        _("accuracy"), max_length=10, choices=AccuracyClass, default=AccuracyClass.UNKNOWN
    )
    status = models.CharField(_("status"), max_length=10, choices=UploadStatus, default=UploadStatus.RECEIVED)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows to do"), default=0)
    inspection = models.JSONField(_("what was read"), default=dict, blank=True)
    refusal = models.JSONField(_("why it cannot be used"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UploadKind, default=UploadKind.PARCELS)
    # What a person answered, by kind of question: layer, crs, encoding, headings (field -> heading), and so on.
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    # All files of a case share it; null only where a file came before there were cases (see `landsurvey.cases`).
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("case"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="survey_uploads")
    uploaded_at = models.DateTimeField(_("uploaded at"))
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    effective_date = models.DateField(_("in force from"), null=True, blank=True)
    promoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    promoted_at = models.DateTimeField(_("promoted at"), null=True, blank=True)
    # The texts of the rows as sent (owners' names may stand among them) are kept no longer than needed; see retention.
    raw_cleared_at = models.DateTimeField(_("texts of the rows removed at"), null=True, blank=True)
    source = models.OneToOneField(Source, models.PROTECT, null=True, blank=True, related_name="upload")

    class Meta:
        verbose_name = _("survey upload")
        verbose_name_plural = _("survey uploads")
        indexes = [
            models.Index(fields=["municipality", "-uploaded_at"], name="upload_newest_first"),
            models.Index(fields=["municipality", "sha256"], name="upload_by_hash"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=UploadStatus.PROMOTED, source__isnull=False, effective_date__isnull=False)
                | (~Q(status=UploadStatus.PROMOTED) & Q(source=None)),
                name="upload_has_a_source_exactly_when_promoted",
            )
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_open_to_answers(self) -> bool:
        """Whether it may be checked again, as long as neither the register nor a corrected file goes by it."""
        return self.status not in (UploadStatus.PROMOTED, UploadStatus.CORRECTED)

    @property
    def is_working(self) -> bool:
        """Whether somebody looking at it should look again soon."""
        return self.status in (UploadStatus.RECEIVED, UploadStatus.READING)
