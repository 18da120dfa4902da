"""What the reception keeps for itself: files that are still arriving, and which column means what in a municipality."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from gis_assets.models.versions import AccuracyClass
from landsurvey.models.uploads import Upload


class PartialFile(models.Model):
    """A file that is still arriving; `received_bytes` is the truth, whatever lies on the disk behind it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    size_bytes = models.BigIntegerField(_("size"))
    # When the sender's computer last changed the file, in milliseconds: by it a reload finds the same file again.
    modified_ms = models.BigIntegerField(default=0)
    received_bytes = models.BigIntegerField(_("received"), default=0)
    accuracy_class = models.CharField(
        _("accuracy"), max_length=10, choices=AccuracyClass, default=AccuracyClass.UNKNOWN
    )
    corrects = models.ForeignKey(Upload, models.CASCADE, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"))
    touched_at = models.DateTimeField(_("last touched at"))
    upload = models.ForeignKey(Upload, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("arriving file")
        verbose_name_plural = _("arriving files")
        constraints = [
            models.UniqueConstraint(
                "municipality",
                "sent_by",
                "name",
                "size_bytes",
                "modified_ms",
                condition=Q(upload=None),
                name="file_arrives_once_at_a_time_from_a_person",
            ),
            models.CheckConstraint(
                condition=Q(received_bytes__gte=0, received_bytes__lte=F("size_bytes")),
                name="no_more_arrives_than_was_announced",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HeadingMapping(models.Model):
    """What a column of that name means in the files of a municipality; a blank field is a column kept aside."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    key = models.CharField(_("heading, normalised"), max_length=255)
    heading = models.CharField(_("heading"), max_length=255)
    field = models.CharField(_("our field"), max_length=40, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("meaning of a column")
        verbose_name_plural = _("meanings of columns")
        constraints = [models.UniqueConstraint("municipality", "key", name="heading_means_one_thing_in_a_municipality")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.field or '–'}"
