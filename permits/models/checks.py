"""What the automatic checks found: appended at every submission and whenever an officer asks again."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from permits.models.petitions import Petition


class Checkup(models.Model):
    """All checks of a petition at one moment, with the register and the rules of one day.

    `findings` are those of `rules.facts.Finding` as JSON: rule, verdict, figures and shapes (EPSG:4326). `took_ms` is
    the machine's time. `asked_of` is the digest of what was checked: by it one can tell whether the petition changed.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="checkups")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    as_of = models.DateField(_("register and rules of"))
    asked_of = models.CharField(max_length=64)
    took_ms = models.PositiveIntegerField(_("took (ms)"))
    track = models.SlugField(_("track"), max_length=40, blank=True)
    verdict = models.CharField(_("result of the checks"), max_length=5)
    findings = models.JSONField(_("findings"))

    class Meta:
        verbose_name = _("check of a petition")
        verbose_name_plural = _("checks of petitions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.verdict} {timezone.localtime(self.at):%Y-%m-%d %H:%M}"
