"""Pictures of the trouble and of the repair, never public; the file lies in the private store."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.holding import HeldReport
from incidents.models.incidents import Incident
from incidents.models.reports import Report


class Moment(models.TextChoices):
    """Whether a picture shows the trouble or what was mended."""

    BEFORE = "before", _("Before the repair")
    AFTER = "after", _("After the repair")


class Photo(models.Model):
    """A picture drawn anew by the server; of a report, of a held one, or of an incident."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="photos")
    held = models.ForeignKey(HeldReport, on_delete=models.PROTECT, null=True, blank=True, related_name="photos")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="photos")
    moment = models.CharField(_("moment"), max_length=6, choices=Moment.choices)
    file = models.FileField(_("file"), max_length=200)
    sent_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=64)
    width = models.PositiveIntegerField(_("width (pixels)"))
    height = models.PositiveIntegerField(_("height (pixels)"))
    position = models.PointField(_("place said by the camera"), srid=4326, null=True, blank=True)
    kept_at = models.DateTimeField(_("kept at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["kept_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sent_sha256"], name="photo_sent_twice_is_one_of_the_report"),
            models.UniqueConstraint(fields=["held", "sent_sha256"], name="photo_sent_twice_is_one_of_the_held_report"),
            models.UniqueConstraint(
                fields=["incident", "moment", "sent_sha256"], name="photo_sent_twice_is_one_of_the_incident"
            ),
            models.CheckConstraint(
                condition=models.Q(report__isnull=False, held__isnull=True, incident__isnull=True)
                | models.Q(report__isnull=True, held__isnull=False, incident__isnull=True)
                | models.Q(report__isnull=True, held__isnull=True, incident__isnull=False),
                name="photo_belongs_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
