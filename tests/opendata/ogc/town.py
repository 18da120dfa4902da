"""A town with some of everything that is open, and a program that asks for it in JSON."""

from typing import Any
from uuid import uuid4

import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from gis_assets.models import LandCover, Municipality, UtilityPoleVersion
from incidents import reports
from incidents.models import Kind
from opendata import layers
from tests.gis_assets import builders
from tests.incidents import builders as incident_builders
from tests.incidents.outages.builders import a_node
from tests.landsurvey import builders as survey_builders

LAYERS = list(layers.all_layers().values())
NAMES = [layer.name for layer in LAYERS]
# Those of which `furnish` makes something, with how many; the others (statistics, progress) stay empty.
COUNTS = {
    "boundary": 1, "landcover": 2, "roads": 2, "parcels": 3, "buildings": 2, "poles": 2, "lamps": 2, "transformers": 2,
    "incidents": 2,
}  # fmt: skip
GEOJSON = "application/geo+json"
# Addresses of which nothing further is to be said.
PLAIN = [
    "/", "/api", "/conformance", "/collections", "/collections/parcels", "/collections/parcels/queryables",
    "/collections/parcels/schema",
]  # fmt: skip
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def epsg(code: int) -> str:
    return f"http://www.opengis.net/def/crs/EPSG/0/{code}"


def furnish(municipality: Municipality) -> None:
    """Three parcels in a row, two of every other thing; the boundary is the town's own."""
    source = builders.a_source(municipality)
    for number in range(3):
        parcel = builders.a_parcel(
            municipality, code=f"01A00{number}", shape=builders.square(east=number * 25), source=source
        ).parcel
    for east in (0, 25):
        corner = (builders.EAST + east, builders.NORTH)
        house = shapely.box(corner[0] + 2, corner[1] + 2, corner[0] + 8, corner[1] + 8)
        survey_builders.a_building(municipality, on_parcel=parcel, shape=house, source=source)
    incident_builders.ready(municipality)
    incident_builders.roads(municipality, (0, -10), (50, -10), (100, -10))
    poles = [incident_builders.a_pole(municipality, (number * 30, -8), number=number) for number in (1, 2)]
    UtilityPoleVersion.objects.update(has_lamp=True, lamp_kind="led")
    for code in ("T-1", "T-2"):
        a_node(municipality, code, "transformer")
    for pole, kind in zip(poles, (Kind.LEANING_POLE, Kind.WIRE_DOWN), strict=True):
        reports.receive(municipality, kind=kind, key=uuid4(), channel="qr", at=incident_builders.AT, pole=pole)
    for west in (98.9, 98.91):
        shape = MultiPolygon(Polygon.from_bbox((west, 18.74, west + 0.005, 18.745)), srid=4326)
        LandCover.objects.create(municipality=municipality, source=source, kind="paddy", shape_wgs84=shape)


class Program:
    """Asks the API as a program does, and reads the JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, address: str, **parameters: Any) -> Any:
        """The answer to an address below the API's own, or a whole one."""
        path = address if "://" in address else f"/ogc{address}"
        asked = {name.replace("_", "-") if name in DASHED else name: value for name, value in parameters.items()}
        return self.client.get(path, asked, headers={"Accept": "application/json"})

    def json(self, address: str, **parameters: Any) -> dict[str, Any]:
        """What a good answer says."""
        answer = self.get(address, **parameters)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def features(self, layer: str, **parameters: Any) -> list[dict[str, Any]]:
        return list(self.json(f"/collections/{layer}/items", **parameters)["features"])

    def codes(self, **parameters: Any) -> list[str]:
        """The codes of the parcels that match, in order."""
        return sorted(one["properties"]["code"] for one in self.features("parcels", **parameters))


DASHED = {"bbox_crs", "filter_lang", "filter_crs"}


def link(document: dict[str, Any], rel: str, media_type: str | None = None) -> str:
    """The one address of that relation."""
    (found,) = {one["href"] for one in document["links"] if one["rel"] == rel and media_type in (None, one["type"])}
    return str(found)


def one_id(program: Program, layer: str = "parcels") -> str:
    return str(program.features(layer, limit=1)[0]["id"])
