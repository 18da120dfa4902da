"""The page that writes a question to the OGC API for people who program: fill in, copy, run."""

import json
import shlex
from collections.abc import Iterator, Mapping
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
    ("filter", _("a condition in CQL2 text, with and, or, comparisons and places"), ""),
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
    """The questions that an address can put, one made from what was filled in, and the same for each program."""
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
        "parameters": list(_parameters(layer)),
        "collection": collection,
        "url": f"{collection}/items?{urlencode(asked, safe=',:/')}",
        "examples": examples(layer, collection, asked),
    }
    return render(request, "opendata/query.html", facts)


def examples(layer: Layer, collection: str, asked: Mapping[str, str]) -> list[Example]:
    """The same question for a shell, Python, R, QGIS and GDAL; each runs as it stands (`tests/clients`)."""
    url = f"{collection}/items?{urlencode(asked, safe=',:/')}"
    name, quoted, root = layer.name, shlex.quote(url), collection.partition("/collections/")[0]
    return [
        Example("curl", "bash", f"curl --compressed {quoted} -o {name}.geojson"),
        Example("Python", "python", _python(name, url)),
        Example("R", "r", f'library(sf)\n\n{name} <- st_read("{url}")\nprint(nrow({name}))\nplot(st_geometry({name}))'),
        Example("QGIS", "text", _qgis_menus(layer, root)),
        Example(gettext("Python console of QGIS"), "python", _qgis_console(layer, url)),
        Example("GDAL", "bash", _gdal(name, quoted, root)),
    ]


def _python(name: str, url: str) -> str:
    return (
        f'import geopandas\n\nurl = "{url}"\n{name} = geopandas.read_file(url)\n'
        f"print(len({name}))\nprint({name}.head())"
    )


def _qgis_menus(layer: Layer, root: str) -> str:
    said = gettext(
        "Layer > Add Layer > Add WFS / OGC API - Features Layer > New\n"
        "  Name: %(name)s\n  URL:  %(url)s\n  Version: OGC API - Features\nConnect, choose “%(layer)s”, Add."
    )
    return said % {"name": layer.name, "url": f"{root}/", "layer": layer.title}


def _qgis_console(layer: Layer, url: str) -> str:
    title = json.dumps(str(layer.title), ensure_ascii=False)
    return (
        f'layer = QgsVectorLayer("{url}", {title}, "ogr")\n'
        "QgsProject.instance().addMapLayer(layer)\nprint(layer.featureCount())"
    )


def _gdal(name: str, url: str, root: str) -> str:
    """The question, and the whole layer, which GDAL's driver asks for page by page."""
    asked = f"ogr2ogr {name}.gpkg {url} -nln {name}"
    whole = f'ogr2ogr whole_{name}.gpkg "OAPIF:{root}" {name}'
    return "\n".join([asked, "# " + gettext("The whole layer, page by page"), whole])


def _parameters(layer: Layer) -> Iterator[tuple[str, Words, str]]:
    """Those that this layer takes, each with an example that holds for it."""
    for name, meaning, example in PARAMETERS:
        if name != "datetime" or layer.has_history:
            yield name, meaning, example or _condition(layer)


def _condition(layer: Layer) -> str:
    figure = next((column.name for column in layer.open_columns if column.kind in ("number", "integer")), None)
    chosen = next(((column.name, value) for column in layer.open_columns for value in column.values if value), None)
    conditions = [f"{figure} > 2"] if figure else []
    conditions += ["{} = '{}'".format(*chosen)] if chosen else []
    return " AND ".join(conditions) or "geometry IS NOT NULL"


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
