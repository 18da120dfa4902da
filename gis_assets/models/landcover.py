"""What covers the ground outside the parcels: forest, water, paddy. Background of our own base map."""

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models.municipality import Municipality
from gis_assets.models.versions import Source


class LandCoverKind(models.TextChoices):
    FOREST = "forest", _("Forest")
    WATER = "water", _("Water")
    PADDY = "paddy", _("Paddy")
    URBAN = "urban", _("Built-up")


class LandCover(models.Model):
    """One patch of ground; not versioned, replaced as a whole with its source."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    source = models.ForeignKey(Source, models.PROTECT)
    kind = models.CharField(_("kind"), max_length=10, choices=LandCoverKind)
    name_th = models.CharField(_("Thai name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    shape_wgs84 = models.MultiPolygonField(srid=4326)

    class Meta:
        verbose_name = _("land cover")
        verbose_name_plural = _("land cover")

    def __str__(self) -> str:
        return self.get_kind_display()
