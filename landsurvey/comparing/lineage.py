"""Which parcels a row seems to come from: splits and merges, told by common ground, identifiers and the land office.

The land office's feed names no siblings (one transaction, one parcel), so lineage is inferred here with its evidence
and a confidence, and a person confirms it. Re-allotments of many parcels into many are not inferred: their rows stay
new and their parcels gone, and the officer sees both.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landsurvey import limits
from landsurvey.comparing import parcel_codes
from landsurvey.comparing.matching import By, Matches
from landsurvey.words import Sentence, gettext_noop

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SPLIT, MERGE, CONTINUATION = "split", "merge", "continuation"
_SURE = 0.99

LIES_IN = gettext_noop("%(percent)s %% of the row lies in parcel %(code)s.")
PARTS_COVER = gettext_noop("The %(count)s rows that lie in parcel %(code)s cover %(percent)s %% of it.")
LIES_IN_ROW = gettext_noop("%(percent)s %% of parcel %(code)s lies in the row.")
PARCELS_COVER = gettext_noop("The %(count)s parcels that lie in the row cover %(percent)s %% of it.")
CODE_DESCENDS = gettext_noop("Its code descends from %(code)s, the code of the parcel.")
SAME_IDENTIFIER = gettext_noop("It carries an identifier of parcel %(code)s.")
LOWEST_LAND_NUMBER = gettext_noop("It has the lowest land number of the parts, so it keeps code %(code)s.")
LOWEST_CODE = gettext_noop("%(code)s is the lowest code of the merged parcels, so it is kept.")
LAND_OFFICE_SAYS = gettext_noop("The land office recorded such a change of parcel %(code)s.")
ONLY_ITS_PLACE = gettext_noop("Only its place says that it is parcel %(code)s: no identifier names that parcel.")


@dataclass(frozen=True)
class Named:
    """What the inference reads of rows and parcels besides their ground, one entry for each."""

    row_code: Sequence[str]
    row_land_number: Sequence[str]
    parcel_code: Sequence[str]


@dataclass(frozen=True)
class Overlaps:
    """Pairs of a row and a parcel that share ground (indices), and which share of either that is."""

    row: Ints
    parcel: Ints
    share_of_parent: Floats
    share_of_child: Floats


@dataclass(frozen=True)
class Step:
    """A row comes from a parcel: `split` off it, made by a `merge` that ends it, or its `continuation`."""

    row: int
    parcel: int
    kind: str
    share_of_parent: float
    share_of_child: float
    confidence: float
    because: tuple[Sentence, ...]


def infer(overlaps: Overlaps, *, matches: Matches, named: Named, hinted: Collection[int] = ()) -> list[Step]:
    """Return the steps, and tie in `matches` the rows that a split or merge lets go on as a parcel.

    `hinted`: parcels (indices) of which the land office reports a split or merge.
    """
    pairs = _pairs(overlaps)
    steps = _splits(pairs, matches=matches, named=named, hinted=hinted)
    taken = {step.row for step in steps}
    steps += _merges([pair for pair in pairs if pair.row not in taken], matches=matches, named=named, hinted=hinted)
    taken |= {step.row for step in steps}
    return steps + _by_place_alone(matches, named, taken)


@dataclass(frozen=True)
class _Pair:
    row: int
    parcel: int
    of_parent: float
    of_child: float


def _pairs(overlaps: Overlaps) -> list[_Pair]:
    columns = (overlaps.row, overlaps.parcel, overlaps.share_of_parent, overlaps.share_of_child)
    return [_Pair(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _splits(pairs: list[_Pair], *, matches: Matches, named: Named, hinted: Collection[int]) -> list[Step]:
    parts_of: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.of_child > limits.latest().most_share and matches.parcel[pair.row] in (-1, pair.parcel):
            parts_of[pair.parcel].append(pair)
    steps = []
    for parcel, parts in parts_of.items():
        if len(parts) > 1 and sum(part.of_parent for part in parts) <= limits.latest().parts_at_most:
            steps += _split(parcel, parts, matches, named, is_hinted=parcel in hinted)
    return steps


def _split(parcel: int, parts: list[_Pair], matches: Matches, named: Named, *, is_hinted: bool) -> list[Step]:
    """The row that stays is the one already tied, else the part with the lowest land number."""
    code = named.parcel_code[parcel]
    staying = int(matches.row_of[parcel])
    is_part = staying in {part.row for part in parts}
    if staying >= 0 and not is_part:
        return []  # a row elsewhere carries the parcel's identifiers; a person has to look
    is_tied = is_part and matches.by[staying] != By.PLACE
    if not is_tied:
        if is_part:
            matches.untie(staying)
        staying = min(parts, key=lambda part: (parcel_codes.land_rank(named.row_land_number[part.row]), part.row)).row
        matches.tie(np.array([staying]), np.array([parcel]), By.PLACE)
    covered = min(1.0, sum(part.of_parent for part in parts))
    together = Sentence(PARTS_COVER, {"count": len(parts), "code": code, "percent": _percent(covered)})
    steps = []
    for part in parts:
        because = [Sentence(LIES_IN, {"percent": _percent(part.of_child), "code": code}), together]
        kind, support = SPLIT, 0
        if part.row == staying:
            kind = CONTINUATION
            because.append(Sentence(SAME_IDENTIFIER if is_tied else LOWEST_LAND_NUMBER, {"code": code}))
            support += is_tied
        elif parcel_codes.descends(named.row_code[part.row], code):
            because.append(Sentence(CODE_DESCENDS, {"code": code}))
            support += 1
        if is_hinted:
            because.append(Sentence(LAND_OFFICE_SAYS, {"code": code}))
            support += 1
        sure = _confidence(min(part.of_child, 1.0) * covered, support)
        steps.append(Step(part.row, parcel, kind, part.of_parent, part.of_child, sure, tuple(because)))
    return steps


def _merges(pairs: list[_Pair], *, matches: Matches, named: Named, hinted: Collection[int]) -> list[Step]:
    parcels_of: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        if pair.of_parent > limits.latest().most_share and matches.row_of[pair.parcel] in (-1, pair.row):
            parcels_of[pair.row].append(pair)
    steps = []
    for row, parents in parcels_of.items():
        if len(parents) > 1 and sum(parent.of_child for parent in parents) <= limits.latest().parts_at_most:
            steps += _merge(row, parents, matches, named, hinted)
    return steps


def _merge(row: int, parents: list[_Pair], matches: Matches, named: Named, hinted: Collection[int]) -> list[Step]:
    """The parcel that stays is the one already tied, else the one with the lowest code."""
    staying = int(matches.parcel[row])
    is_tied = staying >= 0 and matches.by[row] != By.PLACE
    if not is_tied:
        if staying >= 0:
            matches.untie(row)
        kept = parcel_codes.lowest(named.parcel_code[parent.parcel] for parent in parents)
        staying = next(parent.parcel for parent in parents if named.parcel_code[parent.parcel] == kept)
        matches.tie(np.array([row]), np.array([staying]), By.PLACE)
    elif staying not in {parent.parcel for parent in parents}:
        return []  # its identifiers name a parcel elsewhere; a person has to look
    covered = min(1.0, sum(parent.of_child for parent in parents))
    together = Sentence(PARCELS_COVER, {"count": len(parents), "percent": _percent(covered)})
    steps = []
    for parent in parents:
        code = named.parcel_code[parent.parcel]
        because = [Sentence(LIES_IN_ROW, {"percent": _percent(parent.of_parent), "code": code}), together]
        kind, support = MERGE, 0
        if parent.parcel == staying:
            kind = CONTINUATION
            because.append(Sentence(SAME_IDENTIFIER if is_tied else LOWEST_CODE, {"code": code}))
            support += is_tied
        if parent.parcel in hinted:
            because.append(Sentence(LAND_OFFICE_SAYS, {"code": code}))
            support += 1
        sure = _confidence(min(parent.of_parent, 1.0) * covered, support)
        steps.append(Step(row, parent.parcel, kind, parent.of_parent, parent.of_child, sure, tuple(because)))
    return steps


def _by_place_alone(matches: Matches, named: Named, taken: Collection[int]) -> list[Step]:
    """Rows that go on as a parcel though nothing but their place says so."""
    rows = [row for row in np.flatnonzero(matches.by == By.PLACE).tolist() if row not in taken]
    steps = []
    for row in rows:
        parcel = int(matches.parcel[row])
        iou = float(matches.iou[row])
        because = (Sentence(ONLY_ITS_PLACE, {"code": named.parcel_code[parcel]}),)
        steps.append(Step(row, parcel, CONTINUATION, iou, iou, round(iou, 2), because))
    return steps


def _confidence(base: float, support: int) -> float:
    """Each further kind of evidence halves the doubt that the ground leaves."""
    return round(min(_SURE, 1.0 - (1.0 - base) * 0.5**support), 2)


def _percent(share: float) -> int:
    return round(100 * min(share, 1.0))
