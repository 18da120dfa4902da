"""Looks at one survey file from end to end and says everything that can be said before anybody decides anything.

The same answer serves the page of an upload, the command line and the step that stages rows. Nothing is written but a
temporary folder; the register is not known here.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from gis_assets import crs as grids
from landsurvey import columns
from landsurvey.formats import archive, crs, dbf, encoding, shapefile
from landsurvey.formats.features import Column, Features
from landsurvey.rules import catalogue
from landsurvey.rules.survey import Finding, Rule, Survey
from landsurvey.words import FileRefused, Sentence, gettext_noop

Progress = Callable[[int, int], None]

DEFAULT_SIGMA_M = 2.0
ENCODING_CHOICES = ("cp874", "utf-8", "cp1252")
_INDIAN_UTM = (24047, 24048)
_CRS_ASKED = gettext_noop(
    "On which grid do the coordinates stand? Each choice would put the survey in or beside the municipality."
)
_CRS_UNKNOWN = gettext_noop(
    "On which grid do the coordinates stand? None of the usual grids would put the survey here."
)
_ENCODING_ASKED = gettext_noop("In which encoding is the text? Choose the one in which the sample reads well.")
_LAYER_ASKED = gettext_noop("Which of the shapefiles in the zip is to be read?")


class NothingInside(FileRefused):
    msgid = gettext_noop("The shapefile %(layer)s holds no rows. Export it again with the parcels in it.")


@dataclass(frozen=True)
class Question:
    """Something only a person can answer before the file is usable; `kind` is layer, crs or encoding."""

    kind: str
    sentence: Sentence
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """A finding with its rule and its place in WGS 84 (longitude, latitude), None when it has none."""

    rule: Rule
    index: int | None
    place: tuple[float, float] | None
    args: Mapping[str, str | int]


@dataclass(frozen=True)
class Reading:
    """The columns behind an inspection: what the file holds, where it lies, what it means."""

    features: Features
    survey: Survey
    epsg: int
    plane_epsg: int


@dataclass(frozen=True)
class Inspection:
    """Everything known about one file.

    `questions` must be empty before the survey can be used; without a known grid there is no `reading` and no finding.
    """

    layers: tuple[str, ...]
    layer: str | None = None
    text: encoding.Decision | None = None
    grid: crs.Decision | None = None
    pipeline: str = ""
    proj_version: str = ""
    geometry_type: str = ""
    reader: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    unknown_headings: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
    questions: tuple[Question, ...] = ()
    rows: int = 0
    area_m2: float = 0.0
    bounds_wgs84: tuple[float, ...] = ()
    findings: tuple[Found, ...] = ()
    reading: Reading | None = None

    @property
    def must_ask(self) -> bool:
        return bool(self.questions)

    def to_json(self) -> dict[str, object]:
        """Return the facts and the count of findings by rule, without the rows themselves."""
        return {
            "layers": list(self.layers),
            "layer": self.layer,
            "rows": self.rows,
            "area_m2": round(self.area_m2, 2),
            "bounds_wgs84": list(self.bounds_wgs84),
            "geometry_type": self.geometry_type,
            "reader": self.reader,
            "encoding": _encoding_json(self.text),
            "crs": _crs_json(self.grid),
            "pipeline": self.pipeline,
            "proj_version": self.proj_version,
            "headings": dict(self.headings),
            "unknown_headings": list(self.unknown_headings),
            "notes": [note.to_json() for note in self.notes],
            "questions": [
                {
                    "kind": asked.kind,
                    "sentence": asked.sentence.to_json(),
                    "choices": [list(choice) for choice in asked.choices],
                }
                for asked in self.questions
            ],
            "findings": self.counts(),
        }

    def counts(self) -> dict[str, int]:
        """Return how often each rule spoke, in the order of the catalogue."""
        counted = {rule.id: 0 for rule in catalogue.RULES}
        for found in self.findings:
            counted[found.rule.id] += 1
        return {rule_id: count for rule_id, count in counted.items() if count}


def inspect(
    path: Path,
    *,
    layer: str | None = None,
    epsg: int | None = None,
    codec: str | None = None,
    headings: Mapping[str, str] | None = None,
    municipality_boundary: shapely.Geometry | None = None,
    utm_epsg: int = 32647,
    sigma_m: float = DEFAULT_SIGMA_M,
    max_expanded_bytes: int = archive.MAX_EXPANDED_BYTES,
    progress: Progress = lambda done, total: None,
) -> Inspection:
    """Read a zipped shapefile and check it.

    `layer`, `epsg`, `codec` and `headings` (field -> heading) are what a person has chosen; `municipality_boundary` is
    in EPSG:4326; `sigma_m` the standard deviation of a vertex. Raises a `FileRefused` when the file cannot be used.
    """
    found = archive.shapefiles(path, max_expanded_bytes=max_expanded_bytes)
    try:
        chosen = archive.choose(found, layer=layer)
    except archive.SeveralShapefiles as several:
        return Inspection(layers=several.layers, questions=(_which_layer(several.layers),))
    features, text, prj = _read(path, chosen, codec=codec)
    where = crs.decide(prj, bounds=_bounds(features), near=municipality_boundary, chosen=epsg)
    known = columns.guess(features.attributes) | dict(headings or {})
    first = Inspection(
        layers=tuple(shape.name for shape in found),
        layer=chosen.name,
        text=text,
        grid=where,
        geometry_type=features.provenance.geometry_type,
        reader=features.provenance.reader,
        headings=known,
        unknown_headings=tuple(name for name in features.attributes if name not in known.values()),
        notes=features.provenance.notes,
        questions=_questions(where, text),
        rows=len(features),
    )
    if where.epsg is None or not where.is_certain:
        return first
    reading = _place(features, where.epsg, known, boundary=municipality_boundary, utm_epsg=utm_epsg, sigma_m=sigma_m)
    return _checked(first, reading, utm_epsg=utm_epsg, progress=progress)


def _read(
    path: Path, chosen: archive.Shapefile, *, codec: str | None
) -> tuple[Features, encoding.Decision, str | None]:
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        shp = archive.unpack(path, chosen, into=Path(folder))
        table = dbf.read(shp.with_name(archive.TABLE_NAME))
        text = encoding.decide(table, cpg=_text_beside(shp, ".cpg"), chosen=codec)
        features = shapefile.read(shp, table, layer=chosen.name, codec=text.encoding)
        prj = _text_beside(shp, ".prj")
    if len(features) == 0:
        raise NothingInside(layer=chosen.name)
    return features, text, prj


def _text_beside(shp: Path, suffix: str) -> str | None:
    beside = shp.with_suffix(suffix)
    return beside.read_text(encoding="utf-8", errors="replace").strip() if beside.exists() else None


def _bounds(features: Features) -> npt.NDArray[np.float64]:
    """Bounds of all shapes in the file's units; zeros when every shape is missing."""
    bounds: npt.NDArray[np.float64] = np.asarray(shapely.total_bounds(features.geometry), dtype=np.float64)
    return np.nan_to_num(bounds, nan=0.0)


