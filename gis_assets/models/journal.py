"""The journal: who did what to which thing when, and why. Appended only, in the transaction of the deed itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models.municipality import Municipality


class JournalEntry(models.Model):
    """One deed; `user` is null when the system itself acted. No personal data stands here."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    action = models.CharField(_("action"), max_length=60)
    thing_kind = models.CharField(_("kind of thing"), max_length=40)
    thing_uid = models.CharField(_("thing"), max_length=60)
    why = models.CharField(_("why"), max_length=500, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(
                fields=["municipality", "thing_kind", "thing_uid", "at"],
                name="journal_of_a_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.thing_kind} {self.thing_uid}"
