"""Looks at one survey file from end to end and says everything that can be said before anybody decides anything.

The same answer serves the page of an upload, the command line and the step that stages rows. Nothing is written but a
temporary folder; of the register only that part is known which the caller hands over.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from gis_assets import accuracy
from gis_assets import crs as grids
from landsurvey import limits
from landsurvey.attributes import columns, meanings
from landsurvey.formats import archive, cells, crs, families
from landsurvey.formats.features import Column, Features
from landsurvey.formats.reading import Read
from landsurvey.inspecting import fingerprint, placing, questions, repairs
from landsurvey.inspecting.inspected import Found, Handed, Inspection, Overlap, Question, Reading, Unsound
from landsurvey.limits import Limits
from landsurvey.rules import catalogue
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.survey import Finding, Rule
from landsurvey.words import FileRefused, Sentence, gettext_noop

__all__ = ["Found", "Inspection", "Known", "NothingInside", "Progress", "Question", "Reading", "inspect", "refused"]

Progress = Callable[[int, int], None]
# The register where the survey lies: asked with min x, min y, max x, max y in the municipality's grid.
Known = Callable[[npt.NDArray[np.float64]], KnownParcels]
HandTexts = Callable[[Mapping[str, Column]], None]

SPOILT_LETTERS = "spoilt_letters"
_UNKNOWN = "unknown"  # how it was measured


class NothingInside(FileRefused):
    msgid = gettext_noop("%(layer)s holds no rows. Export it again with the parcels in it.")


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What a person has chosen of the file, and what is known of the town; as `inspect` is given it."""

    epsg: int | None
    axes: str | None
    datum: str | None
    repair: Collection[str]
    chosen: Mapping[str, str]
    saved: Mapping[str, str]
    boundary: shapely.Geometry | None
    utm_epsg: int
    sigma_m: float
    limits: Limits


def inspect(
    path: Path,
    *,
    layer: str | None = None,
    epsg: int | None = None,
    codec: str | None = None,
    axes: str | None = None,
    datum: str | None = None,
    repair: Collection[str] = (),
    headings: Mapping[str, str] | None = None,
    saved_headings: Mapping[str, str] | None = None,
    municipality_boundary: shapely.Geometry | None = None,
    utm_epsg: int = 32647,
    sigma_m: float | None = None,
    in_force: Limits | None = None,
    max_expanded_bytes: int = archive.MAX_EXPANDED_BYTES,
    progress: Progress = lambda done, total: None,
    known: Known | None = None,
    hand_texts: HandTexts = lambda attributes: None,
    hand_over: Callable[[Handed], None] | None = None,
) -> Inspection:
    """Read a survey file of any family and check it; raises a `FileRefused` when it cannot be used.

    `layer` to `headings` (field -> heading) are what a person has chosen, `saved_headings` what the municipality set
    down; `municipality_boundary` is in EPSG:4326. `hand_texts` gets the rows as they stand in the file as soon as they
    are read, whether or not more comes of them; `hand_over` gets the other columns before they are checked, without the
    register; the answer then leaves them out.
    """
    first, read = _opened(path, layer=layer, codec=codec, max_expanded_bytes=max_expanded_bytes)
    if read is None:
        return first
    hand_texts(read.features.attributes)
    chosen, saved = headings or {}, saved_headings or {}
    held = in_force or limits.latest()
    given = _Given(
        epsg=epsg, axes=axes, datum=datum, repair=repair, chosen=chosen, saved=saved, boundary=municipality_boundary,
        utm_epsg=utm_epsg, sigma_m=accuracy.sigma_m(_UNKNOWN) if sigma_m is None else sigma_m, limits=held,
    )  # fmt: skip
    return _looked_at(first, read, given, known=known, hand_over=hand_over, progress=progress)


def _looked_at(
    first: Inspection,
    read: Read,
    given: _Given,
    *,
    known: Known | None,
    hand_over: Callable[[Handed], None] | None,
    progress: Progress,
) -> Inspection:
    """Find out where the rows lie and what they mean, as far as no question is open, and check them."""
    read = replace(read, features=placing.swapped(read.features)) if given.axes == questions.SWAPPED else read
    bounds = placing.bounds(read.features.geometry)
    grid = crs.decide(read.said, bounds=bounds, near=given.boundary, chosen=given.epsg)
    seen = _described(first, read, grid, given)
    if read.seems_swapped and given.axes is None:
        return replace(seen, questions=(questions.which_axes(), *questions.about_text(read.text)))
    if grid.epsg is None or not grid.is_certain:
        return replace(seen, unsound=_unsound(read.features))
    reading = placing.place(
        _mended(read.features, given.repair),
        epsg=grid.epsg,
        headings=seen.headings,
        boundary=given.boundary,
        utm_epsg=given.utm_epsg,
        sigma_m=given.sigma_m,
        limits=given.limits,
    )
    as_sent = _beside(replace(reading, features=read.features), known)
    traced, drawn = _settled(seen, as_sent, given)
    return _told(traced, drawn, hand_over, utm_epsg=given.utm_epsg, progress=progress)


