"""Reads a file of roads: `.osm.pbf`, `.osm`, GeoJSON or GeoPackage or shapefile lines, or a plain graph in JSON."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import osmium
import pyogrio
import shapely
import shapely.geometry
from pyproj.exceptions import CRSError

from gis_assets import crs
from gis_assets.refusals import Refusal
from incidents.roadfiles.ways import Restriction, RoadFile, Way

PLACE_DIGITS = 7
"""Ends of GeoJSON lines that agree to a centimetre are one junction."""
VEHICLES = ("restriction", "restriction:motor_vehicle", "restriction:motorcar")
"""Which restrictions are kept: those of all vehicles. Those of one kind only (lorries, buses) are left out and
counted."""


class UnreadableRoads(Refusal):
    """The file holds no roads in a form that is known."""


def read(path: Path) -> RoadFile:
    """All highway ways and turn restrictions of the file; raises UnreadableRoads."""
    try:
        if path.name.endswith((".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")):
            return _osm(path)
        if path.name.endswith((".gpkg", ".shp", ".zip")):
            return _lines(path)
        return _json(json.loads(path.read_text(encoding="utf-8-sig")))
    except (RuntimeError, ValueError, KeyError, TypeError, IndexError, CRSError) as error:
        raise UnreadableRoads(f"{path.name} holds no roads that can be read: {error}") from error


def _osm(path: Path) -> RoadFile:
    found = RoadFile()
    things: Iterable[Any] = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.EmptyTagFilter())
    for thing in things:
        if thing.is_way() and "highway" in thing.tags:
            known = [(node.ref, (node.lon, node.lat)) for node in thing.nodes if node.location.valid()]
            found.dangling += len(thing.nodes) - len(known)
            nodes, places = tuple(ref for ref, _ in known), tuple(place for _, place in known)
            found.ways.append(Way(thing.id, nodes, places, {tag.k: tag.v for tag in thing.tags}))
        elif thing.is_relation() and thing.tags.get("type", "").startswith("restriction"):
            _restriction(thing, found)
    return found


def _restriction(relation: Any, found: RoadFile) -> None:
    kind = next((relation.tags[key] for key in VEHICLES if key in relation.tags), "")
    members = {role: [m for m in relation.members if m.role == role] for role in ("from", "via", "to")}
    start, via, end = (members[role] for role in ("from", "via", "to"))
    word = kind.partition("_")[0]
    if word not in {"no", "only"}:
        found.left_out["turn restriction of one kind of vehicle, or of an unknown kind"] += 1
    elif len(start) != 1 or len(end) != 1 or not via or {m.type for m in (*start, *end)} != {"w"}:
        found.left_out["turn restriction without exactly one way before and after"] += 1
    elif {m.type for m in via} == {"n"}:
        found.restrictions.append(Restriction(relation.id, word, (start[0].ref, end[0].ref), via[0].ref))
    else:
        ways = (start[0].ref, *(m.ref for m in via), end[0].ref)
        found.restrictions.append(Restriction(relation.id, word, ways, None))


def _json(data: Any) -> RoadFile:
    if "edges" in data and "coords" in data:
        return _graph(data["coords"], data["edges"])
    return _geojson(data["features"])


def _graph(coords: list[float], edges: list[float]) -> RoadFile:
    """Flat arrays: longitude and latitude by node; from, to and metres by edge, which is open both ways."""
    places = list(zip(coords[0::2], coords[1::2], strict=True))
    ends = zip(map(int, edges[0::3]), map(int, edges[1::3]), strict=True)
    return RoadFile(
        [
            Way(number, (start, end), (places[start], places[end]), {"highway": "road"})
            for number, (start, end) in enumerate(ends, 1)
        ]
    )


def _lines(path: Path) -> RoadFile:
    """The first layer of a file of lines that says in which system it is; its columns are called as OSM's tags."""
    with path.open("rb"):
        frame = pyogrio.read_dataframe(path)
    epsg = frame.crs.to_epsg() if frame.crs else None
    if epsg is None:
        raise ValueError("it does not say in which coordinate system it is")
    shapes = shapely.force_2d(crs.reproject(frame.geometry.to_numpy(), epsg, crs.WGS84))
    columns = frame.drop(columns=frame.geometry.name).astype(object)
    facts = columns.where(columns.notna(), None).to_dict("records")
    return _geojson(
        [
            {"geometry": single and shapely.geometry.mapping(single), "properties": properties}
            for shape, properties in zip(shapes, facts, strict=True)
            for single in (shapely.get_parts(shape) if shape is not None else [None])
        ]
    )


def _geojson(features: list[Any]) -> RoadFile:
    found = RoadFile()
    numbers: dict[tuple[float, float], int] = {}
    for number, feature in enumerate(features, 1):
        geometry = feature["geometry"] or {}
        if geometry.get("type") != "LineString":
            found.left_out[f"geometry {geometry.get('type', 'missing')}"] += 1
            continue
        places = tuple((round(x, PLACE_DIGITS), round(y, PLACE_DIGITS)) for x, y, *_ in geometry["coordinates"])
        nodes = tuple(numbers.setdefault(place, len(numbers) + 1) for place in places)
        facts = {"highway": "road"} | (feature["properties"] or {})
        found.ways.append(
            Way(number, nodes, places, {key: str(value) for key, value in facts.items() if value is not None})
        )
    return found
