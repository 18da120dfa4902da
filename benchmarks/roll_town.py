"""A nation's roll as ready columns, streamed from the town generator: municipalities of uneven size, seeded.

Each tile of `fixtures.town` (9,000 parcels, 7,000 buildings, condominiums) becomes the columns that officers read from
their register, and `taxroll.valuation` makes the lines. The first tiles are drawn anew; then they come round again in
other municipalities, at other prices. Written as Parquet, a municipality at a time, one row a line.
"""

import argparse
import itertools
import math
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from benchmarks import pairing  # sets Django up, hence first
from fixtures.town import generation
from fixtures.town.tables import Floats, Ints, Town
from taxroll import properties, valuation
from taxroll.columns import Columns
from taxroll.law import book, library
from taxroll.law.book import LawOfYear, Material
from taxroll.properties import WHOLE
from taxroll.valuation import MATERIALS

__all__ = ["pairing"]

SEED = 20240101
LINES_OF_A_TILE = 17_000
HELD_SINCE_BE = 2565
EXEMPT, REDUCED, TAXED_BEFORE = 0.01, 0.01, 0.3
MOST_PAID_BEFORE_SATANG = 500_000
COUNTED = ("owner", "group", "property")
"""Columns whose numbers begin anew in each tile and go on through the nation."""


@dataclass(frozen=True)
class Tile:
    """The lines of one tile, their owners, groups and properties numbered from 0, and the plot of each line."""

    lines: Columns
    plot: Ints


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--municipalities", type=int, required=True)
    parser.add_argument("--tiles", type=int, required=True, help="so many different tiles, then they come round again")
    parser.add_argument("--year", type=int, required=True)
    asked = parser.parse_args()
    sizes = sizes_of(asked.municipalities, lines=asked.lines)
    tiles = min(asked.tiles, sum(math.ceil(size / LINES_OF_A_TILE) for size in sizes))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        drawn = pool.map(partial(tile_of, year=asked.year), range(tiles))
        write(asked.path, municipalities(sizes, itertools.cycle(drawn)))


def sizes_of(count: int, *, lines: int) -> list[int]:
    """How many lines each municipality has; few are large."""
    weight = np.random.default_rng(SEED).lognormal(0, 0.8, count)
    return [math.ceil(lines * share) for share in (weight / weight.sum()).tolist()]


def write(path: Path, parts: Iterable[Columns]) -> None:
    """One row group for each municipality, so that no more than one is ever held."""
    writer = None
    for part in parts:
        table = pa.table(part)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=table.num_rows)
    if writer:
        writer.close()


def municipalities(sizes: Iterable[int], tiles: Iterator[Tile]) -> Iterator[Columns]:
    """The lines of each municipality, out of as many tiles as it is large, at prices of its own."""
    used = {"position": 0} | dict.fromkeys(COUNTED, 0)
    for town, size in enumerate(sizes):
        factor = np.random.default_rng([SEED, town]).lognormal(0, 0.5)
        parts, missing = [], size
        while missing > 0:
            part = _placed(_cut(next(tiles), missing), used)
            missing -= part["owner"].size
            parts.append(part)
        lines = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        lines["value_satang"] = np.round(lines["value_satang"] * factor).astype(np.int64)
        yield {"town": np.full(lines["owner"].size, town)} | lines


def _cut(tile: Tile, most: int) -> Tile:
    """The first plots of a tile with what stands on them, about so many lines."""
    if tile.plot.size <= most:
        return tile
    last = np.sort(tile.plot)[most - 1]
    kept = tile.plot <= last
    return Tile({name: column[kept] for name, column in tile.lines.items()}, tile.plot[kept])


def _placed(tile: Tile, used: dict[str, int]) -> Columns:
    """The lines of a tile numbered on from what is used; `used` moves on."""
    count = tile.plot.size
    lines = {"position": used["position"] + np.arange(count)} | tile.lines
    used["position"] += count
    for name in COUNTED:
        lines[name] = lines[name] + used[name]
        used[name] = int(lines[name].max()) + 1
    return lines


def tile_of(number: int, *, year: int) -> Tile:
    """A tile drawn and valued as the register of a municipality is, with claims that the town has none of."""
    law = library.of_year(year)
    town = generation.generate(seed=SEED, tile=number)
    read = register_of(town)
    read |= claims(read, law=law, rng=np.random.default_rng([SEED, number]))
    register = properties.of_columns(read, on=book.assessment_day(year))
    valued = valuation.of_register(register, law=law, shapes=lambda versions: town.parcels.shape[versions - 1])
    lines = {name: np.asarray(column) for name, column in vars(valued.facts).items()}
    lines |= {name: np.unique(lines[name], return_inverse=True)[1].astype(np.int64) for name in COUNTED}
    return Tile(lines, valued.properties["parcel_version"][valued.row])


