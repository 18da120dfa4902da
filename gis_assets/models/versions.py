"""What things and their versions have in common, and where a fact came from."""

import uuid
from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import Transform
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.utils.translation import gettext_lazy as _

from gis_assets.crs import WGS84
from gis_assets.models.municipality import Municipality


class AccuracyClass(models.TextChoices):
    """How a position was measured; how exact that is: `gis_assets.accuracy`."""

    RTK = "rtk", _("RTK GNSS")
    SURVEY = "survey", _("Ground survey, 1:1000")
    GRAPHIC = "graphic", _("Digitised from 1:4000 sheets")
    UNKNOWN = "unknown", _("Unknown")


class Source(models.Model):
    """Where facts came from (LADM: spatial or administrative source)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30)
    reference = models.CharField(_("reference"), max_length=300)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    accuracy_class = models.CharField(
        _("accuracy"),
        max_length=10,
        choices=AccuracyClass,
        default=AccuracyClass.UNKNOWN,
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    def __str__(self) -> str:
        return self.reference


class Thing(models.Model):
    """An identity that outlives every version of what is known about it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.uid)


VersionT = TypeVar("VersionT", bound="Version")


class VersionQuerySet(models.QuerySet[VersionT]):
    def as_of(self, day: date) -> Self:
        """The versions in force on that day."""
        return self.filter(valid__contains=day)

    def of(self, municipality: Municipality) -> Self:
        return self.filter(municipality=municipality)


class Version(models.Model):
    """What was known of a thing, and the days it is in force."""

    municipality = models.ForeignKey(Municipality, models.PROTECT)
    valid = DateRangeField(_("in force"))
    source = models.ForeignKey(Source, models.PROTECT)
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True


def one_version_a_day(thing: str) -> ExclusionConstraint:
    """Two versions of one thing never share a day (`sql/days_held.sql` says how the two become one value)."""
    return ExclusionConstraint(
        name=f"{thing}_has_one_version_per_day",
        expressions=[
            (models.Func(thing, "valid", function="days_held", output_field=models.Field()), RangeOperators.OVERLAPS)
        ],
    )


def in_wgs84(field: models.GeometryField[Any, Any]) -> models.GeneratedField:
    """The same shape in WGS 84, kept by the database beside the projected one, for maps and layers."""
    return models.GeneratedField(expression=Transform("shape", WGS84), output_field=field, db_persist=True)
