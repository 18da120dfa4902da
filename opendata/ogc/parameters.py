"""Every parameter of the API, each explained once."""

from typing import Any

from django.utils.translation import gettext

from gis_assets.publication import Column
from opendata import filtering, systems
from opendata.ogc import asking
from opendata.tiles import LEAST_ZOOM, MOST_ZOOM

Schema = dict[str, Any]
Told = dict[str, tuple[str, Schema]]


def every() -> dict[str, Schema]:
    """The parameters by name, as OpenAPI's components have them."""
    asked = {**_of_answers(), **_of_features(), **_of_records()}
    found = {name: _written(name, words, schema) for name, (words, schema) in asked.items()}
    steps = {name: _written(name, words, schema, place="path") for name, (words, schema) in _of_addresses().items()}
    return found | steps


def by_column(column: Column) -> Schema:
    """A column as a parameter: features whose value is exactly that."""
    kinds = {"text": "string", "date": "string", "datetime": "string"}
    schema: Schema = {"type": kinds.get(column.kind, column.kind)}
    if column.kind in ("date", "datetime"):
        schema["format"] = {"date": "date", "datetime": "date-time"}[column.kind]
    return _written(column.name, str(column.title), schema)


def form(*choices: str) -> Schema:
    """The parameter `f` of an address that has other forms than most."""
    return _written("f", gettext("The form of the answer; outdoes the header Accept"), _choice(*choices))


def _written(name: str, words: str, schema: Schema, *, place: str = "query") -> Schema:
    is_path = place == "path"
    told = {"name": name, "in": place, "description": words, "required": is_path, "schema": schema}
    return told | {"style": "simple" if is_path else "form", "explode": False}


def _choice(*choices: str, default: str | None = None) -> Schema:
    return {"type": "string", "enum": list(choices)} | ({"default": default} if default else {})


def _of_answers() -> Told:
    crs = {"format": "uri"} | _choice(*systems.SYSTEMS, default=systems.CRS84.uri)
    return {
        "f": (gettext("The form of the answer; outdoes the header Accept"), _choice("json", "html")),
        "lang": (gettext("The language of titles and sentences"), _choice(*asking.LANGUAGES)),
        "crs": (gettext("The coordinate system of the answer"), crs),
        "limit": (
            gettext("How many features at most; more than the maximum is the maximum"),
            {"type": "integer", "minimum": 1, "maximum": asking.LIMIT_MOST, "default": asking.LIMIT_DEFAULT},
        ),
        "token": (gettext("Where a page starts, as the link “next” of the page before has it"), {"type": "string"}),
        "resultType": (
            gettext("hits: how many features there are, without them"),
            _choice("results", "hits", default="results"),
        ),
    }


def _of_features() -> Told:
    crs = {"format": "uri"} | _choice(*systems.SYSTEMS, default=systems.CRS84.uri)
    return {
        "bbox": (
            gettext("Only features that touch this rectangle: west,south,east,north, or as bbox-crs orders its axes"),
            {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
        ),
        "bbox-crs": (gettext("The coordinate system of bbox"), crs),
        "datetime": (
            gettext(
                "The layer as of this day or instant; of an interval (2023-01-01/2024-06-01) as of its end. "
                "Layers without history are told as of today."
            ),
            {"type": "string"},
        ),
        "filter": (gettext("A filter in CQL2 over the columns under queryables"), {"type": "string"}),
        "filter-lang": (
            gettext("The language of the filter"),
            _choice(*filtering.LANGUAGES, default=filtering.LANGUAGES[0]),
        ),
        "filter-crs": (gettext("The coordinate system of shapes in the filter"), crs),
    }


def _of_records() -> Told:
    return {
        "q": (gettext("Only records that speak of any of these words, parted by commas"), {"type": "string"}),
        "type": (gettext("Only records of these types"), {"type": "string"}),
        "ids": (gettext("Only these records, parted by commas"), {"type": "string"}),
        "externalIds": (gettext("Only records that others know by these names"), {"type": "string"}),
    }


def _of_addresses() -> Told:
    """What stands in the addresses themselves."""
    zoom = {"type": "integer", "minimum": LEAST_ZOOM, "maximum": MOST_ZOOM}
    place = {"type": "integer", "minimum": 0, "maximum": 2**MOST_ZOOM - 1}
    return {
        "featureId": (gettext("The identifier of a feature; it never changes"), {"type": "string"}),
        "rasterId": (gettext("The identifier of a raster"), {"type": "string", "format": "uuid"}),
        "tileMatrix": (gettext("The zoom of the grid"), zoom),
        "tileRow": (gettext("The row of the grid, counted from the north"), place),
        "tileCol": (gettext("The column of the grid, counted from the west"), place),
    }
