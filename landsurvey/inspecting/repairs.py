"""Repairs of what the rules find: proposals with before and after, applied only where a person has accepted them.

Repairs move legal boundaries, so none is ever made unasked. A person accepts them for a whole file rule by rule; the
shapes and texts as they were sent stay stored beside what was made of them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.attributes import columns
from landsurvey.formats import mojibake
from landsurvey.formats.features import Column
from landsurvey.rules import corners, outlines
from landsurvey.rules.survey import Finding, Proposal, Rule, Survey
from landsurvey.words import Sentence, gettext_noop

_MADE_VALID = gettext_noop("Draw the outline anew without the crossing; the area changes by %(change)s m².")
_TIP_REMOVED = gettext_noop("Remove the tips of the spikes; the area changes by %(change)s m².")
_SNAPPED = gettext_noop("Put corners that nearly meet on one point; the area changes by %(change)s m².")
_POINTS_REMOVED = gettext_noop("Leave out the repeated corners; the area stays as it is.")
_TEXT_READ = gettext_noop("Write “%(after)s” instead of “%(before)s”.")

_VALID_NOW = gettext_noop("As a person accepted, outlines that crossed themselves were drawn anew on %(rows)s rows.")
_TIPS_GONE = gettext_noop("As a person accepted, spikes were cut off on %(rows)s rows.")
_SNAPPED_NOW = gettext_noop("As a person accepted, corners that nearly met were put on one point on %(rows)s rows.")
_POINTS_GONE = gettext_noop("As a person accepted, repeated corners were left out on %(rows)s rows.")
_TEXTS_NOW = gettext_noop("As a person accepted, spoilt letters were repaired on %(rows)s rows.")

Mended = Callable[[Survey], Column]


@dataclass(frozen=True)
class Repaired:
    """A survey after repairs, which of its rows were changed, and a sentence for each rule whose repair was accepted.

    Only `plane` and the texts are repaired; the shapes in the municipality's grid are to be projected anew.
    """

    survey: Survey
    changed: npt.NDArray[np.bool_]
    notes: tuple[Sentence, ...]


def proposed(survey: Survey, rule: Rule, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a rule, each with the repair of its row where there is one."""
    if rule.id == TEXT_RULE:
        return [_with_text(survey, finding) for finding in findings]
    if rule.id not in SHAPE_REPAIRS or not findings:
        return list(findings)
    repair = SHAPE_REPAIRS[rule.id]
    after = repair.mended(survey)
    return [_with_shape(survey, finding, after, repair.says) for finding in findings]


def apply(survey: Survey, chosen: Collection[str]) -> Repaired:
    """Apply the repairs of the chosen rules (their ids) to the whole survey, in the order of `OFFERED`."""
    changed = np.zeros(len(survey), dtype=bool)
    notes = []
    for rule_id in OFFERED:
        if rule_id not in chosen:
            continue
        if rule_id == TEXT_RULE:
            mended, says = _texts_mended(survey), _TEXTS_NOW
        else:
            repair = SHAPE_REPAIRS[rule_id]
            mended, says = replace(survey, plane=repair.mended(survey)), repair.done
        rows = _differing(survey, mended)
        survey, changed = mended, changed | rows
        notes.append(Sentence(says, {"rows": int(rows.sum())}))
    return Repaired(survey, changed, tuple(notes))


def made_valid(survey: Survey) -> Column:
    """Unsound outlines drawn anew, areas only: lines and points that fall off are left out."""
    shapes = survey.plane.copy()
    unsound = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    remade = shapely.make_valid(shapes[unsound], method="structure", keep_collapsed=False)
    areal = np.array([_areas_of(shape) for shape in remade], dtype=object)
    kept = np.array([shape is not None for shape in areal], dtype=bool)
    shapes[unsound[kept]] = areal[kept]
    return shapes


def without_spikes(survey: Survey) -> Column:
    """Outlines without the corners at the tips of needles, where what is left is sound."""
    return _without_corners(survey, outlines.spikes(survey))


def without_repeated_points(survey: Survey) -> Column:
    repeated = np.unique(survey.corners.row[survey.corners.edges_m(1.0) == 0])
    repeated = repeated[survey.is_sound[repeated]]
    shapes = survey.plane.copy()
    shapes[repeated] = shapely.remove_repeated_points(shapes[repeated])
    return _sound_or_as_it_was(survey, shapes, repeated)


def snapped(survey: Survey) -> Column:
    """Outlines with every corner that nearly meets a busier one put on it, for all who share the corner."""
    nodes, unit_m = survey.nodes, survey.metres_per_unit
    pairs = corners.near_misses(nodes.xy, survey.limits.node_m / unit_m)
    target = _targets(pairs, np.bincount(nodes.node, minlength=len(nodes.xy)))
    moving = np.flatnonzero(target != np.arange(len(target)))
    places = {tuple(nodes.xy[at].tolist()): tuple(nodes.xy[target[at]].tolist()) for at in moving.tolist()}
    moved = np.unique(survey.corners.row[np.isin(nodes.node, moving)])
    shapes = survey.plane.copy()
    shapes[moved] = [_moved(shape, places) for shape in shapes[moved]]
    return _sound_or_as_it_was(survey, shapes, moved)


