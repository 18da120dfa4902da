"""Where a fact of the register comes from, in words for everybody: what kind of source, since when, how exact.

The source's reference stays inside: the name of a file or the number of a case may lead to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gis_assets import accuracy
from gis_assets.models import (
    BuildingVersion,
    GridNodeVersion,
    Municipality,
    ParcelVersion,
    RoadSegmentVersion,
    UtilityPoleVersion,
)
from gis_assets.models.versions import AccuracyClass, Version

Words = str | Promise
# The versions behind a public layer, and how they name their thing.
VERSIONS: Mapping[str, tuple[type[Any], str]] = {
    "parcels": (ParcelVersion, "parcel"),
    "buildings": (BuildingVersion, "building"),
    "roads": (RoadSegmentVersion, "road"),
    "poles": (UtilityPoleVersion, "pole"),
    "lamps": (UtilityPoleVersion, "pole"),
    "transformers": (GridNodeVersion, "node"),
}
_OFFICE = _("Entered by the municipality's offices")
KINDS: Mapping[str, Words] = {
    "survey_upload": _("Survey, checked and accepted"),
    "field_visit": _("Visit in the field, checked and accepted"),
    "inventory": _("List of the owner of the poles"),
    "osm-roads": _("OpenStreetMap"),
    "road-survey": _("Survey of the roads"),
    "synthetic_town": _("Made-up town for trying things out"),
    "permit": _("Permit of the municipality or notification to it, after it was built"),
}


@dataclass(frozen=True)
class Origin:
    """`sigma_m`: one standard deviation of a corner in metres; None where nobody noted how it was measured."""

    words: Words
    in_force_since: date | None
    entered_on: date
    measured: Words
    sigma_m: float | None


def of(layer: str, uid: str, *, municipality: Municipality, on: date) -> Origin | None:
    """That of a thing of a public layer of the register on a day; None of what the register does not keep so."""
    if layer not in VERSIONS:
        return None
    model, thing = VERSIONS[layer]
    in_force = model.objects.of(municipality).as_of(on).filter(**{f"{thing}__uid": UUID(uid)})
    version = in_force.select_related("source").first()
    return None if version is None else of_version(version)


def of_version(version: Version) -> Origin:
    """That of a version whose source is at hand."""
    source = version.source
    measured = AccuracyClass(getattr(version, "accuracy_class", source.accuracy_class))
    return Origin(
        words=KINDS.get(source.kind, _OFFICE),
        in_force_since=version.valid.lower,
        entered_on=timezone.localdate(source.recorded_at),
        measured=measured.label,
        sigma_m=None if measured is AccuracyClass.UNKNOWN else accuracy.sigma_m(measured),
    )
