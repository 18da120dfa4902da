"""What a survey would change in the register, row by row and as a whole: pure, on columns.

Unchanged rows are found cheaply, by their vertices; only what moved out of itself is intersected.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey import limits
from landsurvey.comparing import lineage, matching, parcel_codes, vanished
from landsurvey.comparing.matching import Matches, Register, Surveyed
from landsurvey.formats.features import Column
from landsurvey.words import Sentence, gettext_noop

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
CodesEver = Callable[[Collection[str], Collection[str]], Iterable[str]]

FIELDS = (
    "code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number",
    "survey_page", "deed_area_wah",
)  # fmt: skip
NEW, UNCHANGED, ATTRIBUTES, MOVED, RESHAPED = "new", "unchanged", "attributes", "moved", "reshaped"
CHANGE_OF_STEP = {lineage.SPLIT: "split", lineage.MERGE: "merged"}

LIES_ON_CONTINUED = gettext_noop("It lies on parcel %(code)s, as another row does.")


@dataclass(frozen=True)
class Comparison:
    """One entry for each row, unless said otherwise.

    `parcel`: index in the register, -1 for none. `shift_m`: (n, 2), NaN unless moved or re-shaped; `iou` NaN where not
    computed. `fields`: by row, old and new text of the fields that differ. `steps` and `gone` are short lists.
    """

    change: Column
    parcel: Ints
    by: Column
    iou: Floats
    shift_m: Floats
    area_before_m2: Floats
    fields: dict[int, dict[str, tuple[str, str]]]
    suggested_code: dict[int, str]
    because: dict[int, tuple[Sentence, ...]]
    steps: list[lineage.Step]
    gone: list[vanished.Gone]


def compare(
    survey: Surveyed,
    register: Register,
    *,
    hinted: Collection[int] = (),
    codes_ever: CodesEver = lambda heads, blocks: (),
) -> Comparison:
    """Compare; `hinted` are parcel ids that the land office reports as split or merged.

    `codes_ever` tells the codes ever in use below some lots (`07K002`) and in some blocks (`07K`).
    """
    matches = matching.match(survey, register)
    geometry = _geometry(survey, register, matches)
    overlaps = _overlaps(survey, register, matches, geometry.iou)
    index_of = {int(parcel): index for index, parcel in enumerate(register.parcel_id)} if hinted else {}
    named = lineage.Named(survey.table["code"].tolist(), survey.table["land_number"].tolist(), register.code.tolist())
    steps = lineage.infer(
        overlaps, matches=matches, named=named, hinted={index_of[one] for one in hinted if one in index_of}
    )
    _measure(geometry, survey, register, matches, np.array([step.row for step in steps], dtype=np.int64))
    fields = _fields(survey, register, matches.parcel)
    change = _change(geometry, matches, fields, steps)
    return Comparison(
        change=change,
        parcel=matches.parcel,
        by=matches.by,
        iou=geometry.iou,
        shift_m=geometry.shift_m,
        area_before_m2=geometry.area_before_m2,
        fields=fields,
        suggested_code=_suggested(survey, register, matches, steps, codes_ever),
        because=_because(overlaps, matches, named),
        steps=steps,
        gone=vanished.found(survey, register, matches, steps),
    )


@dataclass(frozen=True)
class _Geometry:
    change: Column
    iou: Floats
    shift_m: Floats
    area_before_m2: Floats


def _geometry(survey: Surveyed, register: Register, matches: Matches) -> _Geometry:
    """How the shape of each tied row differs from its parcel's."""
    count = len(survey)
    geometry = _Geometry(
        change=np.full(count, NEW, dtype=object),
        iou=np.full(count, np.nan),
        shift_m=np.full((count, 2), np.nan),
        area_before_m2=np.full(count, np.nan),
    )
    _measure(geometry, survey, register, matches, np.arange(count))
    return geometry


