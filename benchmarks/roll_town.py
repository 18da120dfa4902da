"""A nation's roll as ready columns: 5 plots to 3 buildings to 3 owners, 200 municipalities of uneven size, seeded.

Values, sizes and owners follow skewed distributions; 5 % of plots are owned from elsewhere, 10 % have mixed uses,
some adjoin, some are vacant for years, exempt, reduced or owe less than in 2562. Written as Parquet, one row a line.
"""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

MUNICIPALITIES = 200
LINES_PER_PLOT = 1.94
TABLES = {"farm": 1, "home": 2, "home_building": 3, "residence": 4, "other": 5, "vacant": 6, "exempt": 7}
Ints = NDArray[np.int64]


def write(path: Path, *, lines: int, municipalities: int = MUNICIPALITIES, seed: int = 20240101) -> None:
    """About so many lines, sorted by municipality; plots first, then buildings, the uses of each together."""
    r = np.random.default_rng(seed)
    plots = int(lines / LINES_PER_PLOT)
    buildings = owners = plots * 3 // 5
    weight = r.lognormal(0, 0.8, municipalities)
    land = _land(r, plots, owners, weight / weight.sum())
    houses = _houses(r, land, buildings)
    _share_out(r, land, houses).write_parquet(path)


def _land(r: np.random.Generator, plots: int, owners: int, weight: NDArray[np.float64]) -> dict[str, Ints]:
    of_town = np.floor(weight * owners).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(of_town)[:-1]))
    town = np.sort(r.choice(weight.size, plots, p=weight)).astype(np.int64)
    owner = first[town] + np.floor(r.random(plots) ** 1.6 * of_town[town]).astype(np.int64)
    from_elsewhere = r.random(plots) < 0.05
    owner[from_elsewhere] = r.integers(0, owners, int(from_elsewhere.sum()))
    kind = r.choice(6, plots, p=[0.44, 0.30, 0.08, 0.07, 0.10, 0.01])
    wah = np.where(kind == 0, r.lognormal(7.6, 1.0, plots), r.lognormal(4.6, 0.8, plots))
    price = np.clip(r.lognormal(7.6, 1.0, weight.size), 200, 60_000)[town] * r.lognormal(0, 0.7, plots)
    price = np.maximum(50, np.round(price * np.where(kind == 0, 0.25, 1) / 50) * 50)
    # A third of the plots adjoin the plot before, where its owner is the same.
    adjoins = r.random(plots) < 0.33
    adjoins[0] = False
    adjoins[1:] &= town[1:] == town[:-1]
    for _ in range(3):
        owner[1:] = np.where(adjoins[1:], owner[:-1], owner[1:])
    joined = np.concatenate(([False], (owner[1:] == owner[:-1]) & adjoins[1:]))
    return {
        "town": town,
        "owner": owner,
        "kind": kind.astype(np.int64),
        "satang": (np.maximum(1, np.round(wah * 10)) * 10 * price).astype(np.int64),
        "group": np.cumsum(~joined) - 1,
    }


def _houses(r: np.random.Generator, land: dict[str, Ints], buildings: int) -> dict[str, Ints]:
    plot = np.sort(r.integers(0, land["town"].size, buildings))
    is_owners = r.random(buildings) < 0.93
    owner = np.where(is_owners, land["owner"][plot], np.roll(land["owner"][plot], 1))
    m2 = np.maximum(20, r.lognormal(4.7, 0.6, buildings))
    worth = np.round(m2 * r.integers(4_000, 13_000, buildings) * (1 - r.random(buildings) * 0.76) * 100)
    return {"plot": plot, "owner": owner, "satang": worth.astype(np.int64), "is_owners": is_owners.astype(np.int64)}


