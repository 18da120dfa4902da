"""Tiles that are made ahead, for zooms at which one tile would have to read a whole town."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality


class TileBuild(models.Model):
    """The tiles of one layer as of one day, and the version of the layer that they show."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    layer = models.CharField(_("layer"), max_length=40)
    on = models.DateField(_("as of"))
    version = models.CharField(_("version"), max_length=80)
    seconds = models.FloatField(_("seconds it took"))
    built_at = models.DateTimeField(_("built at"))

    class Meta:
        verbose_name = _("tiles of a layer")
        verbose_name_plural = _("tiles of layers")
        constraints = [models.UniqueConstraint("municipality", "layer", "on", name="layer_is_tiled_once_a_day")]

    def __str__(self) -> str:
        return f"{self.layer} {self.on}"


class StoredTile(models.Model):
    """One vector tile of a build; a place without a row is empty."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    build = models.ForeignKey(TileBuild, models.CASCADE, related_name="tiles", db_index=False)
    z = models.PositiveSmallIntegerField()
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    body = models.BinaryField(_("tile"))

    class Meta:
        verbose_name = _("stored tile")
        verbose_name_plural = _("stored tiles")
        constraints = [models.UniqueConstraint("build", "z", "x", "y", name="build_has_one_tile_a_place")]

    def __str__(self) -> str:
        return f"{self.z}/{self.x}/{self.y}"