def _targets(pairs: npt.NDArray[np.intp], uses: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """For each node the one it moves to: the busier of a near pair. A node that has moved draws no other after it."""
    target = np.arange(len(uses))
    order = np.argsort(-uses[pairs].max(axis=1, initial=0), kind="stable").tolist()
    fixed: set[int] = set()
    for at in order:
        one, other = sorted(pairs[at].tolist(), key=lambda node: -int(uses[node]))
        if other not in fixed and target[one] == one and target[other] == other:
            target[other] = one
            fixed.add(one)
    return target


def _moved(shape: shapely.Geometry, places: Mapping[tuple[float, ...], tuple[float, ...]]) -> shapely.Geometry:
    """The shape with some corners elsewhere; as it was when a ring of it would vanish."""
    xy = [places.get(tuple(point), point) for point in shapely.get_coordinates(shape).tolist()]
    try:
        return shapely.remove_repeated_points(shapely.set_coordinates(shape, np.array(xy)))
    except shapely.errors.GEOSException:
        return shape


def _without_corners(survey: Survey, found: npt.NDArray[np.intp]) -> Column:
    shapes = survey.plane.copy()
    rows = np.unique(survey.corners.row[found])
    for row in rows.tolist():
        tips = {tuple(xy) for xy in survey.corners.xy[found[survey.corners.row[found] == row]].tolist()}
        shapes[row] = _cut(shapes[row], tips)
    return _sound_or_as_it_was(survey, shapes, rows)


def _cut(shape: shapely.Geometry, tips: set[tuple[float, ...]]) -> shapely.Geometry | None:
    """The shape without some corners; None where a ring would be left with fewer than three."""
    parts = []
    for part in shapely.get_parts(shape).tolist():
        rings = [[xy for xy in ring.coords[:-1] if tuple(xy) not in tips] for ring in (part.exterior, *part.interiors)]
        if any(len(ring) < 3 for ring in rings):
            return None
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _sound_or_as_it_was(survey: Survey, shapes: Column, rows: npt.NDArray[np.intp]) -> Column:
    """A repair that would spoil a sound shape is not made."""
    spoilt = rows[survey.is_sound[rows] & (~shapely.is_valid(shapes[rows]) | shapely.is_empty(shapes[rows]))]
    shapes[spoilt] = survey.plane[spoilt]
    return shapes


def _areas_of(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The polygons of a shape; None when there are none."""
    found = [part for part in shapely.get_parts(shape).tolist() if part.geom_type in ("Polygon", "MultiPolygon")]
    whole = [part for part in shapely.get_parts(found).tolist() if not part.is_empty]
    if not whole:
        return None
    return whole[0] if len(whole) == 1 else shapely.MultiPolygon(whole)


def _with_shape(survey: Survey, finding: Finding, after: Column, says: str) -> Finding:
    index = finding.index
    if index is None or after[index] is survey.plane[index]:
        return finding
    change_m2 = (shapely.area(after[index]) - shapely.area(survey.plane[index])) * survey.metres_per_unit**2
    sentence = Sentence(says, {"change": f"{change_m2:+,.2f}"} if "%(change)s" in says else {})
    return replace(finding, proposal=Proposal(survey.plane[index], after[index], sentence))


def _with_text(survey: Survey, finding: Finding) -> Finding:
    heading = str(finding.args.get("heading", ""))
    if finding.index is None or heading not in survey.attributes:
        return finding
    before = str(survey.attributes[heading][finding.index])
    after = mojibake.repaired(before)
    if after is None:
        return finding
    says = Sentence(_TEXT_READ, {"before": before[:60], "after": after[:60]})
    return replace(finding, proposal=Proposal(before, after, says, heading))


def _texts_mended(survey: Survey) -> Survey:
    attributes = {heading: _each_repaired(column) for heading, column in survey.attributes.items()}
    parcels = columns.read(attributes, headings=survey.headings, count=len(survey))
    return replace(survey, attributes=attributes, parcels=parcels)


def _each_repaired(column: Column) -> Column:
    answers = {text: mojibake.repaired(text) or text for text in set(column.tolist())}
    mended = np.empty(len(column), dtype=object)
    mended[:] = [answers[text] for text in column.tolist()]
    return mended


def _differing(before: Survey, after: Survey) -> npt.NDArray[np.bool_]:
    """Which rows have another shape or another text."""
    same_shape = np.array([one is other for one, other in zip(before.plane, after.plane, strict=True)], dtype=bool)
    texts = [before.attributes[heading] != after.attributes[heading] for heading in before.attributes]
    return np.asarray(np.logical_or.reduce([~same_shape, *texts]))


@dataclass(frozen=True)
class _ShapeRepair:
    """`says` of one row what would be done, `done` of the file what was."""

    mended: Mended
    says: str
    done: str


TEXT_RULE = "spoilt_letters"
SHAPE_REPAIRS = {
    "invalid_ring": _ShapeRepair(made_valid, _MADE_VALID, _VALID_NOW),
    "repeated_point": _ShapeRepair(without_repeated_points, _POINTS_REMOVED, _POINTS_GONE),
    "near_miss_node": _ShapeRepair(snapped, _SNAPPED, _SNAPPED_NOW),
    "spike": _ShapeRepair(without_spikes, _TIP_REMOVED, _TIPS_GONE),
}
OFFERED = (TEXT_RULE, *SHAPE_REPAIRS)
