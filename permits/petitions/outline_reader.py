"""Reads outlines from a strange drawing, as a program of its own: bytes in, a line of JSON with closed outlines out.

Takes DXF and GeoJSON, told by content. Outlines are in the file's own units and coordinates: where on earth they lie
is for `drawings`. Pure: knows neither Django nor the database; it limits its own time and memory before it looks at a
byte.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import ezdxf.path
import shapely
from ezdxf import recover
from ezdxf.lldxf.const import DXFError

SECONDS, MEMORY_BYTES = 20, 1_500_000_000
MOST_OUTLINES, MOST_POINTS, MOST_THINGS = 60, 500, 100_000
CHORD_M = 0.005
UNITS_M = {1: 0.0254, 2: 0.3048, 4: 0.001, 5: 0.01, 6: 1.0}
"""Values of $INSUNITS that occur in plans, with their length in metres."""
CLOSED_KINDS = frozenset({"LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "SPLINE"})
DEEPEST = 4
CLOSING_SHARE = 1e-3
"""An outline whose ends are apart by less than this share of its length was meant to close."""
_DAMAGED = (
    DXFError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)

Ring = list[tuple[float, float]]


def confine() -> None:
    """Take away what reading needs not; there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(content: bytes) -> dict[str, Any]:
    """`outlines` (each with `name`, `ring`), `unit_m` (None: not said), `epsg` (None: not said); or why `refused`."""
    try:
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
            return _from_geojson(content)
        if b"SECTION" in content[:2000] or content.startswith(b"AutoCAD Binary DXF"):
            return _from_dxf(content)
    except _DAMAGED:
        return {"refused": "damaged"}
    return {"refused": "kind"}


def _from_geojson(content: bytes) -> dict[str, Any]:
    found = json.loads(content.decode("utf-8-sig"))
    outlines = []
    for number, (name, geometry) in enumerate(_geometries(found), start=1):
        outlines += [{"name": name or f"{number}", "ring": ring} for ring in _rings_of(geometry)]
    said = str(((found.get("crs") or {}).get("properties") or {}).get("name", ""))
    epsg = int(said.rpartition(":")[2]) if said.rpartition(":")[2].isdigit() else 4326
    return _told(outlines, unit_m=None, epsg=epsg)


def _geometries(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    kind = found.get("type")
    if kind == "FeatureCollection":
        for feature in found["features"][:MOST_THINGS]:
            yield from _geometries(feature)
    elif kind == "Feature" and found.get("geometry"):
        said = found.get("properties") or {}
        name = next((str(said[key]) for key in ("name", "NAME", "layer", "LAYER") if said.get(key)), "")
        yield name[:60], found["geometry"]
    elif kind == "GeometryCollection":
        for geometry in found["geometries"][:MOST_THINGS]:
            yield "", geometry
    elif kind:
        yield "", found


def _rings_of(geometry: dict[str, Any]) -> Iterator[Ring]:
    kind, places = geometry["type"], geometry.get("coordinates") or []
    if kind == "Polygon":
        yield _flat(places[0])
    elif kind == "MultiPolygon":
        yield from (_flat(part[0]) for part in places)
    elif kind == "LineString" and _is_closed(_flat(places)):
        yield _flat(places)


def _from_dxf(content: bytes) -> dict[str, Any]:
    document, _auditor = recover.read(io.BytesIO(content))
    unit_m = UNITS_M.get(int(document.header.get("$INSUNITS", 0)))
    chord = CHORD_M / (unit_m or 1.0)
    outlines = []
    for count, (entity, layer) in enumerate(_entities(document.modelspace(), 0)):
        if count > MOST_THINGS:
            return {"refused": "large"}
        ring = _flat(list(ezdxf.path.make_path(entity).flattening(chord)))
        if getattr(entity, "is_closed", False) and ring[0] != ring[-1]:
            ring.append(ring[0])
        if _is_closed(ring):
            outlines.append({"name": layer, "ring": [*ring[:-1], ring[0]]})
    return _told(outlines, unit_m=unit_m, epsg=None)


def _entities(things: Any, depth: int) -> Iterator[tuple[Any, str]]:
    """Whatever may be an outline, also within blocks."""
    for entity in things:
        if entity.dxftype() == "INSERT" and depth < DEEPEST:
            yield from _entities(entity.virtual_entities(), depth + 1)
        elif entity.dxftype() in CLOSED_KINDS:
            yield entity, str(entity.dxf.layer)


def _flat(places: Any) -> Ring:
    return [(float(place[0]), float(place[1])) for place in places]


def _is_closed(ring: Ring) -> bool:
    if len(ring) < 4:
        return False
    line = shapely.LineString(ring)
    return bool(shapely.Point(ring[0]).distance(shapely.Point(ring[-1])) <= CLOSING_SHARE * line.length)


def _told(outlines: list[dict[str, Any]], *, unit_m: float | None, epsg: int | None) -> dict[str, Any]:
    """The largest outlines first: a building is larger than the columns within it."""
    sound = [each for each in outlines if 4 <= len(each["ring"]) <= MOST_POINTS and _area(each["ring"]) > 0]
    if not sound:
        return {"refused": "none"}
    sound.sort(key=lambda each: -_area(each["ring"]))
    return {"outlines": sound[:MOST_OUTLINES], "unit_m": unit_m, "epsg": epsg}


def _area(ring: Ring) -> float:
    return float(shapely.Polygon(ring).area)


def main() -> None:
    """Read a drawing from the input and write what it holds."""
    confine()
    sys.stdout.buffer.write(json.dumps(look(sys.stdin.buffer.read())).encode() + b"\n")


if __name__ == "__main__":
    main()