def _which_layer(layers: tuple[str, ...]) -> Question:
    return Question("layer", Sentence(_LAYER_ASKED), tuple((name, name) for name in layers))


def _questions(where: crs.Decision, text: encoding.Decision) -> tuple[Question, ...]:
    asked = []
    if where.epsg is None or not where.is_certain:
        sentence = Sentence(_CRS_ASKED if where.candidates else _CRS_UNKNOWN)
        offered = where.candidates or crs.KNOWN
        asked.append(
            Question("crs", sentence, tuple((str(code), f"EPSG:{code} {crs.name_of(code)}") for code in offered))
        )
    if not text.is_certain:
        asked.append(Question("encoding", Sentence(_ENCODING_ASKED), tuple((name, name) for name in ENCODING_CHOICES)))
    return tuple(asked)


def _place(
    features: Features,
    epsg: int,
    headings: Mapping[str, str],
    *,
    boundary: shapely.Geometry | None,
    utm_epsg: int,
    sigma_m: float,
) -> Reading:
    """Bring the shapes to the municipality's grid; topology is looked at in the grid they were measured in."""
    unit_m = crs.metres_per_unit(epsg)
    projected = _projected(features.geometry, epsg, utm_epsg)
    survey = Survey(
        is_present=~(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry)),
        plane=features.geometry if unit_m else projected,
        metres_per_unit=unit_m or 1.0,
        projected=projected,
        boundary=_projected(np.array([boundary], dtype=object), grids.WGS84, utm_epsg)[0],
        indian=_indian_bounds(features.geometry, epsg),
        rows=features.rows,
        parcels=columns.read(features.attributes, headings=headings, count=len(features)),
        attributes=features.attributes,
        headings=headings,
        sigma_m=sigma_m,
    )
    return Reading(features, survey, epsg=epsg, plane_epsg=epsg if unit_m else utm_epsg)