def _measure(geometry: _Geometry, survey: Surveyed, register: Register, matches: Matches, rows: Ints) -> None:
    """Fill in the figures of these rows as they are tied now."""
    held = limits.latest()
    change, iou, shift_m, before = geometry.change, geometry.iou, geometry.shift_m, geometry.area_before_m2
    change[rows] = np.where(matches.parcel[rows] < 0, NEW, UNCHANGED)
    iou[rows], shift_m[rows], before[rows] = np.nan, np.nan, np.nan
    rows = rows[(matches.parcel[rows] >= 0) & ~shapely.is_missing(survey.shape[rows])]
    old, new = register.shape[matches.parcel[rows]], survey.shape[rows]
    before[rows] = shapely.area(old)
    shift, spread_m, furthest_m = _displacement(old, new)
    again = np.flatnonzero((spread_m > held.other_order_m) & np.isfinite(spread_m))
    if len(again):
        tidy = _displacement(shapely.normalize(old[again]), shapely.normalize(new[again]))
        better = tidy[1] < spread_m[again]
        shift[again[better]], spread_m[again[better]] = tidy[0][better], tidy[1][better]
        furthest_m[again[better]] = tidy[2][better]
    reshaped = spread_m > held.same_shape_m
    moved = ~reshaped & (furthest_m > held.same_vertex_m)
    change[rows[moved]], change[rows[reshaped]] = MOVED, RESHAPED
    shift_m[rows[moved]] = shift[moved]
    shift_m[rows[reshaped]] = _between_centres(old[reshaped], new[reshaped])
    iou[rows[~reshaped & ~moved]] = 1.0
    iou[rows[reshaped]] = _iou(old[reshaped], new[reshaped])


def _displacement(old: Column, new: Column) -> tuple[Floats, Floats, Floats]:
    """Mean shift of the vertices, how far one strays from it at most, and how far one moved at most; in metres.

    Vertices are paired in their order; infinite where their numbers differ.
    """
    count = len(old)
    shift, spread_m, furthest_m = np.zeros((count, 2)), np.full(count, np.inf), np.full(count, np.inf)
    vertices = shapely.get_num_coordinates(old)
    same = np.flatnonzero((vertices == shapely.get_num_coordinates(new)) & (vertices > 0))
    if len(same) == 0:
        return shift, spread_m, furthest_m
    moved = shapely.get_coordinates(new[same]) - shapely.get_coordinates(old[same])
    counts = vertices[same]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    mean = np.add.reduceat(moved, starts) / counts[:, None]
    shift[same] = mean
    strays = np.hypot(*(moved - np.repeat(mean, counts, axis=0)).T)
    spread_m[same] = np.maximum.reduceat(strays, starts)
    furthest_m[same] = np.maximum.reduceat(np.hypot(*moved.T), starts)
    return shift, spread_m, furthest_m


def _between_centres(old: Column, new: Column) -> Floats:
    centres = [shapely.get_coordinates(shapely.centroid(shapes)) for shapes in (old, new)]
    return np.asarray(centres[1] - centres[0])


def _iou(old: Column, new: Column) -> Floats:
    common = matching.common_area_m2(old, new)
    return np.asarray(common / np.maximum(shapely.area(old) + shapely.area(new) - common, 1e-9))


def _overlaps(survey: Surveyed, register: Register, matches: Matches, iou: Floats) -> lineage.Overlaps:
    """Common ground of every row that may be part of a split or merge with the parcels it meets, and the reverse."""
    changed = np.flatnonzero((matches.parcel < 0) | (iou < limits.latest().one_parcel_share))
    rows = changed[~shapely.is_missing(survey.shape[changed])]
    ground = matching.Ground(survey.shape, register.shape)
    one = ground.meeting(rows, np.arange(len(register)))
    placed = np.flatnonzero(~shapely.is_missing(survey.shape))
    other = ground.meeting(placed, matches.open_parcels)
    pairs = np.unique(np.hstack([np.vstack(one), np.vstack(other)]), axis=1)
    common = ground.common_m2(pairs[0], pairs[1])
    of_parent = common / np.maximum(shapely.area(register.shape[pairs[1]]), 1e-9)
    of_child = common / np.maximum(shapely.area(survey.shape[pairs[0]]), 1e-9)
    keep = np.maximum(of_parent, of_child) > limits.latest().most_share
    # A part of a parcel is weighed beside its sibling, the row that goes on as the parcel.
    return _with_continuing(
        lineage.Overlaps(pairs[0][keep], pairs[1][keep], of_parent[keep], of_child[keep]), survey, register, matches
    )


