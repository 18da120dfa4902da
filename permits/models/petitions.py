"""A petition from its first typed letter on, its applicant, and the documents that came with it.

While it is a draft it has no case: the case is opened when it is submitted, and from then on the case's last step says
where it stands. Who the applicant is stands apart, so that it can be forgotten.
"""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from gis_assets.models import Municipality, Parcel
from permits import services
from permits.services import Service


class FootprintSource(models.TextChoices):
    """How the outline came into the petition."""

    RECTANGLE = "rectangle", _("Rectangle with sizes")
    DRAWN = "drawn", _("Drawn on the map")
    DXF = "dxf", _("From a DXF drawing")
    GEOJSON = "geojson", _("From a GeoJSON file")


class Petition(models.Model):
    """What somebody asks for; `service` and `track` are words of `permits.services`.

    `answers` holds what the service's questions ask, by their codes. `rectangle` keeps the centre (longitude,
    latitude), width, depth and rotation of a placed rectangle, so that it can be moved on. `revision` counts the
    savings: who saves upon an older one is told. `entry_s` is the citizen's time on the form, without the breaks.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.SlugField(_("service"), max_length=40)
    track = models.SlugField(_("track"), max_length=40, blank=True)
    tracking = models.CharField(_("number to follow it by"), max_length=16, unique=True)
    secret_digest = models.CharField(max_length=64, unique=True)
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="petition", verbose_name=_("case")
    )
    language = models.CharField(_("language"), max_length=2, default="th")
    begun_at = models.DateTimeField(_("begun at"))
    saved_at = models.DateTimeField(_("last saved at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("applicant deleted at"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("savings"), default=0)
    entry_s = models.PositiveIntegerField(_("time of entry (s)"), default=0)
    page = models.SlugField(_("page where the applicant was"), max_length=20, blank=True)
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, blank=True, related_name="+")
    parcel_code = models.CharField(_("parcel code"), max_length=30, blank=True)
    place = models.GeometryField(_("place"), srid=4326, null=True, blank=True)
    footprint = models.PolygonField(_("footprint"), srid=4326, null=True, blank=True)
    footprint_source = models.CharField(_("footprint from"), max_length=10, choices=FootprintSource, blank=True)
    rectangle = models.JSONField(_("rectangle"), null=True, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "service", "submitted_at"], name="petition_by_submission")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None, submitted_at=None) | Q(case__isnull=False, submitted_at__isnull=False),
                name="petition_has_a_case_when_it_is_submitted",
            ),
            models.CheckConstraint(
                condition=Q(saved_at__gte=models.F("begun_at")), name="petition_is_saved_after_begun"
            ),
        ]

    def __str__(self) -> str:
        return self.tracking

    @property
    def is_draft(self) -> bool:
        return self.submitted_at is None

    def as_offered(self) -> Service:
        """Its service as of the day it was submitted, a draft's as of its last saving, with the municipality's days.

        Named as on the way that it goes. Raises KeyError for a service that has no file any more.
        """
        day = timezone.localdate(self.submitted_at or self.saved_at)
        return services.every()[self.service].on(day, own=self.municipality.settings).going(self.track)


class KeptPetition(models.Model):
    """A person keeps a petition in the own account, whose link was opened once: it is found there without the link."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.CASCADE, related_name="kept_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(_("kept since"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "petition"], name="account_keeps_a_petition_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.petition_id}"


class Applicant(models.Model):
    """Who asks, and how to reach that person: personal data, on no public page; deleted when it has served.

    The 13-digit number is kept as a digest and its last three digits, as everywhere in the register.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.OneToOneField(Petition, models.CASCADE, related_name="applicant")
    name = models.CharField(_("name"), max_length=300, blank=True)
    id_digest = models.CharField(max_length=64, blank=True)
    id_tail = models.CharField(max_length=3, blank=True)
    address = models.CharField(_("address"), max_length=500, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    webhook = models.URLField(_("webhook"), max_length=300, blank=True)
    is_owner = models.BooleanField(_("says to own the land"), null=True, blank=True)

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")

    def __str__(self) -> str:
        return str(self.petition_id)


class Document(models.Model):
    """A file that came with a petition, stored under a name of our own; one taken out stays, and says since when."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="documents")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requirement = models.SlugField(_("what it is"), max_length=40)
    file = models.CharField(_("file"), max_length=200)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=40)
    size_bytes = models.PositiveIntegerField(_("size"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added at"))
    removed_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.requirement} {self.uid}"
