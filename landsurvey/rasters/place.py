"""Where a raster lies: its grid, the way from cell to place, and what is refused because it cannot be laid on a map."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError
from rasterio.crs import CRS
from rasterio.io import DatasetReader
from rasterio.transform import Affine, from_gcps

from gis_assets import crs as grids
from landsurvey.formats import crs
from landsurvey.formats.reading import Said
from landsurvey.rasters import packed
from landsurvey.words import FileRefused, Sentence, gettext_noop

_EARTH_RADIUS_M = (6_350_000, 6_400_000)
_GCP_TOLERANCE_CELLS = 1.0
_WORLD_TOLERANCE_CELLS = 1.0  # some programs write the corner where the middle of the cell belongs
_EDGE_POINTS = 16

_ROTATED = gettext_noop("The raster is turned by %(degrees)s degrees; it is turned upright before it is shown.")
_BY_POINTS = gettext_noop("It is placed by %(count)s control points that lie on one plane within a cell.")
_INDIAN = gettext_noop("Indian 1975 is taken to WGS 84 by the three parameters of the Royal Thai Survey Department.")
_BY_WORLD_FILE = gettext_noop("It is placed by the world file beside it.")
_WORLD_FILE_DIFFERS = gettext_noop(
    "The world file beside it lays it elsewhere than the raster itself does; the raster itself is followed."
)
_GEOTIFF = gettext_noop("the GeoTIFF")
_ASCII = gettext_noop("the ASCII grid")
FILES = frozenset({_GEOTIFF, _ASCII, packed.PRJ, packed.AUX})  # where a grid is named, to be put into words


class NoPlace(FileRefused):
    msgid = gettext_noop(
        "The raster does not say where it lies: it has neither a place for its corner nor control points. "
        "Georeference it, then send it again."
    )


class PointsDisagree(FileRefused):
    msgid = gettext_noop(
        "The raster is placed only by %(count)s control points, which disagree by up to %(cells)s cells. "
        "Rectify it, then send it again."
    )


class NotOnEarth(FileRefused):
    msgid = gettext_noop("According to the file its coordinates are of %(name)s, which is no system of the Earth.")


class UnknownSystem(FileRefused):
    msgid = gettext_noop(
        "According to the file its coordinates are of %(name)s, which is no registered coordinate system. "
        "Save the raster in WGS 84 / UTM (EPSG:32647 or 32648), then send it again."
    )


class Elsewhere(FileRefused):
    msgid = gettext_noop(
        "Read as EPSG:%(epsg)s the raster lies %(km)s km away and covers nothing of the municipality. "
        "Choose the right file; if its coordinate system is wrong, save it again with the right one."
    )


@dataclass(frozen=True)
class Place:
    """The way from cell (column, row) to coordinates, the decision on their grid, and remarks on both.

    `footprint` is in EPSG:4326, None while the grid is open; `vertical` is what the file says of its heights.
    """

    transform: Affine
    grid: crs.Decision
    notes: tuple[Sentence, ...] = ()
    vertical: str = ""
    footprint: shapely.Polygon | None = None

    @property
    def is_rotated(self) -> bool:
        return is_rotated(self.transform)

    @property
    def epsg(self) -> int | None:
        """The grid, once it is certain."""
        return self.grid.epsg if self.grid.is_certain else None


def locate(
    raster: DatasetReader,
    *,
    near: shapely.Geometry | None,
    chosen: int | None = None,
    beside: packed.Beside = packed.NOTHING,
) -> Place:
    """Say where the raster lies; `near` is the municipality in EPSG:4326, `chosen` the EPSG code a person gave.

    What stands `beside` the file counts where the file itself says nothing.

    Raises `NoPlace`, `PointsDisagree`, `NotOnEarth`, `UnknownSystem` or `Elsewhere`.
    """
    transform, notes = _transform(raster, beside)
    words, vertical = _said(raster)
    edge = edge_of(transform, raster.width, raster.height)
    bounds = np.concatenate([edge.min(axis=0), edge.max(axis=0)])
    where = _ASCII if raster.driver == "AAIGrid" else _GEOTIFF
    if words is None and beside.words is not None and _is_wkt(beside.words):
        words, vertical = _read(beside.words)
        where = beside.where
    grid = crs.decide(Said(words, where), bounds=bounds, near=near, chosen=chosen)
    if words is not None and grid.epsg is None and chosen is None:
        raise UnknownSystem(name=_name(words))
    if grid.epsg is None or not grid.is_certain:
        return Place(transform, grid, notes, vertical)
    footprint = _footprint(grid.epsg, edge)
    try:
        _demand_here(grid.epsg, footprint, near)
    except Elsewhere as elsewhere:
        if chosen is None:
            raise
        again = replace(grid, evidence=(*grid.evidence, elsewhere.words), is_certain=False)
        return Place(transform, again, notes, vertical)
    if grid.epsg in grids.INDIAN_1975:
        notes = (*notes, Sentence(_INDIAN))
    return Place(transform, grid, notes, vertical, footprint)


def system(epsg: int) -> CRS:
    """The coordinate system as GDAL is to see it.

    Indian 1975 carries the parameters of the Royal Thai Survey Department inside: given the bare code, GDAL would take
    a step of its own choice that lands some 190 m away.
    """
    if epsg not in grids.INDIAN_1975:
        return CRS.from_epsg(epsg)
    shift = ",".join(str(metres) for metres in grids.datum_step().to_wgs84_m)
    zone = grids.INDIAN_1975[epsg]
    plane = f"+proj=utm +zone={zone} +units=m" if zone else "+proj=longlat"
    return CRS.from_string(f"{plane} +ellps=evrst30 +towgs84={shift},0,0,0,0 +no_defs")


def is_rotated(transform: Affine) -> bool:
    """Whether rows do not run from west to east."""
    return bool(max(abs(transform.b), abs(transform.d)) > 1e-9 * max(abs(transform.a), abs(transform.e), 1e-12))


def _transform(raster: DatasetReader, beside: packed.Beside) -> tuple[Affine, tuple[Sentence, ...]]:
    points = raster.gcps[0]
    if points:
        return _by_points(points)
    if _is_a_way(raster.transform):
        return raster.transform, (*_turned(raster.transform), *_disagreement(raster.transform, beside.transform))
    if beside.transform is None or not _is_a_way(beside.transform):
        raise NoPlace
    return beside.transform, (Sentence(_BY_WORLD_FILE), *_turned(beside.transform))


def _is_a_way(transform: Affine) -> bool:
    return transform != Affine.identity() and bool(transform.determinant) and bool(np.isfinite(transform.determinant))


def _turned(transform: Affine) -> tuple[Sentence, ...]:
    if not is_rotated(transform):
        return ()
    turned = np.degrees(np.arctan2(transform.d, transform.a))
    return (Sentence(_ROTATED, {"degrees": f"{turned:.1f}"}),)


def _disagreement(own: Affine, beside: Affine | None) -> tuple[Sentence, ...]:
    """A world file that lays the first cell elsewhere than the raster itself does."""
    if beside is None or max(abs(part) for part in ~own @ (beside.c, beside.f)) <= _WORLD_TOLERANCE_CELLS:
        return ()
    return (Sentence(_WORLD_FILE_DIFFERS),)


def _by_points(points: list[object]) -> tuple[Affine, tuple[Sentence, ...]]:
    transform = from_gcps(points)
    if not transform.determinant or not np.isfinite(transform.determinant):
        raise NoPlace
    placed = np.array([[point.x, point.y] for point in points])  # type: ignore[attr-defined]
    cells = np.array([~transform @ (x, y) for x, y in placed])
    stated = np.array([[point.col, point.row] for point in points])  # type: ignore[attr-defined]
    apart = float(np.abs(cells - stated).max())
    if len(points) < 3 or not np.isfinite(apart) or apart > _GCP_TOLERANCE_CELLS:
        raise PointsDisagree(count=len(points), cells=f"{apart:.0f}")
    return transform, (Sentence(_BY_POINTS, {"count": len(points)}),)


def _said(raster: DatasetReader) -> tuple[str | None, str]:
    """What the file says of its plane (WKT, None for nothing) and of its heights (a name, "" for nothing)."""
    found = raster.crs or raster.gcps[1]
    return _read(found.to_wkt()) if found else (None, "")


def _read(words: str) -> tuple[str | None, str]:
    """The same of WKT."""
    try:
        told = pyproj.CRS.from_wkt(words)
    except CRSError:
        return words, ""
    if told.is_engineering:
        return None, ""
    _demand_earth(told)
    vertical = "ellipsoid" if told.is_geographic and len(told.axis_info) == 3 else ""
    if told.is_compound:
        told, vertical = told.sub_crs_list[0], told.sub_crs_list[1].name
    if told.is_bound and told.source_crs is not None:
        told = told.source_crs
    return (told.to_2d() if vertical else told).to_wkt(), vertical


def _is_wkt(words: str) -> bool:
    """Whether a `.prj` names a system as programs of today do; of any other a person is asked."""
    try:
        pyproj.CRS.from_wkt(words)
    except CRSError:
        return False
    return True


def _demand_earth(told: pyproj.CRS) -> None:
    least, most = _EARTH_RADIUS_M
    if told.ellipsoid is not None and not least < told.ellipsoid.semi_major_metre < most:
        raise NotOnEarth(name=told.name)


def _name(words: str) -> str:
    try:
        return str(pyproj.CRS.from_wkt(words).name)
    except CRSError:
        return "?"


def edge_of(transform: Affine, width: int, height: int) -> npt.NDArray[np.float64]:
    """Points around the raster, shape (n, 2), in its own coordinates."""
    along = np.linspace(0, 1, _EDGE_POINTS, endpoint=False)
    zeros, ones = np.zeros(_EDGE_POINTS), np.ones(_EDGE_POINTS)
    columns = np.concatenate([along, ones, 1 - along, zeros]) * width
    rows = np.concatenate([zeros, along, ones, 1 - along]) * height
    x, y = transform @ (columns, rows)
    return np.column_stack([x, y])


def _footprint(epsg: int, edge: npt.NDArray[np.float64]) -> shapely.Polygon | None:
    placed = crs.to_wgs84(epsg, edge)
    return shapely.Polygon(placed) if np.isfinite(placed).all() else None


def _demand_here(epsg: int, footprint: shapely.Polygon | None, near: shapely.Geometry | None) -> None:
    if near is None:
        return
    if footprint is None or not shapely.intersects(footprint, near):
        raise Elsewhere(epsg=epsg, km="?" if footprint is None else f"{_apart_m(footprint, near) / 1000:,.0f}")


def _apart_m(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Metres between two shapes in EPSG:4326, along the ground."""
    return float(pyproj.Geod(ellps="WGS84").geometry_length(shapely.shortest_line(one, other)))
