"""What suspected buildings would bring, by the roll's own kernel on stated assumptions. Pure columns.

Assumed are: the type that the officer chose at its price of the roll's day, as if new; floor area of footprint times
storeys; the use of the parcel's most valuable line (a building on the ground of a main home is part of the home); the
owner of the land. A parcel that is not on the roll gives no figure.
"""

import numpy as np

from taxroll.columns import Columns, Int64
from taxroll.insight import scenarios
from taxroll.insight.scenarios import Change
from taxroll.law import kernel
from taxroll.law.book import LawOfYear
from taxroll.law.facts import Facts
from taxroll.law.tables import Table

NOT_ON_ROLL = -1
AREA_HUNDREDTHS = 100


def tax(lines: Columns, *, parcel: Int64, floor_area_m2: Int64, satang_per_m2: int, law: LawOfYear) -> Int64:
    """Tax of each suspect (n,) in satang when all of them stand on the roll; NOT_ON_ROLL where its parcel does not."""
    ground = _ground(lines, parcel)
    on_roll = np.flatnonzero(ground >= 0)
    expected = np.full(parcel.size, NOT_ON_ROLL, dtype=np.int64)
    if on_roll.size == 0:
        return expected
    known = scenarios.facts_of(lines, Change(), zones={}, types=("",), law=law)
    added = _added(known, lines, ground[on_roll], floor_area_m2[on_roll], satang_per_m2)
    both = Facts(**{name: np.concatenate([column, getattr(added, name)]) for name, column in vars(known).items()})
    expected[on_roll] = kernel.assess(both, law=law).payable_satang[len(known) :]
    return expected


def _ground(lines: Columns, parcel: Int64) -> Int64:
    """The most valuable land line of each parcel; -1 where there is none."""
    land = np.flatnonzero(lines["is_land"] == 1)
    by_value = land[np.argsort(lines["value_satang"][land], kind="stable")]
    keys, place = np.unique(lines["parcel"][by_value], return_inverse=True)
    best = np.zeros(keys.size, dtype=np.int64)
    best[place] = by_value
    if keys.size == 0:
        return np.full(parcel.size, NOT_ON_ROLL, dtype=np.int64)
    found = np.minimum(np.searchsorted(keys, parcel), keys.size - 1)
    return np.where(keys[found] == parcel, best[found], NOT_ON_ROLL)


def _added(known: Facts, lines: Columns, ground: Int64, floor_area_m2: Int64, satang_per_m2: int) -> Facts:
    count = ground.size
    table = known.table[ground].copy()
    # Nothing that stands there is vacant ground any more.
    table[table == Table.VACANT] = Table.OTHER_USE
    area = floor_area_m2 * AREA_HUNDREDTHS
    nothing = np.zeros(count, dtype=np.int64)
    return Facts(
        owner=known.owner[ground],
        is_natural=known.is_natural[ground],
        group=known.group[ground],
        property=int(known.property.max()) + 1 + np.arange(count, dtype=np.int64),
        table=table,
        value_satang=floor_area_m2 * satang_per_m2,
        use_part=area,
        use_whole=area,
        is_floor_share=np.ones(count, dtype=np.bool_),
        vacant_years=nothing,
        reduction_ppm=nothing,
        old_tax_satang=nothing,
    )
