"""Which row of a survey goes on as which parcel of the register: by identifiers, else by place. One to one.

In this order: the parcel code; the kind and number of the deed; sheet with scale and land number, by which the
Department of Lands joins its own records; the place. Identifiers that several rows or parcels share are settled by the
pair that covers each other most, seen from both sides. A pair that shares an identifier and no ground is taken last,
when neither has a better partner, and only within the limit `furthest_m`.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey import limits
from landsurvey.formats import cells
from landsurvey.formats.features import Column
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.survey import Survey

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Table = dict[str, Column]

_NOT_A_LAND_NUMBER = ("", "0")
# Boxes that overlap by less than this share of the smaller one belong to mere neighbours.
_LEAST_BOX_SHARE = 0.2


@dataclass(frozen=True)
class Surveyed:
    """The rows of a survey as they are compared: `shape` in the municipality's grid, None where missing.

    `table`: code, document_type, document_number, utmmap1..4, land_number, survey_page as text ("" for unknown),
    utm_scale as numbers (0 or None for unknown); `deed_area_hundredths` of a square wah, 0 for unknown.
    """

    number: Ints
    shape: Column
    table: Table
    deed_area_hundredths: Ints

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def of(cls, survey: Survey) -> "Surveyed":
        parcels = survey.parcels
        table = {**parcels.text, "document_type": parcels.document_type, "utm_scale": parcels.utm_scale}
        areas = cells.each(parcels.deed_area_wah, lambda area: round(area * 100) if area else 0)
        return cls(survey.rows, survey.projected, table, areas.astype(np.int64))


@dataclass(frozen=True, kw_only=True)
class Register(KnownParcels):
    """`KnownParcels` with what only the comparison needs.

    `version_id`: the version seen; `deed_area_hundredths`: of a square wah, 0 where unknown, as `utm_scale` is.
    """

    version_id: Ints
    survey_page: Column
    deed_area_hundredths: Ints


class By(StrEnum):
    """What tied a row to its parcel."""

    NOTHING = ""
    CODE = "code"
    DEED = "deed"
    SHEET = "sheet"
    PLACE = "place"


@dataclass
class Matches:
    """For each row the index of its parcel in the register, -1 for none, and what tied them; grows by stages.

    `row_of`: the other way round; `iou`: intersection over union where the place decided, else NaN.
    """

    parcel: Ints
    by: Column
    row_of: Ints
    iou: Floats

    @classmethod
    def none(cls, rows: int, parcels: int) -> "Matches":
        return cls(
            np.full(rows, -1), np.full(rows, By.NOTHING, dtype=object), np.full(parcels, -1), np.full(rows, np.nan)
        )

    def tie(self, rows: Ints, parcels: Ints, by: By) -> None:
        self.parcel[rows], self.row_of[parcels], self.by[rows] = parcels, rows, by

    def untie(self, row: int) -> None:
        self.row_of[self.parcel[row]] = -1
        self.parcel[row], self.by[row] = -1, By.NOTHING

    @property
    def open_rows(self) -> Ints:
        return np.flatnonzero(self.parcel < 0)

    @property
    def open_parcels(self) -> Ints:
        return np.flatnonzero(self.row_of < 0)


def match(survey: Surveyed, register: Register) -> Matches:
    """Tie rows to parcels; the register may be empty, rows may lack shapes."""
    matches = Matches.none(len(survey), len(register))
    if len(register) == 0 or len(survey) == 0:
        return matches
    ground = Ground(survey.shape, register.shape)
    surveyed, registered = survey.table, _registered(register)
    for by, keys_of in _IDENTIFIERS:
        _by_identifier(matches, ground, keys_of, surveyed, registered, by=by, within_m=0.0)
    _by_place(matches, ground)
    for by, keys_of in _IDENTIFIERS:
        _by_identifier(matches, ground, keys_of, surveyed, registered, by=by, within_m=limits.latest().furthest_m)
    return matches


def _by_identifier(
    matches: Matches,
    ground: "Ground",
    keys_of: Callable[[Table, Ints], list[str]],
    surveyed: Table,
    registered: Table,
    *,
    by: By,
    within_m: float,
) -> None:
    """Tie open rows and open parcels that carry the same key: sole carriers at once, others by common ground."""
    rows, parcels = matches.open_rows, matches.open_parcels
    row_keys, parcel_keys = keys_of(surveyed, rows), keys_of(registered, parcels)
    place_of = dict(zip(parcel_keys, parcels.tolist(), strict=True))
    row_carriers, parcel_carriers = Counter(row_keys), Counter(parcel_keys)
    sole: list[tuple[int, int]] = []
    shared: dict[int, str] = {}
    for row, key in zip(rows.tolist(), row_keys, strict=True):
        if key and key in place_of:
            if row_carriers[key] == 1 and parcel_carriers[key] == 1:
                sole.append((row, place_of[key]))
            else:
                shared[row] = key
    if sole:
        one, other = np.array(sole, dtype=np.int64).T
        near = ground.apart_m(one, other) <= within_m
        matches.tie(one[near], other[near], by)
    if shared:
        keys = set(shared.values())
        carried = {place: key for place, key in zip(parcels.tolist(), parcel_keys, strict=True) if key in keys}
        _by_common_ground(matches, ground, shared, carried, by)


def _by_common_ground(
    matches: Matches, ground: "Ground", row_keys: dict[int, str], parcel_keys: dict[int, str], by: By
) -> None:
    rows, parcels = np.array(list(row_keys), dtype=np.int64), np.array(list(parcel_keys), dtype=np.int64)
    one, other = ground.meeting(rows, parcels)
    same = [row_keys[row] == parcel_keys[parcel] for row, parcel in zip(one.tolist(), other.tolist(), strict=True)]
    one, other = one[same], other[same]
    _tie_best(matches, one, other, ground.common_m2(one, other), by)


def _by_place(matches: Matches, ground: "Ground") -> None:
    one, other = ground.meeting(matches.open_rows, matches.open_parcels)
    common = ground.common_m2(one, other)
    union = shapely.area(ground.rows[one]) + shapely.area(ground.parcels[other]) - common
    iou = common / np.maximum(union, 1e-9)
    enough = iou >= limits.latest().same_place_share
    matches.iou[one[enough]] = iou[enough]
    _tie_best(matches, one[enough], other[enough], iou[enough], By.PLACE)


def _tie_best(matches: Matches, rows: Ints, parcels: Ints, score: Floats, by: By) -> None:
    """Tie the pairs that are each other's best; equal scores go to the earlier row and parcel."""
    order = np.lexsort((parcels, rows, -score))
    rows, parcels = rows[order][score[order] > 0], parcels[order][score[order] > 0]
    is_best = np.zeros(len(rows), dtype=bool)
    is_best[np.unique(rows, return_index=True)[1]] = True
    best_of_parcel = np.zeros(len(rows), dtype=bool)
    best_of_parcel[np.unique(parcels, return_index=True)[1]] = True
    both = is_best & best_of_parcel
    matches.tie(rows[both], parcels[both], by)