def _opened(
    path: Path, *, layer: str | None, codec: str | None, max_expanded_bytes: int
) -> tuple[Inspection, Read | None]:
    """What the file is, and its rows; none of these when a person must say first which layer is meant."""
    with families.opened(path, max_expanded_bytes=max_expanded_bytes) as (name, file):
        family = families.FAMILIES[name]
        layers = family.layers(file, max_expanded_bytes=max_expanded_bytes)
        first = Inspection(format=name, layers=layers)
        if layer is None and len(layers) > 1:
            return replace(first, questions=(questions.which_layer(layers),)), None
        chosen = layers[0].name if layer is None and layers else layer or ""
        read = family.read(file, layer=chosen, codec=codec, max_expanded_bytes=max_expanded_bytes)
    if len(read.features) == 0:
        raise NothingInside(layer=chosen or name)
    return first, read


def _settled(seen: Inspection, reading: Reading, given: _Given) -> tuple[Inspection, Reading]:
    """The reading as it is checked and kept: with a wrong datum step undone and accepted repairs made."""
    traced, placed = _traced(seen, reading, datum=given.datum, utm_epsg=given.utm_epsg)
    drawn, notes = _redrawn(placed, given.repair, utm_epsg=given.utm_epsg)
    return replace(traced, notes=(*traced.notes, *notes)), drawn


def _mended(features: Features, repair: Collection[str]) -> Features:
    """Texts with the repairs that a person has accepted; what the file held is stored all the same."""
    if SPOILT_LETTERS not in repair:
        return features
    return replace(features, attributes=columns.repaired(features.attributes))


def _redrawn(reading: Reading, repair: Collection[str], *, utm_epsg: int) -> tuple[Reading, tuple[Sentence, ...]]:
    """Outlines with the repairs that a person has accepted, and what was done; `features` keeps them as sent."""
    mended = repairs.apply(reading.survey, set(repair) & set(repairs.SHAPE_REPAIRS))
    if not mended.changed.any():
        return reading, mended.notes
    placed = reading.survey.projected.copy()
    placed[mended.changed] = placing.reprojected(mended.survey.plane[mended.changed], reading.plane_epsg, utm_epsg)
    return replace(reading, survey=replace(mended.survey, projected=placed)), mended.notes


def refused(refusal: FileRefused) -> Inspection:
    """Return the result for a file that cannot be used: the one thing known is why."""
    return Inspection(refusal=refusal.words)


def _described(first: Inspection, read: Read, grid: crs.Decision, given: _Given) -> Inspection:
    """Set down what the file holds, before it is known where it lies."""
    features, chosen, saved = read.features, given.chosen, given.saved
    headings = meanings.of(features.attributes, saved=saved, chosen=chosen)
    malformed = {bad.index for bad in features.malformed}
    bare = np.flatnonzero(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry))
    return replace(
        first,
        layer=features.provenance.layer,
        text=read.text,
        grid=grid,
        geometry_type=features.provenance.geometry_type,
        reader=features.provenance.reader,
        headings=headings,
        heading_guess={
            field: {"heading": heading, "because": _because(field, heading, chosen=chosen, saved=saved)}
            for field, heading in headings.items()
        },
        unknown_headings=tuple(name for name in features.attributes if name not in headings.values()),
        notes=features.provenance.notes,
        questions=questions.about(grid, read.text),
        answerable=questions.answerable(first.layers, grid, read.text, may_be_swapped=bool(given.axes)),
        rows=len(features),
        rows_without_shape=tuple(int(features.rows[index]) for index in bare if int(index) not in malformed),
        malformed=tuple((int(features.rows[bad.index]), bad) for bad in features.malformed),
    )


def _because(field: str, heading: str, *, chosen: Mapping[str, str], saved: Mapping[str, str]) -> str:
    if chosen.get(field) == heading:
        return "chosen"
    return "saved" if saved.get(cells.key(heading)) == field else "known name"


def _beside(reading: Reading, known: Known | None) -> Reading:
    """Put the register beside the survey, as far as it is there."""
    placed: Column = reading.survey.projected
    if known is None or bool(shapely.is_missing(placed).all()):
        return reading
    return replace(reading, survey=replace(reading.survey, known=known(placing.bounds(placed))))


