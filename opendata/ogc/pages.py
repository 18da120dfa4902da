"""The same documents for people, in the dress of every other page."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import localize
from django.utils.translation import gettext

from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import map_facts
from opendata.querying import Page as FeaturePage

Page = Callable[[TownRequest, dict[str, Any]], HttpResponse]


def landing(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "landing", {"told": told})


def api(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "api", {"told": told, "groups": _explained(told)})


def _explained(told: dict[str, Any]) -> list[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    """The addresses of each tag with their parameters in full."""
    known = told["components"]["parameters"]
    grouped: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for path, methods in told["paths"].items():
        asked = methods["get"]
        parameters = [known.get(one.get("$ref", "").rpartition("/")[2], one) for one in asked["parameters"]]
        grouped.setdefault(asked["tags"][0], []).append((path, asked | {"parameters": parameters}))
    return [(tag["description"], grouped[tag["name"]]) for tag in told["tags"]]


def conformance(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "conformance", {"told": told})


def collections(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "collections", {"told": told})


def collection(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "collection", {"told": told})


def records(request: TownRequest, facts: dict[str, Any]) -> HttpResponse:
    return _page(request, "records", facts)


def columns(request: TownRequest, told: dict[str, Any]) -> HttpResponse:
    return _page(request, "columns", {"told": told})


def items(request: TownRequest, layer: Layer, page: FeaturePage, facts: dict[str, Any]) -> HttpResponse:
    features = [json.loads(text) for text in page.features]
    rows = [
        {"id": one["id"], "values": [_shown(layer, name, value) for name, value in one["properties"].items()]}
        for one in features
    ]
    return _page(
        request, "items", {"layer": layer, "rows": rows, "facts": facts, "map_facts": _drawn(request, layer, features)}
    )


def item(request: TownRequest, layer: Layer, text: str, own: list[dict[str, str]]) -> HttpResponse:
    one = json.loads(text)
    told = [(layer.column(name), _shown(layer, name, value)[0]) for name, value in one["properties"].items()]
    facts = {"layer": layer, "feature": one, "told": told, "links": own, "map_facts": _drawn(request, layer, [one])}
    return _page(request, "item", facts)


def _shown(layer: Layer, name: str, value: Any) -> tuple[Any, bool]:
    """A value in words, and whether it is a figure."""
    column = layer.column(name)
    if value is None:
        return "–", False
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No"), False
    if column.kind in ("number", "integer"):
        return localize(value), True
    return column.values.get(value, value), False


def _drawn(request: TownRequest, layer: Layer, features: list[dict[str, Any]]) -> dict[str, Any]:
    """What the map's script draws: the features, always in longitude and latitude, over the layers of the town."""
    return map_facts.of(request.municipality, on=timezone.localdate()) | {
        "features": {"type": "FeatureCollection", "features": features},
        "labels": {one["id"]: one["properties"]["code"] for one in features if one["properties"].get("code")},
        "item": reverse("ogc:items", args=[layer.name]) + "/",
    }


def _page(request: TownRequest, name: str, facts: dict[str, Any]) -> HttpResponse:
    response = render(request, f"opendata/ogc/{name}.html", facts)
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response
