"""The page that writes a question to the OGC API for people who program: fill in, copy, run."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gis_assets.publication import Layer, RasterLayer, Words
from gis_assets.requests import TownRequest
from opendata.catalogue import pages
from opendata.views import in_a_town

LONGEST = 200
LIMITS = (10, 100, 1000, 10_000)
PARAMETERS: tuple[tuple[str, Words, str], ...] = (
    ("limit", _("how many things at most; a link named “next” leads to those that follow"), "100"),
    ("bbox", _("only what touches a rectangle: west,south,east,north in degrees"), "98.92,18.73,98.95,18.75"),
    ("datetime", _("as it was on a day"), "2024-01-01T00:00:00Z"),
    ("filter", _("a condition in CQL2 text, with and, or, comparisons and places"), "storeys > 2"),
    ("crs", _("coordinates in another system, such as UTM zone 47"), "http://www.opengis.net/def/crs/EPSG/0/32647"),
)


@dataclass(frozen=True)
class Example:
    """A question in one language, to be copied."""

    name: str
    language: str
    code: str


@require_safe
@in_a_town
def query_page(request: TownRequest, name: str) -> HttpResponseBase:
    """The questions that an address can put, one made from what was filled in, and the same in four languages."""
    entry = pages.entry_or_404(request, name)
    layer = entry.layer
    if isinstance(layer, RasterLayer):
        raise Http404  # there is nothing to ask: tiles and files stand on the page of the data set
    collection = request.build_absolute_uri(f"/ogc/collections/{layer.name}")
    asked = _asked(layer, request.GET.dict())
    facts: dict[str, Any] = {
        "entry": entry,
        "asked": asked,
        "column": request.GET.get("column", ""),
        "value": request.GET.get("value", ""),
        "limits": LIMITS,
        "parameters": [one for one in PARAMETERS if one[0] != "datetime" or layer.has_history],
        "collection": collection,
        "url": f"{collection}/items?{urlencode(asked, safe=',:/')}",
        "examples": examples(layer, collection, asked),
    }
    return render(request, "opendata/query.html", facts)


def examples(layer: Layer, collection: str, asked: Mapping[str, str]) -> list[Example]:
    """The same question for a shell, Python, R and QGIS."""
    url = f"{collection}/items?{urlencode(asked, safe=',:/')}"
    root = collection.partition("/collections/")[0]
    python = (
        f'import geopandas\n\nurl = "{url}"\n{layer.name} = geopandas.read_file(url)\n'
        f"print(len({layer.name}))\nprint({layer.name}.head())"
    )
    r = f'library(sf)\n\nurl <- "{url}"\n{layer.name} <- st_read(url)\nplot(st_geometry({layer.name}))'
    qgis = gettext(
        "Layer > Add Layer > Add WFS / OGC API - Features Layer > New\n"
        "  Name: %(name)s\n  URL:  %(url)s\n  Version: OGC API - Features\nConnect, choose “%(layer)s”, Add."
    )
    said = {"name": layer.name, "url": f"{root}/", "layer": layer.title}
    return [
        Example("curl", "bash", f"curl --compressed {shlex.quote(url)} -o {layer.name}.geojson"),
        Example("Python", "python", python),
        Example("R", "r", r),
        Example("QGIS", "text", qgis % said),
        Example("GDAL", "bash", f'ogr2ogr {layer.name}.gpkg "OAPIF:{root}/" {layer.name}'),
    ]


def _asked(layer: Layer, filled: Mapping[str, str]) -> dict[str, str]:
    """What the form's fields mean as parameters; a column and a value become one of its own."""
    limit = filled.get("limit", "")
    asked = {"limit": limit if limit in map(str, LIMITS) else "100"}
    for name in ("bbox", "datetime", "filter"):
        if text := filled.get(name, "").strip()[:LONGEST]:
            asked[name] = text
    column, value = filled.get("column", ""), filled.get("value", "").strip()[:LONGEST]
    if value and column in {one.name for one in layer.open_columns}:
        asked[column] = value
    return asked
