"""What crews build in: a small catalogue of each municipality, and what was used for which incident."""

from django.conf import settings
from django.contrib.gis.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.models.incidents import Incident


class Part(models.Model):
    """A kind of part that crews carry; one that is out of use stays for the history."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=40)
    name_th = models.CharField(_("name (Thai)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    unit_th = models.CharField(_("unit (Thai)"), max_length=30)
    unit_en = models.CharField(_("unit (English)"), max_length=30)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="part_code_means_one_part")]

    def __str__(self) -> str:
        return self.name_th if _is_thai() else self.name_en

    @property
    def unit(self) -> str:
        """What it is counted in, in the reader's language."""
        return self.unit_th if _is_thai() else self.unit_en


class PartUse(models.Model):
    """So many of a part were built in for an incident."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="parts_used")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="uses")
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("use of a part")
        verbose_name_plural = _("uses of parts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=999), name="some_of_a_part_are_used"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.part}"


def _is_thai() -> bool:
    return (translation.get_language() or "th").startswith("th")