def register_of(town: Town) -> Columns:
    """What `sql/properties.sql` reads of the town once it is loaded, in its order; versions are row numbers from 1."""
    parts = [_plots(town), _houses(town), _flats(town)]
    sizes = [part["area"].size for part in parts]
    columns = {
        name: np.concatenate(
            [part.get(name, np.zeros(size, dtype=np.int64)) for part, size in zip(parts, sizes, strict=True)]
        )
        for name in properties.NAMES
    }
    columns |= {"is_building": np.repeat([0, 1, 0], sizes), "is_unit": np.repeat([0, 0, 1], sizes)}
    # What nobody holds is the ground and the house of a condominium.
    columns["is_common"] = (columns["owner"] == 0).astype(np.int64)
    columns["table_count"] = np.ones_like(columns["owner"])
    columns["owned_since_be"] = np.full_like(columns["owner"], HELD_SINCE_BE)
    keys = ("unit_version", "building_version", "is_building", "parcel_version", "owner", "lead_party")
    order = np.lexsort([columns[name] for name in keys])
    return {name: column[order] for name, column in columns.items()}


def claims(register: Columns, *, law: LawOfYear, rng: np.random.Generator) -> Columns:
    """Plots that the Act exempts, property that it reduces, and what was paid in 2562: the town itself has none."""
    size = register["owner"].size
    is_exempt = (register["is_building"] + register["is_unit"] == 0) & (rng.random(size) < EXEMPT)
    kinds = len(law.type_reductions)
    reduced = np.where(rng.random(size) < REDUCED, rng.integers(1, kinds + 1, size), 0) if kinds else 0
    paid = np.where(rng.random(size) < TAXED_BEFORE, rng.integers(0, MOST_PAID_BEFORE_SATANG, size), 0)
    return {
        "exempt_kind": is_exempt.astype(np.int64),
        "exempt_use": is_exempt * WHOLE,
        "reduction_kind": np.zeros(size, dtype=np.int64) + reduced,
        "old_tax_satang": paid,
    }


def _plots(town: Town) -> Columns:
    plots = town.parcels
    count = plots.code.size
    return _held(town, "parcel", count) | {
        "parcel_version": np.arange(count) + 1,
        "table_satang": town.land_prices.price_satang_per_wah[plots.price_zone],
        "area": _hundredths(plots.deed_area_wah),
        "measured": _hundredths(plots.measured_area_m2),
        "agriculture": _hundredths(plots.agriculture_wah),
        "residential": _hundredths(plots.residential_wah),
        "other": _hundredths(plots.other_wah),
        "vacant": _hundredths(plots.vacant_wah),
        "vacant_since_be": plots.vacant_since_be,
    }


def _houses(town: Town) -> Columns:
    """A building belongs to whoever holds it on its own, or else to whoever holds the plot."""
    houses = town.buildings
    own, below = _held(town, "building", houses.parcel.size), _held(town, "parcel", town.parcels.code.size)
    is_own = own["owner"] != 0
    prices = dict(zip(town.building_prices.treasury_type, town.building_prices.price_satang_per_m2, strict=True))
    return {name: np.where(is_own, own[name], below[name][houses.parcel]) for name in own} | {
        "has_own_right": is_own.astype(np.int64),
        "parcel_version": houses.parcel + 1,
        "building_version": np.arange(houses.parcel.size) + 1,
        "table_satang": np.array([prices[code] for code in houses.treasury_type], dtype=np.int64),
        "area": _hundredths(houses.floor_area_m2),
        "agriculture": _hundredths(houses.agriculture_m2),
        "residential": _hundredths(houses.residential_m2),
        "other": _hundredths(houses.other_m2),
        "vacant": _hundredths(houses.vacant_m2),
        "material": np.array([MATERIALS.index(Material(name)) + 1 for name in houses.material_class]),
        "built_year_be": houses.built_year_be,
        "footprint": _hundredths(np.asarray(shapely.area(houses.shape))),
    }


def _flats(town: Town) -> Columns:
    flats = town.units
    count = flats.floor.size
    house = town.condominiums.building[flats.condominium]
    return _held(town, "unit", count) | {
        "parcel_version": town.buildings.parcel[house] + 1,
        "unit_version": np.arange(count) + 1,
        "table_satang": town.condominiums.price_satang_per_m2[flats.condominium],
        "area": _hundredths(flats.area_m2),
        "residential": _hundredths(flats.residential_m2),
        "other": _hundredths(flats.other_m2),
        "vacant": _hundredths(flats.vacant_m2),
        "vacant_since_be": flats.vacant_since_be,
    }


def _held(town: Town, kind: str, count: int) -> Columns:
    """Who owes for each parcel, building or unit: a party from 1, a negative number for co-owners, 0 for nobody."""
    rights = town.rights
    of = getattr(rights, kind)
    row = np.flatnonzero(of >= 0)
    thing, party = of[row], rights.party[row]
    holders = np.bincount(thing, minlength=count)
    lead = np.zeros(count, dtype=np.int64)
    lead[thing[::-1]] = party[::-1] + 1
    natural = np.bincount(thing, weights=town.parties.kind[party] == "natural", minlength=count)
    homes = np.bincount(thing, weights=rights.is_registered_home[row], minlength=count)
    is_natural = (holders > 0) & (natural == holders)
    return {
        "owner": np.where(holders > 1, -1 - np.arange(count), lead),
        "lead_party": lead,
        "owner_count": holders,
        "is_natural": is_natural.astype(np.int64),
        "is_home": (is_natural & (homes > 0)).astype(np.int64),
    }


def _hundredths(amounts: Floats) -> Ints:
    return np.round(amounts * 100).astype(np.int64)


if __name__ == "__main__":
    main()
