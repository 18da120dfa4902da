"""Which registered parcels a survey no longer shows: pure, on columns.

The surveyed area, in which a parcel without a row counts as gone, is the union of the rows around it with narrow gaps
closed and small holes filled (`surveyed_closing_m` and `surveyed_hole_m2` of the limits): roads and single missing
parcels are inside, what nobody surveyed is not.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey import limits
from landsurvey.comparing import lineage, matching
from landsurvey.comparing.matching import Matches, Register, Surveyed
from landsurvey.formats.features import Column
from landsurvey.words import Sentence, gettext_noop

Ints = npt.NDArray[np.int64]

NOT_SHOWN = gettext_noop("No row carries its identifiers or lies where it lies.")
AREA_TAKEN = gettext_noop("Rows %(rows)s of the survey cover %(percent)s %% of it.")
SURROUNDED = gettext_noop("%(percent)s %% of it lies in the surveyed area.")


@dataclass(frozen=True)
class Gone:
    """A parcel (index) that no row continues, and why it counts as gone."""

    parcel: int
    share_inside: float
    because: tuple[Sentence, ...]


def found(survey: Surveyed, register: Register, matches: Matches, steps: list[lineage.Step]) -> list[Gone]:
    """Parcels without a row that lie mostly in the surveyed area and went into no other parcel."""
    merged = {step.parcel for step in steps}
    parcels = np.array([parcel for parcel in matches.open_parcels.tolist() if parcel not in merged], dtype=np.int64)
    placed = np.flatnonzero(~shapely.is_missing(survey.shape))
    if len(parcels) == 0 or len(placed) == 0:
        return []
    tree = shapely.STRtree(survey.shape[placed])
    pairs = tree.query(register.shape[parcels], predicate="dwithin", distance=limits.latest().gone_nearby_m)
    if pairs.size == 0:
        return []
    area = _closed(survey.shape[placed[np.unique(pairs[1])]])
    shapes = register.shape[parcels]
    inside = matching.common_area_m2(shapes, np.full(len(shapes), area)) / np.maximum(shapely.area(shapes), 1e-9)
    on_it = _rows_on(shapes, survey.shape[placed], tree, survey.number[placed])
    return [
        Gone(int(parcels[place]), float(inside[place]), _why_gone(float(inside[place]), on_it.get(place)))
        for place in np.flatnonzero(inside >= limits.latest().gone_inside_share).tolist()
    ]


def _closed(shapes: Column) -> shapely.Geometry:
    """The union of shapes with narrow gaps closed and small holes filled."""
    held = limits.latest()
    union = shapely.union_all(shapely.buffer(matching.sound(shapes), held.surveyed_closing_m, join_style="mitre"))
    parts = shapely.get_parts(shapely.buffer(union, -held.surveyed_closing_m, join_style="mitre"))
    filled = []
    for part in parts:
        rings = shapely.get_rings(part)
        holes = [ring for ring in rings[1:] if shapely.area(shapely.polygons(ring)) > held.surveyed_hole_m2]
        filled.append(shapely.polygons(rings[0], holes or None))
    return shapely.union_all(filled)


def _rows_on(shapes: Column, rows: Column, tree: shapely.STRtree, numbers: Ints) -> dict[int, tuple[list[int], float]]:
    """For each shape the numbers of the rows that cover a good part of it, and how much they cover."""
    parcel, row = tree.query(shapes)
    share = matching.common_area_m2(shapes[parcel], rows[row]) / np.maximum(shapely.area(shapes[parcel]), 1e-9)
    rows_on: dict[int, tuple[list[int], float]] = {}
    for place in np.flatnonzero(share > 0.05).tolist():
        listed, covered = rows_on.get(int(parcel[place]), ([], 0.0))
        rows_on[int(parcel[place])] = ([*listed, int(numbers[row[place]])], covered + float(share[place]))
    return rows_on


def _why_gone(inside: float, on_it: tuple[list[int], float] | None) -> tuple[Sentence, ...]:
    because = [Sentence(NOT_SHOWN), Sentence(SURROUNDED, {"percent": round(100 * min(inside, 1.0))})]
    if on_it:
        rows = ", ".join(str(row) for row in sorted(on_it[0])[:8])
        because.append(Sentence(AREA_TAKEN, {"rows": rows, "percent": round(100 * min(on_it[1], 1.0))}))
    return tuple(because)
