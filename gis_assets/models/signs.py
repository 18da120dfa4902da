"""Signboards (ป้าย): who shows which words where, how large, and since when.

A sign has an owner of its own, who need not own the building or the land; its place is a point.
"""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex
from django.utils.translation import gettext_lazy as _

from gis_assets.models.buildings import Building
from gis_assets.models.fields import OwnSridGeometryField
from gis_assets.models.parties import Party
from gis_assets.models.versions import Thing, Version, in_wgs84, one_version_a_day


class Letters(models.IntegerChoices):
    """The three classes of the Signboard Tax Act."""

    THAI = 1, _("1: Thai letters only")
    MIXED = 2, _("2: Thai with foreign letters, pictures or marks")
    FOREIGN = 3, _("3: no Thai, or Thai under or below foreign letters")


class Sign(Thing):
    """A sign's identity and the number under which it was first declared."""

    number = models.CharField(_("sign number"), max_length=20)

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        constraints = [models.UniqueConstraint("municipality", "number", name="sign_number_stands_once")]

    def __str__(self) -> str:
        return self.number


class SignVersion(Version):
    """A sign as declared or seen; a version holds from the day the sign was shown so."""

    sign = models.ForeignKey(Sign, models.PROTECT, related_name="versions")
    owner = models.ForeignKey(Party, models.PROTECT, related_name="sign_versions", verbose_name=_("owner"))
    on_building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="sign_versions", verbose_name=_("on building")
    )
    words = models.CharField(_("words on the sign"), max_length=300)
    place = models.CharField(_("place"), max_length=300, blank=True)
    width_cm = models.PositiveIntegerField(_("width (cm)"))
    height_cm = models.PositiveIntegerField(_("height (cm)"))
    faces = models.PositiveSmallIntegerField(_("faces"), default=1)
    letters = models.PositiveSmallIntegerField(_("letters"), choices=Letters)
    is_moving = models.BooleanField(_("moving or changing"), default=False)
    shown_from = models.DateField(_("shown from"))
    shown_until = models.DateField(_("taken down on"), null=True, blank=True)
    exempt_reason = models.CharField(_("why it is exempt"), max_length=300, blank=True)
    shape = OwnSridGeometryField(_("position"))
    shape_wgs84 = in_wgs84(models.PointField(srid=4326))

    class Meta:
        verbose_name = _("sign version")
        verbose_name_plural = _("sign versions")
        indexes = [GistIndex(fields=["shape_wgs84"], name="sign_by_place")]
        constraints = [
            one_version_a_day("sign"),
            models.CheckConstraint(
                condition=models.Q(width_cm__gt=0, height_cm__gt=0, faces__gt=0), name="sign_measures_are_positive"
            ),
            models.CheckConstraint(condition=models.Q(letters__in=Letters.values), name="sign_letters_are_of_a_class"),
            models.CheckConstraint(
                condition=models.Q(shown_until=None) | models.Q(shown_until__gt=models.F("shown_from")),
                name="sign_is_taken_down_after_it_was_put_up",
            ),
        ]

    def __str__(self) -> str:
        return self.words