def _traced(seen: Inspection, reading: Reading, *, datum: str | None, utm_epsg: int) -> tuple[Inspection, Reading]:
    """Look for a wrong datum step: ask about it, or undo it when a person has said so."""
    found = fingerprint.of(reading.survey, utm_epsg=utm_epsg)
    if found is None:
        return seen, reading
    seen = replace(seen, fingerprint={**found.to_json(), "answer": datum})
    if datum and found.causes:
        seen = replace(seen, answerable=(*seen.answerable, questions.which_datum(found)))
    if datum in fingerprint.BY_ID:
        survey = fingerprint.undone(reading.survey, datum, utm_epsg=utm_epsg)
        return seen, replace(reading, survey=survey, plane_epsg=utm_epsg)
    if found.sentence is None or datum == fingerprint.KEEP:
        return seen, reading
    return replace(seen, questions=(*seen.questions, questions.which_datum(found))), reading


def _told(
    seen: Inspection, drawn: Reading, hand_over: Callable[[Handed], None] | None, *, utm_epsg: int, progress: Progress
) -> Inspection:
    """Check the rows; where somebody waits for the columns, hand them over first and leave them out of the answer."""
    if hand_over is None:
        return _checked(seen, drawn, utm_epsg=utm_epsg, progress=progress)
    hand_over(Handed.of(drawn))
    return replace(_checked(seen, drawn, utm_epsg=utm_epsg, progress=progress), reading=None)


def _checked(seen: Inspection, reading: Reading, *, utm_epsg: int, progress: Progress) -> Inspection:
    total = len(reading.features)
    raw: list[tuple[Rule, Finding]] = []
    for done, rule in enumerate(catalogue.RULES, start=1):
        found = repairs.proposed(reading.survey, rule, rule.check(reading.survey))
        raw += [(rule, finding) for finding in found]
        progress(total * done // len(catalogue.RULES), total)
    way = grids.transformation(reading.epsg, utm_epsg)
    checked = replace(
        seen,
        pipeline=way.pipeline,
        proj_version=way.proj_version,
        area_m2=float(np.nansum(reading.survey.areas_m2)),
        area_epsg=reading.plane_epsg,
        bounds_wgs84=placing.bounds_wgs84(reading),
        unsound=_unsound_found(raw, reading.features),
        overlaps=_overlaps(reading),
        findings=_placed(raw, reading.plane_epsg),
        limits={"sigma_m": reading.survey.sigma_m, **asdict(reading.survey.limits)},
        reading=replace(reading, survey=replace(reading.survey)),  # without what the rules worked out for themselves
    )
    return checked.judged()


def _placed(raw: list[tuple[Rule, Finding]], plane_epsg: int) -> tuple[Found, ...]:
    """Turn places on the grid into longitude and latitude, all at once."""
    xy = np.array([finding.place or (np.nan, np.nan) for _, finding in raw], dtype=np.float64).reshape(-1, 2)
    known = np.isfinite(xy).all(axis=1)
    if known.any():
        xy[known] = crs.to_wgs84(plane_epsg, xy[known])
    return tuple(
        Found(
            rule, finding.index, (float(lon), float(lat)) if np.isfinite(lon) else None, finding.args, finding.proposal
        )
        for (rule, finding), (lon, lat) in zip(raw, xy, strict=True)
    )


def _unsound(features: Features) -> tuple[Unsound, ...]:
    """Ask the shapes as they stand in the file; the rules ask them again once the grid is known."""
    wrong = np.flatnonzero(~shapely.is_missing(features.geometry) & ~shapely.is_valid(features.geometry))
    reasons = shapely.is_valid_reason(features.geometry[wrong])
    return tuple(
        Unsound(int(features.rows[index]), str(reason).split("[")[0].strip())
        for index, reason in zip(wrong, reasons, strict=True)
    )


def _unsound_found(raw: list[tuple[Rule, Finding]], features: Features) -> tuple[Unsound, ...]:
    return tuple(
        Unsound(int(features.rows[finding.index]), str(finding.args.get("reason", "")))
        for rule, finding in raw
        if rule.id == "invalid_ring" and finding.index is not None
    )


def _overlaps(reading: Reading) -> tuple[Overlap, ...]:
    """Every pair of rows on the same ground, the largest first; of equal shapes, each with the first of them."""
    fabric, rows = reading.survey.coverage, reading.features.rows
    areas_m2 = reading.survey.areas_m2
    twins = [(group[0], row, float(areas_m2[row])) for group in fabric.twins for row in group[1:]]
    pairs = fabric.overlaps
    partly = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.area_m2.tolist(), strict=True)
    return tuple(
        Overlap(int(rows[one]), int(rows[other]), area_m2)
        for one, other, area_m2 in sorted([*twins, *partly], key=lambda pair: -pair[2])
    )
