"""Tries of codes that nobody has, so that codes are not tried out by the thousand."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class FailedTry(models.Model):
    """One try of a code of this kind that nobody has, kept for an hour to count the tries of one sender."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField(_("kind"), max_length=40)
    sender_digest = models.CharField(_("keyed digest of the sender's address"), max_length=64)
    tried_at = models.DateTimeField(_("tried at"))

    class Meta:
        verbose_name = _("try of a code that nobody has")
        verbose_name_plural = _("tries of codes that nobody has")
        indexes = [
            models.Index(fields=["municipality", "kind", "sender_digest", "tried_at"], name="try_by_sender_and_time")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sender_digest[:8]} {self.tried_at}"