def _with_continuing(
    overlaps: lineage.Overlaps, survey: Surveyed, register: Register, matches: Matches
) -> lineage.Overlaps:
    """The overlaps and, for each parcel and row in them, the pair it is tied to, which may have hardly changed."""
    known = set(zip(overlaps.row.tolist(), overlaps.parcel.tolist(), strict=True))
    tied = {(int(row), parcel) for parcel in set(overlaps.parcel.tolist()) if (row := matches.row_of[parcel]) >= 0}
    tied |= {(row, int(parcel)) for row in set(overlaps.row.tolist()) if (parcel := matches.parcel[row]) >= 0}
    missing = np.array(sorted(tied - known), dtype=np.int64).reshape(-1, 2)
    if len(missing) == 0:
        return overlaps
    rows, parcels = missing.T
    common = np.nan_to_num(matching.common_area_m2(survey.shape[rows], register.shape[parcels]))
    of_parent = common / np.maximum(shapely.area(register.shape[parcels]), 1e-9)
    of_child = common / np.maximum(np.nan_to_num(shapely.area(survey.shape[rows])), 1e-9)
    return lineage.Overlaps(
        np.concatenate([overlaps.row, rows]),
        np.concatenate([overlaps.parcel, parcels]),
        np.concatenate([overlaps.share_of_parent, of_parent]),
        np.concatenate([overlaps.share_of_child, of_child]),
    )


def _fields(survey: Surveyed, register: Register, tied: Ints) -> dict[int, dict[str, tuple[str, str]]]:
    """Old and new text of what differs; a field that the survey leaves blank says nothing."""
    rows = np.flatnonzero(tied >= 0)
    differing: dict[int, dict[str, tuple[str, str]]] = {}
    for name in FIELDS:
        old, new = _registered(register, name)[tied[rows]], _surveyed(survey, name)[rows]
        for place in np.flatnonzero((new != "") & (new != old)).tolist():
            differing.setdefault(int(rows[place]), {})[name] = (str(old[place]), str(new[place]))
    return differing


def _registered(register: Register, name: str) -> Column:
    if name == "deed_area_wah":
        return _area_texts(register.deed_area_hundredths)
    return _texts(getattr(register, name), name)


def _surveyed(survey: Surveyed, name: str) -> Column:
    if name == "deed_area_wah":
        return _area_texts(survey.deed_area_hundredths)
    return _texts(survey.table[name], name)


def _texts(column: Column, name: str) -> Column:
    if name == "utm_scale":
        return _whole_texts(column)
    return np.asarray(np.where(column == "none", "", column)) if name == "document_type" else column


def _whole_texts(column: Column) -> Column:
    texts = {number: str(number) if number else "" for number in set(column.tolist())}
    return np.array([texts[number] for number in column.tolist()], dtype=object)


def _area_texts(hundredths: Ints) -> Column:
    texts = {number: f"{number / 100:.2f}" if number else "" for number in set(hundredths.tolist())}
    return np.array([texts[number] for number in hundredths.tolist()], dtype=object)


def _change(
    geometry: _Geometry, matches: Matches, fields: dict[int, dict[str, tuple[str, str]]], steps: list[lineage.Step]
) -> Column:
    change = geometry.change.copy()
    told = np.array(sorted(fields), dtype=np.int64)
    only_told = told[change[told] == UNCHANGED]
    change[only_told] = ATTRIBUTES
    parents = {step.parcel for step in steps if step.kind == lineage.SPLIT}
    merged = {step.row for step in steps if step.kind == lineage.MERGE}
    for step in steps:
        if step.kind == lineage.SPLIT or step.parcel in parents:
            change[step.row] = CHANGE_OF_STEP[lineage.SPLIT]
        elif step.row in merged:
            change[step.row] = CHANGE_OF_STEP[lineage.MERGE]
    return change