def _projected(geometry: Column, source_epsg: int, target_epsg: int) -> Column:
    """Shapes in the other grid; None for one that lies where that grid is undefined, as on another continent."""
    try:
        return grids.reproject(geometry, source_epsg, target_epsg)
    except ProjError:
        if len(geometry) == 1:
            return np.full(1, None, dtype=object)
    halves = np.array_split(geometry, 2)
    return np.concatenate([_projected(half, source_epsg, target_epsg) for half in halves])


def _indian_bounds(geometry: Column, epsg: int) -> dict[int, npt.NDArray[np.float64]]:
    """Bounds of each shape in both zones of Indian 1975; NaN where that is not possible."""
    found = {}
    for zone in _INDIAN_UTM:
        there = geometry if zone == epsg else _projected(_projected(geometry, epsg, grids.WGS84), grids.WGS84, zone)
        found[zone] = np.asarray(shapely.bounds(there), dtype=np.float64)
    return found


def _checked(first: Inspection, reading: Reading, *, utm_epsg: int, progress: Progress) -> Inspection:
    total = len(reading.features)
    raw: list[tuple[Rule, Finding]] = []
    for done, rule in enumerate(catalogue.RULES, start=1):
        raw += [(rule, finding) for finding in rule.check(reading.survey)]
        progress(total * done // len(catalogue.RULES), total)
    way = grids.transformation(reading.epsg, utm_epsg)
    return replace(
        first,
        pipeline=way.pipeline,
        proj_version=way.proj_version,
        area_m2=float(np.nansum(reading.survey.areas_m2)),
        bounds_wgs84=_bounds_wgs84(reading),
        findings=_placed(raw, reading.plane_epsg),
        reading=reading,
    )


def _placed(raw: list[tuple[Rule, Finding]], plane_epsg: int) -> tuple[Found, ...]:
    """Turn places on the grid into longitude and latitude, all at once."""
    xy = np.array([finding.place or (np.nan, np.nan) for _, finding in raw], dtype=np.float64).reshape(-1, 2)
    known = np.isfinite(xy).all(axis=1)
    if known.any():
        xy[known] = crs.to_wgs84(plane_epsg, xy[known])
    return tuple(
        Found(rule, finding.index, (float(lon), float(lat)) if np.isfinite(lon) else None, finding.args)
        for (rule, finding), (lon, lat) in zip(raw, xy, strict=True)
    )


def _bounds_wgs84(reading: Reading) -> tuple[float, ...]:
    corners = _bounds(reading.features).reshape(2, 2)
    placed = crs.to_wgs84(reading.epsg, corners)
    return tuple(round(float(value), 7) for value in placed.ravel()) if np.isfinite(placed).all() else ()


def _encoding_json(text: encoding.Decision | None) -> dict[str, object] | None:
    if text is None:
        return None
    evidence = [said.to_json() for said in text.evidence]
    return {"value": text.encoding, "is_certain": text.is_certain, "evidence": evidence, "sample": list(text.sample)}


def _crs_json(grid: crs.Decision | None) -> dict[str, object] | None:
    if grid is None:
        return None
    evidence = [said.to_json() for said in grid.evidence]
    return {"value": grid.epsg, "is_certain": grid.is_certain, "evidence": evidence, "name": grid.name}
