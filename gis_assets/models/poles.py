"""Utility poles: what a citizen scans and a crew must find."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.network import GridNode, RoadSegment
from gis_assets.models.versions import Thing, Version, in_wgs84, one_version_a_day


class PoleKind(models.TextChoices):
    POWER = "power", _("Power pole")
    LIGHTING = "lighting", _("Lighting pole")
    TELECOM = "telecom", _("Telecom pole")


class PoleState(models.TextChoices):
    GOOD = "good", _("Good")
    LEANING = "leaning", _("Leaning")
    DAMAGED = "damaged", _("Damaged")
    REMOVED = "removed", _("Removed")


class PoleMaterial(models.TextChoices):
    CONCRETE = "concrete", _("Concrete")
    STEEL = "steel", _("Steel")
    WOOD = "wood", _("Wood")
    OTHER = "other", _("Other")


class LampKind(models.TextChoices):
    LED = "led", _("LED")
    SODIUM = "sodium", _("Sodium vapour")
    FLUORESCENT = "fluorescent", _("Fluorescent")
    OTHER = "other", _("Other")


class UtilityPole(Thing):
    """A pole's identity and the code on its sticker, which never changes (see `gis_assets.asset_codes`).

    `local_id` is the number its owner gave it, unique in the owner's list `namespace` (as an INSPIRE identifier).
    """

    code = models.CharField(_("pole code"), max_length=8)
    namespace = models.CharField(_("list of the owner"), max_length=60, blank=True, db_default="", default="")
    local_id = models.CharField(_("number in the owner's list"), max_length=60, blank=True, db_default="", default="")

    class Meta:
        verbose_name = _("utility pole")
        verbose_name_plural = _("utility poles")
        constraints = [
            models.UniqueConstraint("municipality", "code", name="pole_code_stands_once"),
            models.UniqueConstraint(
                fields=["municipality", "namespace", "local_id"],
                condition=~models.Q(local_id=""),
                name="number_of_an_owners_list_is_one_pole",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UtilityPoleVersion(Version):
    """A pole as known: one owner, several users of the pole, and its place in the feeder tree."""

    pole = models.ForeignKey(UtilityPole, models.PROTECT, related_name="versions")
    kind = models.CharField(_("kind"), max_length=10, choices=PoleKind)
    material = models.CharField(_("material"), max_length=30, choices=PoleMaterial, blank=True)
    height_m = models.DecimalField(_("height (m)"), max_digits=5, decimal_places=2, null=True, blank=True)
    owner = models.CharField(_("owner"), max_length=100, blank=True)
    users = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("users of the pole"),
        default=list,
        blank=True,
    )
    has_lamp = models.BooleanField(_("has a lamp"), default=False)
    lamp_kind = models.CharField(_("lamp"), max_length=30, choices=LampKind, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PoleState, default=PoleState.GOOD)
    feeder = models.ForeignKey(
        GridNode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feeder_pole_versions",
    )
    transformer = models.ForeignKey(
        GridNode,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transformer_pole_versions",
    )
    upstream_pole = models.ForeignKey(
        UtilityPole,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="downstream_versions",
    )
    road = models.ForeignKey(RoadSegment, models.PROTECT, null=True, blank=True, related_name="pole_versions")
    shape = OwnSridGeometryField(_("position"))
    shape_wgs84 = in_wgs84(models.PointField(srid=4326))

    class Meta:
        verbose_name = _("utility pole version")
        verbose_name_plural = _("utility pole versions")
        indexes = [GistIndex(fields=["shape_wgs84"], name="pole_by_place")]
        constraints = [one_version_a_day("pole")]

    def __str__(self) -> str:
        return str(self.pole_id)