def _suggested(
    survey: Surveyed,
    register: Register,
    matches: Matches,
    steps: list[lineage.Step],
    codes_ever: CodesEver,
) -> dict[int, str]:
    """Codes that differ from what a row carries; nothing for a row whose own code will do."""
    codes, lands = survey.table["code"], survey.table["land_number"]
    wanted = {
        int(row): str(register.code[matches.parcel[row]])
        for row in np.flatnonzero((codes == "") & (matches.parcel >= 0))
    }
    blank = np.flatnonzero((codes == "") & (matches.parcel < 0) & ~shapely.is_missing(survey.shape))
    parts_of: dict[int, list[lineage.Step]] = {}
    for step in steps:
        parts_of.setdefault(step.parcel, []).append(step)
    splits = {parcel: parts for parcel, parts in parts_of.items() if any(part.kind == lineage.SPLIT for part in parts)}
    if len(blank) or splits:
        near = _blocks(blank, survey, register)
        heads = {str(register.code[parcel]).partition("/")[0] for parcel in splits}
        numbering = parcel_codes.Numbering(_related(heads, set(near.values()), codes.tolist(), codes_ever))
        for parcel, parts in splits.items():
            rows = [part.row for part in parts]
            staying = next(place for place, part in enumerate(parts) if part.kind == lineage.CONTINUATION)
            given = parcel_codes.of_split(
                str(register.code[parcel]),
                staying=staying,
                land_numbers=lands[rows].tolist(),
                codes=codes[rows].tolist(),
                numbering=numbering,
            )
            wanted |= dict(zip(rows, given, strict=True))
        wanted |= {row: numbering.in_block(block) for row, block in near.items() if row not in wanted}
    wanted |= {step.row: str(register.code[matches.parcel[step.row]]) for step in steps if step.kind == lineage.MERGE}
    return {row: code for row, code in wanted.items() if code and code != codes[row]}


def _blocks(rows: Ints, survey: Surveyed, register: Register) -> dict[int, str]:
    """For each row the block (with its zone) of the nearest parcel or row that has a code."""
    shapes = np.concatenate([register.shape, survey.shape])
    codes = np.concatenate([register.code, survey.table["code"]])
    able = np.flatnonzero((codes != "") & ~shapely.is_missing(shapes))
    if len(rows) == 0 or len(able) == 0:
        return {}
    nearest = shapely.STRtree(shapes[able]).nearest(survey.shape[rows])
    parsed = [parcel_codes.parse(str(code)) for code in codes[able][nearest]]
    return {row: near.block for row, near in zip(rows.tolist(), parsed, strict=True) if near}


def _related(heads: set[str], blocks: set[str], surveyed: list[str], codes_ever: CodesEver) -> list[str]:
    """The codes that count when numbers are given out: below those lots, and in those blocks."""
    own = [
        code
        for code in surveyed
        if (head := code.partition("/")[0]) in heads or (blocks and head.rstrip("0123456789") in blocks)
    ]
    return [*own, *codes_ever(heads, blocks)]


def _because(overlaps: lineage.Overlaps, matches: Matches, named: lineage.Named) -> dict[int, tuple[Sentence, ...]]:
    """What is to be said of rows that are new though they lie on a parcel that another row continues."""
    found: dict[int, tuple[Sentence, ...]] = {}
    for row, parcel, share in zip(
        overlaps.row.tolist(), overlaps.parcel.tolist(), overlaps.share_of_child.tolist(), strict=True
    ):
        if matches.parcel[row] < 0 and share > limits.latest().most_share and matches.row_of[parcel] >= 0:
            found[row] = (Sentence(LIES_ON_CONTINUED, {"code": str(named.parcel_code[parcel])}),)
    return found
