"""Looks at one raster from end to end and says everything that can be said before anybody decides anything.

The same answer serves the page of an upload, the command line and the step that makes the cloud-optimised copy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from rasterio.io import DatasetReader

from gis_assets import crs as grids
from landsurvey.formats import crs
from landsurvey.inspecting.inspected import Question
from landsurvey.rasters import figures, meaning, opening, place
from landsurvey.rasters.meaning import Fact
from landsurvey.rasters.opening import MAX_EXPANDED_BYTES
from landsurvey.words import FileRefused, Sentence, gettext_noop

Progress = Callable[[int, int], None]
is_raster = opening.is_raster

_CRS = gettext_noop("Coordinate system")
_CRS_ASKED = gettext_noop("On which grid does the raster lie? Each choice would put it in or beside the municipality.")
_CRS_UNKNOWN = gettext_noop("On which grid does the raster lie? None of the usual grids would put it here.")
_METRES_PER_DEGREE = 111_320.0


class NothingMeasured(FileRefused):
    msgid = gettext_noop("Every cell of the raster is missing. Export it again with its values.")


@dataclass(frozen=True)
class RasterInspection:
    """Everything known about one raster; `questions` must be empty before it can be registered.

    `resolution` is in the units of the grid; `transform` the six coefficients from cell to coordinates, as rasterio
    orders them (a, b, c, d, e, f).
    """

    driver: str
    width: int
    height: int
    bands: int
    dtype: str
    expanded_bytes: int
    has_overviews: bool
    grid: crs.Decision
    transform: tuple[float, ...]
    is_rotated: bool
    resolution: tuple[float, float]
    resolution_m: float | None
    kind: Fact
    nodata: Fact
    vertical_datum: Fact
    statistics: Mapping[str, float | int] = field(default_factory=dict)
    bounds_wgs84: tuple[float, ...] = ()
    footprint: shapely.Polygon | None = None
    pipeline: str = ""
    proj_version: str = ""
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()
    answerable: tuple[Question, ...] = ()

    @property
    def must_ask(self) -> bool:
        return bool(self.questions)

    def to_json(self) -> dict[str, object]:
        """Return the facts as the page, the command line and the making of the copy take them."""
        return {
            "raster": {
                "driver": self.driver,
                "width": self.width,
                "height": self.height,
                "bands": self.bands,
                "dtype": self.dtype,
                "expanded_bytes": self.expanded_bytes,
                "has_overviews": self.has_overviews,
                "transform": list(self.transform),
                "is_rotated": self.is_rotated,
                "resolution": list(self.resolution),
                "resolution_m": self.resolution_m,
                "footprint": shapely.to_wkt(self.footprint, rounding_precision=7) if self.footprint else "",
                "kind": _fact_json(self.kind),
                "nodata": _fact_json(self.nodata),
                "vertical_datum": _fact_json(self.vertical_datum),
                "statistics": dict(self.statistics),
            },
            "crs": {
                "value": self.grid.epsg,
                "is_certain": self.grid.is_certain,
                "evidence": [said.to_json() for said in self.grid.evidence],
                "name": self.grid.name,
            },
            "pipeline": self.pipeline,
            "proj_version": self.proj_version,
            "bounds_wgs84": list(self.bounds_wgs84),
            "notes": [note.to_json() for note in self.notes],
            "questions": [asked.to_json() for asked in self.questions],
            "answerable": [asked.to_json() for asked in self.answerable],
        }


def inspect(
    path: Path,
    *,
    answers: Mapping[str, Any] | None = None,
    municipality_boundary: shapely.Geometry | None = None,
    utm_epsg: int = 32647,
    max_expanded_bytes: int = MAX_EXPANDED_BYTES,
    progress: Progress = lambda done, total: None,
) -> RasterInspection:
    """Read a GeoTIFF or an ESRI ASCII grid, bare or alone in a zip, and say what it is.

    `answers` are what a person has chosen: `crs` (EPSG code), `nodata` (a number or "none"), `raster_kind`,
    `vertical_datum`; `municipality_boundary` is in EPSG:4326. Raises a `FileRefused` when the file cannot be used.
    """
    given = answers or {}
    beside = opening.beside(path, max_expanded_bytes=max_expanded_bytes)
    with opening.opened(path, max_expanded_bytes=max_expanded_bytes) as raster:
        where = place.locate(raster, near=municipality_boundary, chosen=given.get("crs"), beside=beside)
        found = figures.read(raster, progress=progress)
        kind = meaning.kind(raster, chosen=given.get("raster_kind"))
        nodata = meaning.missing(raster, found, chosen=given.get("nodata"))
        datum = _datum(kind, where, given.get("vertical_datum"))
        statistics = found.without(float(nodata.value) if nodata.value else None)
        if not statistics["cells"]:
            raise NothingMeasured
        return _told(raster, where, kind, nodata, datum, statistics, utm_epsg)


def _datum(kind: Fact, where: place.Place, chosen: str | None) -> Fact:
    if kind.value != meaning.ELEVATION:
        return Fact("")
    return meaning.vertical_datum(where.vertical, chosen=chosen)


def _told(
    raster: DatasetReader,
    where: place.Place,
    kind: Fact,
    nodata: Fact,
    datum: Fact,
    statistics: Mapping[str, float | int],
    utm_epsg: int,
) -> RasterInspection:
    a, b, _c, d, e, _f = tuple(where.transform)[:6]
    resolution = (float((a * a + d * d) ** 0.5), float((b * b + e * e) ** 0.5))
    way = grids.transformation(where.epsg, utm_epsg) if where.epsg else None
    return RasterInspection(
        driver=raster.driver,
        width=raster.width,
        height=raster.height,
        bands=raster.count,
        dtype=raster.dtypes[0],
        expanded_bytes=opening.expanded_bytes(raster),
        has_overviews=bool(raster.overviews(1)),
        grid=where.grid,
        transform=tuple(where.transform)[:6],
        is_rotated=where.is_rotated,
        resolution=resolution,
        resolution_m=_metres(resolution, where.epsg),
        kind=kind,
        nodata=nodata,
        vertical_datum=datum,
        statistics=statistics,
        bounds_wgs84=tuple(round(v, 7) for v in where.footprint.bounds) if where.footprint else (),
        footprint=where.footprint,
        pipeline=way.pipeline if way else "",
        proj_version=way.proj_version if way else "",
        notes=where.notes,
        questions=_questions(where, kind, nodata, datum),
        answerable=_answerable(where, datum),
    )


def _metres(resolution: tuple[float, float], epsg: int | None) -> float | None:
    """Size of a cell from north to south, in metres; None while the grid is open."""
    if epsg is None:
        return None
    return round(resolution[1] * (crs.metres_per_unit(epsg) or _METRES_PER_DEGREE), 3)


def _questions(where: place.Place, *facts: Fact) -> tuple[Question, ...]:
    asked = [fact.question for fact in facts if fact.question is not None]
    if where.epsg is not None:
        return tuple(asked)
    sentence = Sentence(_CRS_ASKED if where.grid.candidates else _CRS_UNKNOWN)
    offered = where.grid.candidates or crs.KNOWN
    choices = tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in offered)
    return (Question("crs", sentence, choices), *asked)


def _answerable(where: place.Place, datum: Fact) -> tuple[Question, ...]:
    """What a person may decide anew, whether it had to be asked or not."""
    codes = dict.fromkeys((*([where.epsg] if where.epsg else []), *(where.grid.candidates or crs.KNOWN)))
    grids_offered = tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in codes)
    found = [Question("crs", Sentence(_CRS), grids_offered), meaning.any_kind()]
    return (*found, meaning.any_datum()) if datum.value else tuple(found)


def _fact_json(fact: Fact) -> dict[str, object]:
    evidence = [said.to_json() for said in fact.evidence]
    return {"value": fact.value, "is_certain": fact.is_certain, "evidence": evidence}
