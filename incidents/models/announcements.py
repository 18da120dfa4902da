"""What the town told everybody of an outage or a closure, as it was sent; rows are appended and never changed."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.closures import Closure
from incidents.models.outages import Outage


class MessageType(models.TextChoices):
    """What a message does; the codes are those of CAP 1.2."""

    ALERT = "Alert", _("Announced")
    UPDATE = "Update", _("Changed")
    CANCEL = "Cancel", _("Taken back")


class Severity(models.TextChoices):
    """How bad it is; the codes are those of CAP 1.2, which has two more that no outage or closure of ours reaches."""

    SEVERE = "Severe", _("Severe: a danger to life or property")
    MODERATE = "Moderate", _("Moderate: a possible danger")
    MINOR = "Minor", _("Minor: a nuisance")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def of(self, municipality: Municipality) -> Self:
        """Messages of this municipality."""
        return self.filter(municipality=municipality)

    def standing(self, at: datetime) -> Self:
        """Messages in force: not followed by another, not a taking back, not expired."""
        return self.filter(followed_by__isnull=True, expires_at__gt=at).exclude(kind=MessageType.CANCEL)


class Announcement(models.Model):
    """One CAP 1.2 message, the first of its chain or one that follows another; `message` is what went out."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=MessageType.choices)
    outage = models.ForeignKey(
        Outage, on_delete=models.PROTECT, null=True, blank=True, related_name="announcements", verbose_name=_("outage")
    )
    closure = models.ForeignKey(
        Closure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("closure"),
    )
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )
    sender = models.CharField(_("sender"), max_length=200)
    headline_th = models.CharField(_("headline in Thai"), max_length=300)
    headline_en = models.CharField(_("headline in English"), max_length=300)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices)
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("holds until"))
    message = models.TextField(_("message"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "-sent_at"], name="announcement_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outage__isnull=True) ^ models.Q(closure__isnull=True),
                name="announcement_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="Alert", follows__isnull=True)
                | (~models.Q(kind="Alert") & models.Q(follows__isnull=False)),
                name="first_announcement_follows_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")), name="announcement_holds_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def identifier(self) -> str:
        """The number of the message in the world: no spaces, commas or angle brackets."""
        return f"urn:uuid:{self.uid}"

    @property
    def headline(self) -> str:
        """The headline in the reader's language."""
        return self.headline_th if (translation.get_language() or "th").startswith("th") else self.headline_en