class Ground:
    """Figures on pairs of a row and a parcel, computed only for those asked about."""

    def __init__(self, rows: Column, parcels: Column) -> None:
        self.rows, self.parcels = rows, parcels
        self.row_bounds, self.parcel_bounds = shapely.bounds(rows), shapely.bounds(parcels)

    def apart_m(self, rows: Ints, parcels: Ints) -> Floats:
        """The gap between the boxes of both, 0 when they meet, and also 0 for a row without a shape."""
        one, other = self.row_bounds[rows], self.parcel_bounds[parcels]
        gaps = np.maximum(one[:, :2] - other[:, 2:], other[:, :2] - one[:, 2:])
        return np.asarray(np.nan_to_num(np.hypot(*np.maximum(gaps, 0).T)))

    def common_m2(self, rows: Ints, parcels: Ints) -> Floats:
        return common_area_m2(self.rows[rows], self.parcels[parcels])

    def meeting(self, rows: Ints, parcels: Ints) -> tuple[Ints, Ints]:
        """All pairs of these whose boxes overlap by a good part of the smaller one."""
        if len(rows) == 0 or len(parcels) == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        found = shapely.STRtree(self.parcels[parcels]).query(self.rows[rows])
        one, other = rows[found[0]], parcels[found[1]]
        keep = _box_share(self.row_bounds[one], self.parcel_bounds[other]) > _LEAST_BOX_SHARE
        return one[keep], other[keep]


def common_area_m2(some: Column, others: Column) -> Floats:
    """Area that shapes share pairwise; outlines that cross themselves are untangled for the sum only."""
    return np.asarray(shapely.area(shapely.intersection(sound(some), sound(others))), dtype=np.float64)


def sound(shapes: Column) -> Column:
    """The shapes with those that cross themselves untangled, for figures only."""
    broken = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    if not broken.any():
        return shapes
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken])
    return mended


def _box_share(one: Floats, other: Floats) -> Floats:
    """The common part of two boxes as a share of the smaller one."""
    sides = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
    common = np.prod(np.maximum(sides, 0), axis=1)
    sizes = [np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (one, other)]
    return np.asarray(common / np.maximum(np.minimum(*sizes), 1e-9))


def _registered(register: Register) -> Table:
    fields = ("code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale")
    return {field: getattr(register, field) for field in (*fields, "land_number")}


def _codes(table: Table, chosen: Ints) -> list[str]:
    return list(table["code"][chosen].tolist())


def _deeds(table: Table, chosen: Ints) -> list[str]:
    pairs = zip(table["document_type"][chosen].tolist(), table["document_number"][chosen].tolist(), strict=True)
    return [f"{kind} {number}" if number else "" for kind, number in pairs]


def _sheets(table: Table, chosen: Ints) -> list[str]:
    fields = ("utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number")
    parts = zip(*(table[field][chosen].tolist() for field in fields), strict=True)
    return [
        f"{first} {second} {third} {fourth} {scale} {land}"
        if first and third and scale and land not in _NOT_A_LAND_NUMBER
        else ""
        for first, second, third, fourth, scale, land in parts
    ]


_IDENTIFIERS: tuple[tuple[By, Callable[[Table, Ints], list[str]]], ...] = (
    (By.CODE, _codes),
    (By.DEED, _deeds),
    (By.SHEET, _sheets),
)
