"""Roads ready for routing, and the electric grid that poles hang on."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.versions import Thing, Version, in_wgs84, one_version_a_day


class RoadClass(models.TextChoices):
    HIGHWAY = "highway", _("Highway")
    RING = "ring", _("Ring road")
    MAIN = "main", _("Main road")
    STREET = "street", _("Street")
    SOI = "soi", _("Soi")


class RoadSegment(Thing):
    """A stretch of road between two junctions."""

    class Meta:
        verbose_name = _("road segment")
        verbose_name_plural = _("road segments")


class RoadSegmentVersion(Version):
    """A road segment as known; its nodes are numbers shared by the segments that meet there."""

    road = models.ForeignKey(RoadSegment, models.PROTECT, related_name="versions")
    road_class = models.CharField(_("class"), max_length=10, choices=RoadClass)
    name_th = models.CharField(_("Thai name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    is_oneway = models.BooleanField(_("one way along the line"), default=False)
    speed_kmh = models.PositiveIntegerField(_("speed (km/h)"))
    length_m = models.DecimalField(_("length (m)"), max_digits=10, decimal_places=2)
    from_node = models.BigIntegerField()
    to_node = models.BigIntegerField()
    max_height_cm = models.PositiveIntegerField(_("greatest height (cm)"), null=True, blank=True)
    max_width_cm = models.PositiveIntegerField(_("greatest width (cm)"), null=True, blank=True)
    max_weight_kg = models.PositiveIntegerField(_("greatest weight (kg)"), null=True, blank=True)
    shape = OwnSridGeometryField(_("centre line"))
    shape_wgs84 = in_wgs84(models.LineStringField(srid=4326))

    class Meta:
        verbose_name = _("road segment version")
        verbose_name_plural = _("road segment versions")
        indexes = [GistIndex(fields=["shape_wgs84"], name="road_by_place")]
        constraints = [
            one_version_a_day("road"),
            models.CheckConstraint(
                condition=models.Q(speed_kmh__gt=0, length_m__gt=0),
                name="road_speed_and_length_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name_th if (translation.get_language() or "th").startswith("th") else self.name_en


class TurnKind(models.TextChoices):
    NO = "no", _("May not")
    ONLY = "only", _("May only")


class TurnRestriction(Thing):
    """What may not, or may only, be driven one road after the other."""

    class Meta:
        verbose_name = _("turn restriction")
        verbose_name_plural = _("turn restrictions")


class TurnRestrictionVersion(Version):
    """A turn restriction as known: after all roads but the last one may not, or may only, go on with the last.

    `roads` are road segments (two, or more where the way between matters); `nodes` the junctions between them, one
    fewer.
    """

    restriction = models.ForeignKey(TurnRestriction, models.PROTECT, related_name="versions")
    kind = models.CharField(_("kind"), max_length=4, choices=TurnKind)
    roads = ArrayField(models.BigIntegerField(), verbose_name=_("roads"))
    nodes = ArrayField(models.BigIntegerField(), verbose_name=_("junctions"))

    class Meta:
        verbose_name = _("turn restriction version")
        verbose_name_plural = _("turn restriction versions")
        constraints = [
            one_version_a_day("restriction"),
            models.CheckConstraint(
                condition=models.Q(nodes__len__gte=1, roads__len=models.F("nodes__len") + 1),
                name="turn_restriction_has_a_junction_between_roads",
            ),
        ]

    def __str__(self) -> str:
        return str(self.restriction_id)


class GridNodeKind(models.TextChoices):
    SUBSTATION = "substation", _("Substation")
    FEEDER = "feeder", _("Feeder")
    TRANSFORMER = "transformer", _("Transformer")


class GridNode(Thing):
    """A substation, the head of a feeder, or a transformer."""

    code = models.CharField(_("code"), max_length=30)
    kind = models.CharField(_("kind"), max_length=12, choices=GridNodeKind)

    class Meta:
        verbose_name = _("grid node")
        verbose_name_plural = _("grid nodes")
        constraints = [models.UniqueConstraint("municipality", "code", name="grid_node_code_stands_once")]

    def __str__(self) -> str:
        return self.code


class GridNodeVersion(Version):
    """Where a grid node stands and what feeds it."""

    node = models.ForeignKey(GridNode, models.PROTECT, related_name="versions")
    upstream_node = models.ForeignKey(GridNode, models.PROTECT, null=True, blank=True, related_name="fed_versions")
    rating_kva = models.PositiveIntegerField(_("rating (kVA)"), null=True, blank=True)
    shape = OwnSridGeometryField(_("position"))
    shape_wgs84 = in_wgs84(models.PointField(srid=4326))

    class Meta:
        verbose_name = _("grid node version")
        verbose_name_plural = _("grid node versions")
        indexes = [GistIndex(fields=["shape_wgs84"], name="grid_node_by_place")]
        constraints = [one_version_a_day("node")]

    def __str__(self) -> str:
        return str(self.node_id)
