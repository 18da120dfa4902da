"""OGC API - Records: the catalogue as one more collection, a record for each data set that may be seen."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import shapely
from django.utils.translation import gettext

from gis_assets.models import Municipality
from gis_assets.publication import Layer, RasterLayer
from opendata import datasets, systems
from opendata.datasets import Entry
from opendata.ogc import links
from opendata.ogc.links import GEOJSON, HTML, Link, link

NAME = "datasets"
_CONF = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
CONFORMS_TO = (
    f"{_CONF}/record-core",
    f"{_CONF}/record-core-query-parameters",
    f"{_CONF}/json",
    f"{_CONF}/html",
)

Record = dict[str, Any]


def collection(municipality: Municipality, *, root: str, own: list[Link]) -> dict[str, Any]:
    here = f"{root}/collections/{NAME}"
    extent = {"spatial": {"bbox": [_bbox(municipality)], "crs": systems.CRS84.uri}}
    return {
        "id": NAME,
        "title": gettext("Catalogue of open data"),
        "description": gettext("What each layer is, where it comes from, how often it is renewed and how to get it."),
        "itemType": "record",
        "extent": extent,
        "crs": [systems.CRS84.uri],
        "links": [
            *own,
            link(f"{here}/items", "items", GEOJSON, gettext("The records as GeoJSON")),
            link(f"{here}/items?f=html", "items", HTML, gettext("The records as a page")),
        ],
    }


def all_of(municipality: Municipality, *, root: str, at: datetime) -> list[Record]:
    """Every record, in the order of the layers."""
    return [_record(entry, municipality, root=root) for entry in datasets.published(municipality, at=at)]


def matching(found: list[Record], *, place: Any, asked: dict[str, str]) -> list[Record]:
    """Those that the parameters `q`, `type`, `ids` and `externalIds` ask for, and that touch the place."""
    tests: dict[str, Callable[[Record, str], bool]] = {
        "q": lambda record, text: any(_speaks_of(record, term) for term in text.split(",") if term.strip()),
        "type": lambda record, text: record["properties"]["type"] in text.split(","),
        "ids": lambda record, text: record["id"] in text.split(","),
        "externalIds": lambda _record, _text: False,
    }
    kept = [one for one in found if all(tests[name](one, text) for name, text in asked.items() if name in tests)]
    return [one for one in kept if place is None or _shape(one).intersects(place)]


def _speaks_of(record: Record, term: str) -> bool:
    told = record["properties"]
    text = " ".join([told["title"], told["description"], *told["keywords"]]).casefold()
    return " ".join(term.split()).casefold() in text


def _record(entry: Entry, municipality: Municipality, *, root: str) -> Record:
    layer = entry.layer
    here = f"{root}/collections/{layer.name}"
    west, south, east, north = _bbox(municipality)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "id": layer.name,
        "type": "Feature",
        "conformsTo": [CONFORMS_TO[0]],
        "time": None,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "type": "dataset",
            "title": entry.title,
            "description": entry.notes,
            "keywords": entry.tags,
            "language": {"code": "th"},
            "updated": entry.version.made_at.isoformat(),
            "formats": [_format(layer)],
            "contacts": [_contact(entry, municipality)],
            "license": layer.licence.spdx,
        },
        "links": [
            link(f"{root}/collections/{NAME}/items/{layer.name}", "self", GEOJSON, entry.title),
            link(f"{root}/collections/{NAME}", "collection", links.JSON, gettext("Catalogue of open data")),
            link(here, "item", links.JSON, gettext("The layer")),
            _way(layer, here),
            link(f"{root.removesuffix('/ogc')}/data/{layer.name}/", "alternate", HTML, gettext("The page for people")),
            link(layer.licence.url, "license", HTML, str(layer.licence.title)),
        ],
    }


def _format(layer: Layer) -> dict[str, str]:
    if isinstance(layer, RasterLayer):
        return {"name": "GeoTIFF", "mediaType": "image/tiff"}
    return {"name": "GeoJSON", "mediaType": GEOJSON}


def _way(layer: Layer, here: str) -> Link:
    """How to have it: the features, or the list of rasters that tells where each file is."""
    if isinstance(layer, RasterLayer):
        return link(f"{here}/map/tiles", "enclosure", links.JSON, gettext("The rasters as map tiles"))
    return link(f"{here}/items", "enclosure", GEOJSON, gettext("The features as GeoJSON"))


def _contact(entry: Entry, municipality: Municipality) -> dict[str, Any]:
    """An office, never a person."""
    told: dict[str, Any] = {"organization": str(municipality), "roles": ["publisher"]}
    if email := entry.text("maintainer_email"):
        told["emails"] = [{"value": email}]
    return told


def _bbox(municipality: Municipality) -> list[float]:
    return list(municipality.boundary.extent) if municipality.boundary else [-180.0, -90.0, 180.0, 90.0]


def _shape(record: Record) -> Any:
    return shapely.from_geojson(json.dumps(record["geometry"]))
