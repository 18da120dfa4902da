"""What the map of one petition at the desk draws: the parcel, the plan, and what each check measured, in degrees."""

import json
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets.models import ParcelVersion
from permits import wording
from permits.desk import sittings
from permits.models import Checkup, Petition
from permits.petitions import finding
from permits.views import formwords

WGS84_UTM = 32600
"""Of an EPSG code of UTM north on WGS 84 the zone remains."""
LAYERS = ["landcover", "boundary", "roads", "parcels", "buildings", "poles"]
Feature = dict[str, Any]


def facts(petition: Petition, checkup: Checkup | None) -> dict[str, Any]:
    """For the page's script: features in EPSG:4326, each drawn shape with its check's number, verdict and label."""
    boundary = petition.municipality.boundary
    place = petition.footprint or petition.place
    parcel = _parcel(petition, checkup)
    return {
        "layers": LAYERS,
        "bounds": list(boundary.extent) if boundary else None,
        "parcel": _feature(parcel.shape_wgs84, role="parcel", code=parcel.code) if parcel else None,
        "plan": _feature(place, role="plan") if place else None,
        "shapes": {"type": "FeatureCollection", "features": _measured(checkup)},
        "page": reverse("permits:petition_at_desk", args=[petition.uid]),
        "beat": reverse("permits:desk_beat", args=[petition.uid]),
        "beatEvery": sittings.BEAT_S,
        "asBuilt": _as_built(petition) if petition.footprint else None,
        "words": {
            "map": _("Map. Arrow keys move it, plus and minus zoom; the list beside it says the same in words."),
            "failed": _("The map could not be read from the server. Move it to try again."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
            "signedOut": _("You are signed out. What you typed stays in this tab: sign in again, then go on."),
            "notMarked": _("Not saved: the server does not answer. Try again."),
        },
    }


def _measured(checkup: Checkup | None) -> list[Feature]:
    """What the checks drew: the number is the finding's place in the checkup, by which the list names it too."""
    return [
        {
            "type": "Feature",
            "geometry": drawn["geometry"],
            "properties": {
                "finding": number,
                "rule": found["rule"],
                "role": drawn["role"],
                "verdict": found["verdict"],
                "label": wording.label(drawn["label"]),
            },
        }
        for number, found in enumerate(checkup.findings if checkup else [])
        for drawn in found["shapes"]
        if drawn["geometry"] is not None
    ]


def _as_built(petition: Petition) -> dict[str, Any]:
    """What the script needs by which the outline of the finished building is drawn."""
    return {
        "zone": petition.municipality.utm_epsg - WGS84_UTM,
        "drawing": reverse("permits:desk_drawing", args=[petition.uid]),
        "words": formwords.of_outline(),
    }


def _parcel(petition: Petition, checkup: Checkup | None) -> ParcelVersion | None:
    """The parcel as the checks saw it: the register of that day."""
    return finding.version_of(petition.parcel, on=checkup.as_of if checkup else timezone.localdate())


def _feature(shape: GEOSGeometry, **properties: str) -> Feature:
    return {"type": "Feature", "geometry": json.loads(shape.geojson), "properties": properties}
