"""From the coordinates of GeoJSON geometries to shapes, strictly: what the standard (RFC 7946) forbids is named.

Drivers close open rings, skip bad positions and read texts as numbers in silence; here such a row keeps no shape, and
what is wrong stands beside it with the way to the place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely

from landsurvey.formats import features
from landsurvey.formats.features import Column, Malformed

_LEAST_RING = 4
_LEAST_LINE = 2
_FLAT, _TALL = 2, 3
_KINDS = {
    "Point": shapely.GeometryType.POINT,
    "MultiPoint": shapely.GeometryType.MULTIPOINT,
    "LineString": shapely.GeometryType.LINESTRING,
    "MultiLineString": shapely.GeometryType.MULTILINESTRING,
    "Polygon": shapely.GeometryType.POLYGON,
    "MultiPolygon": shapely.GeometryType.MULTIPOLYGON,
}
COLLECTION = "GeometryCollection"
KINDS = frozenset({*_KINDS, COLLECTION})
_DEEPEST_COLLECTION = 8


class Figure(str):
    """A number as the file writes it: exact, and not to be taken for a text."""

    __slots__ = ()


class Wrong(Exception):
    """What is wrong with a shape (one of `features.MALFORMED`) and where in it."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(what, where)
        self.what, self.where = what, where


@dataclass
class _Parts:
    """Shapes of one kind on their way to arrays: coordinates, and how many belong together on each level."""

    index: list[int] = field(default_factory=list)
    xy: list[float] = field(default_factory=list)
    sizes: tuple[list[int], list[int], list[int]] = field(default_factory=lambda: ([], [], []))


@dataclass
class Builder:
    """Takes the geometry of one row after another and draws all of them at the end.

    `has_heights`, `has_more`: whether a position had a third figure, or more than three.
    """

    malformed: list[Malformed] = field(default_factory=list)
    has_heights: bool = False
    has_more: bool = False
    _parts: dict[str, _Parts] = field(default_factory=dict)
    _collections: dict[int, shapely.Geometry] = field(default_factory=dict)

    def take(self, index: int, geometry: object) -> None:
        """Take the geometry object of the row; None is a row without a shape."""
        if geometry is None:
            return
        try:
            self._take(index, geometry)
        except Wrong as wrong:
            self.malformed.append(Malformed(index, wrong.what, wrong.where))

    def shapes(self, count: int) -> Column:
        """Return the shapes of `count` rows, None where there is none."""
        drawn = np.full(count, None, dtype=object)
        for kind, parts in self._parts.items():
            drawn[parts.index] = _drawn(kind, parts)
        for index, collection in self._collections.items():
            drawn[index] = collection
        return drawn

    def _take(self, index: int, geometry: object) -> None:
        kind = _kind_of(geometry, "geometry")
        assert isinstance(geometry, dict)  # noqa: S101 - just looked at
        if kind == COLLECTION:
            self._collections[index] = self._collected(geometry, depth=0)
            return
        if kind == "Point" and geometry.get("coordinates") == []:
            return  # the standard lets an empty point stand for none
        shape = self._read(kind, geometry, "coordinates")
        parts = self._parts.setdefault(kind, _Parts())
        _add(parts, shape)
        parts.index.append(index)

    def _collected(self, geometry: dict[str, object], *, depth: int) -> shapely.Geometry:
        members = geometry.get("geometries")
        if not isinstance(members, list):
            raise Wrong(features.NO_COORDINATES, "geometries")
        if depth > _DEEPEST_COLLECTION:
            raise Wrong(features.WRONG_DEPTH, "geometries")
        drawn = []
        for place, member in enumerate(members):
            kind = _kind_of(member, f"geometries[{place}]")
            if kind == COLLECTION:
                drawn.append(self._collected(member, depth=depth + 1))
                continue
            parts = _Parts(index=[0])
            _add(parts, self._read(kind, member, f"geometries[{place}].coordinates"))
            drawn += _drawn(kind, parts).tolist()
        return shapely.GeometryCollection(drawn)

    def _read(self, kind: str, geometry: dict[str, object], path: str) -> "_Shape":
        """Return the shape as three levels of lists: parts, rings or lines of a part, figures of a ring."""
        if "coordinates" not in geometry or geometry["coordinates"] is None:
            raise Wrong(features.NO_COORDINATES, path)
        given = geometry["coordinates"]
        if kind == "Point":
            return [[self._line([given], path, least=1, is_ring=False)]]
        if kind == "MultiPoint":
            return [[self._line([each], f"{path}[{at}]", least=1, is_ring=False)] for at, each in _each(given, path)]
        if kind == "LineString":
            return [[self._line(given, path, least=_LEAST_LINE, is_ring=False)]] if given != [] else []
        if kind == "MultiLineString":
            return [
                [self._line(each, f"{path}[{at}]", least=_LEAST_LINE, is_ring=False)] for at, each in _each(given, path)
            ]
        if kind == "Polygon":
            return [self._rings(given, path)] if given != [] else []
        return [self._rings(each, f"{path}[{at}]") for at, each in _each(given, path)]

    def _rings(self, given: object, path: str) -> list[list[float]]:
        return [self._line(each, f"{path}[{at}]", least=_LEAST_RING, is_ring=True) for at, each in _each(given, path)]

    def _line(self, given: object, path: str, *, least: int, is_ring: bool) -> list[float]:
        """Return x, y, x, y and so on of a line or ring."""
        if not isinstance(given, list):
            raise Wrong(features.WRONG_DEPTH, path)
        figures: list[float] = []
        for at, position in enumerate(given):
            if type(position) is not list or len(position) != _FLAT:
                self._unusual(position, path if least == 1 else f"{path}[{at}]")
            x, y = position[0], position[1]
            if type(x) is not Figure or type(y) is not Figure:
                what = features.WRONG_DEPTH if isinstance(x, list) else features.NO_NUMBERS
                raise Wrong(what, path if least == 1 else f"{path}[{at}]")
            figures += (float(x), float(y))
        if len(given) < least:
            raise Wrong(features.TOO_FEW_CORNERS if is_ring else features.TOO_SHORT, path)
        if is_ring and (figures[:2] != figures[-2:] or len(given[0]) != len(given[-1])):
            raise Wrong(features.NOT_CLOSED, path)
        return figures

    def _unusual(self, position: object, path: str) -> None:
        """Look at a position that is not simply two figures."""
        if not isinstance(position, list):
            raise Wrong(features.WRONG_DEPTH if isinstance(position, Figure) else features.NOT_A_POSITION, path)
        if len(position) < _FLAT:
            raise Wrong(features.NOT_A_POSITION, path)
        if any(type(figure) is not Figure for figure in position):
            is_deeper = isinstance(position[0], list)
            raise Wrong(features.WRONG_DEPTH if is_deeper else features.NO_NUMBERS, path)
        self.has_heights = True
        self.has_more = self.has_more or len(position) > _TALL