def _share_out(r: np.random.Generator, land: dict[str, Ints], houses: dict[str, Ints]) -> pl.DataFrame:
    """One line for each use of each property, with every column of the kernel."""
    plots, buildings = land["town"].size, houses["plot"].size
    groups = int(land["group"].max()) + 1
    own = np.where(land["owner"][houses["plot"]] == houses["owner"], land["group"][houses["plot"]], -1)
    lone = own < 0
    own[lone] = groups + np.arange(int(lone.sum()))
    towns = np.concatenate((land["town"], land["town"][houses["plot"]]))
    owners = np.concatenate((land["owner"], houses["owner"]))
    is_building = np.concatenate((np.zeros(plots, np.int64), np.ones(buildings, np.int64)))
    satang = np.concatenate((land["satang"], houses["satang"]))
    group = np.concatenate((land["group"], own))
    is_natural = (owners * 2_654_435_761 % 100) < 96
    use = _uses(r, land["kind"], buildings)
    home = _homes(r, towns, owners, is_building == 1, use, is_natural)
    row, column = np.nonzero(use)
    table = np.array([TABLES[n] for n in ("farm", "residence", "other", "vacant", "exempt")])[column]
    at_home = home[row] & (table == TABLES["residence"])
    table = np.where(
        at_home, np.where(lone[np.maximum(row - plots, 0)], TABLES["home_building"], TABLES["home"]), table
    )
    order = np.lexsort((row, is_building[row], towns[row]))
    row, column, table = row[order], column[order], table[order]
    lines = row.size
    return pl.DataFrame(
        {
            "position": np.arange(lines),
            "town": towns[row],
            "owner": _ranks(towns[row] * 10**9 + owners[row]),
            "is_natural": is_natural[row],
            "group": _ranks(towns[row] * 10**9 + group[row]),
            "property": np.cumsum(np.concatenate(([True], row[1:] != row[:-1]))) - 1,
            "table": table.astype(np.int64),
            "value_satang": satang[row],
            "use_part": use[row, column],
            "use_whole": use.sum(axis=1)[row],
            "is_floor_share": is_building[row] == 1,
            "vacant_years": np.where(table == TABLES["vacant"], r.integers(1, 12, lines), 0),
            "reduction_ppm": np.where(r.random(lines) < 0.01, r.choice([500_000, 900_000], lines), 0),
            "old_tax_satang": np.where(r.random(lines) < 0.3, r.integers(0, 500_000, lines), 0),
        }
    )


def _uses(r: np.random.Generator, kind: Ints, buildings: int) -> Ints:
    """Areas by use in hundredths: farm, residence, other, vacant, exempt."""
    use = np.zeros((kind.size + buildings, 5), dtype=np.int64)
    for plain, column in ((0, 0), (1, 1), (2, 2), (3, 3), (5, 4)):
        use[: kind.size][kind == plain, column] = 10_000
    mixed = np.flatnonzero(kind == 4)
    use[mixed, :4] = np.round(r.dirichlet([1, 2, 1, 0.5], mixed.size) * 40_000)
    use[mixed, 1] += 1
    which = r.random(buildings)
    of_house = use[kind.size :]
    of_house[which < 0.82, 1] = 10_000
    of_house[(which >= 0.82) & (which < 0.93), 2] = 10_000
    both = which >= 0.93
    of_house[both, 1], of_house[both, 2] = (
        r.integers(1_000, 9_000, int(both.sum())),
        r.integers(1_000, 9_000, int(both.sum())),
    )
    return use


def _homes(
    r: np.random.Generator,
    towns: Ints,
    owners: Ints,
    is_building: NDArray[np.bool_],
    use: Ints,
    natural: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The first dwelling of 85 % of natural owners in each town."""
    may = np.flatnonzero(is_building & (use[:, 1] > 0) & natural & (r.random(owners.size) < 0.85))
    _, first = np.unique(towns[may] * 10**9 + owners[may], return_index=True)
    home = np.zeros(owners.size, dtype=np.bool_)
    home[may[first]] = True
    return home


def _ranks(key: Ints) -> Ints:
    return np.asarray(np.unique(key, return_inverse=True)[1], dtype=np.int64)