_Shape = list[list[list[float]]]


def is_wound_as_demanded(shapes: Column) -> bool:
    """Whether outlines run against the clock and holes with it, as the standard wants."""
    polygons = shapely.get_parts(shapes)
    polygons = polygons[shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON]
    rings, owner = shapely.get_rings(polygons, return_index=True)
    is_outline = np.diff(owner, prepend=-1) != 0
    return bool((shapely.is_ccw(rings) == is_outline).all())


def _kind_of(geometry: object, path: str) -> str:
    if not isinstance(geometry, dict):
        raise Wrong(features.UNKNOWN_SHAPE, path)
    kind = geometry.get("type")
    if not isinstance(kind, str) or isinstance(kind, Figure) or kind not in KINDS:
        raise Wrong(features.UNKNOWN_SHAPE, f"{path}.type")
    return kind


def _each(given: object, path: str) -> Iterator[tuple[int, object]]:
    if not isinstance(given, list):
        raise Wrong(features.WRONG_DEPTH, path)
    return iter(enumerate(given))


def _add(parts: _Parts, shape: _Shape) -> None:
    outer, middle, inner = parts.sizes
    outer.append(len(shape))
    for part in shape:
        middle.append(len(part))
        for figures in part:
            inner.append(len(figures) // 2)
            parts.xy += figures


def _drawn(kind: str, parts: _Parts) -> Column:
    """Draw all shapes of one kind at once; the levels that a kind does not have hold one part each."""
    xy = np.array(parts.xy, dtype=np.float64).reshape(-1, 2)
    outer, middle, inner = (_offsets(sizes) for sizes in parts.sizes)
    if kind == "Point":
        return np.asarray(shapely.points(xy), dtype=object)
    offsets = {
        "MultiPoint": (outer,),
        "LineString": (_offsets_of_first(parts),),
        "MultiLineString": (inner, outer),
        "Polygon": (inner, _offsets_of_first(parts, rings=True)),
        "MultiPolygon": (inner, middle, outer),
    }[kind]
    return np.asarray(shapely.from_ragged_array(_KINDS[kind], xy, offsets), dtype=object)


def _offsets(sizes: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *sizes], dtype=np.int64)


def _offsets_of_first(parts: _Parts, *, rings: bool = False) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Offsets where each shape has one part or, when it is empty, none."""
    sizes = iter(parts.sizes[1] if rings else parts.sizes[2])
    return _offsets(next(sizes) if has_part else 0 for has_part in parts.sizes[0])
