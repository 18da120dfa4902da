"""First step: what each plot and building was worth on 1 January, who owes for it, and by which table.

It asks the register as of that day and answers in columns. What cannot be valued is named with its reason.
The officer's record of use is taken as it stands; nothing is inferred from shapes or pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from gis_assets import sql_files, units
from gis_assets.models import Municipality
from taxroll import columns, contiguity, dwellings, scopes
from taxroll.columns import Columns, Int64
from taxroll.law import depreciation, library, vacancy
from taxroll.law.book import LawOfYear, Material
from taxroll.law.facts import LARGEST_AREA, Facts
from taxroll.law.rounding import divide
from taxroll.law.tables import Table
from taxroll.models import GapReason
from taxroll.scopes import Scope

Bool = NDArray[np.bool_]
ShapesOf = Callable[[Int64], NDArray[np.object_]]

HUNDREDTHS = 100
LARGEST_PRICE_SATANG = 10**9
MATERIALS = (Material.MASONRY, Material.HALF, Material.WOOD)
NAMES = (
    "is_building",
    "parcel_version",
    "building_version",
    "owner",
    "lead_party",
    "owner_count",
    "is_natural",
    "is_home",
    "has_own_right",
    "price_count",
    "price",
    "price_satang",
    "area",
    "agriculture",
    "residential",
    "other",
    "vacant",
    "vacant_since_be",
    "material",
    "built_year_be",
    "footprint",
)


@dataclass(frozen=True)
class Gap:
    """Plots and buildings (pairs of version ids, 0 for none) that cannot be valued for one reason."""

    reason: GapReason
    parcel_version: Int64
    building_version: Int64


@dataclass(frozen=True)
class ValuedFacts:
    """The valued register of one day.

    properties  named columns (p,): NAMES, and gross_satang, age_years, percent_off, value_satang, group
    row         (n,) the property of each line
    facts       (n,) what the kernel needs of each line
    gaps        what is left out, by reason
    """

    properties: Columns
    row: Int64
    facts: Facts
    gaps: tuple[Gap, ...]


def value(*, municipality: Municipality, on: date, scope: Scope = scopes.EVERYTHING) -> ValuedFacts:
    """Value the register of one municipality as of a day, or what lies in the scope.

    Raises LawIsSilent for a year without law.
    """
    law = library.of_year(units.year_be(on.year))
    return of_register(read(municipality=municipality, on=on, scope=scope), law=law, shapes=shapes_of, scope=scope)


def read(*, municipality: Municipality, on: date, scope: Scope = scopes.EVERYTHING) -> Columns:
    """Every property of one municipality as of a day, or what lies in the scope: columns of NAMES."""
    query = sql_files.load("taxroll", "properties")
    asked = {"municipality": municipality.pk, "on": on, "parcels": scope.parcels, "buildings": scope.buildings}
    return columns.read(query, asked, names=NAMES)


def of_register(
    everything: Columns, *, law: LawOfYear, shapes: ShapesOf, scope: Scope = scopes.EVERYTHING
) -> ValuedFacts:
    """Value what was read, without the database; `shapes` gives the outlines (m) of plots by their versions."""
    everything = dict(everything)
    everything["home"], everything["other_residence"], everything["home_table"] = dwellings.split(everything)
    is_theirs = scope.theirs(everything)
    everything = {name: column[is_theirs] for name, column in everything.items()}
    gaps, is_valued = _gaps(everything)
    properties = {name: column[is_valued] for name, column in everything.items()}
    _add_values(properties, law)
    properties["group"] = _groups(properties, law, shapes)
    row, facts = _lines(properties, law)
    return ValuedFacts(properties, row, facts, gaps)


def plots_to_join(properties: Columns) -> Int64:
    """Rows of the plots whose owner has others: only these can adjoin each other (s. 42)."""
    land = np.flatnonzero((properties["is_building"] == 0) & (properties["owner"] != 0))
    return land[_occurs_again(properties["owner"][land])]


def shapes_of(versions: Int64) -> NDArray[np.object_]:
    """The projected outlines of plots by their versions, in the order asked for."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "shapes_of_plots"), {"versions": versions.tolist()})
        return np.asarray(shapely.from_wkb([bytes(row[0]) for row in cursor.fetchall()]), dtype=object)


def _gaps(everything: Columns) -> tuple[tuple[Gap, ...], Bool]:
    """What cannot be valued, each once with its first reason; and where (p,) a value can be had."""
    is_building = everything["is_building"] == 1
    used = everything["agriculture"] + everything["residential"] + everything["other"] + everything["vacant"]
    reasons = {
        GapReason.NO_OWNER: everything["owner"] == 0,
        GapReason.NO_DEED_AREA: ~is_building & (everything["area"] == 0),
        GapReason.NO_USE: used == 0,
        GapReason.NO_LAND_PRICE: ~is_building & (everything["price_count"] == 0),
        GapReason.SEVERAL_LAND_PRICES: ~is_building & (everything["price_count"] > 1),
        GapReason.NO_BUILDING_PRICE: is_building & (everything["price_count"] == 0),
        GapReason.NO_YEAR_BUILT: is_building & (everything["built_year_be"] == 0),
    }
    is_valued, gaps = np.ones(is_building.size, dtype=np.bool_), []
    for reason, holds in reasons.items():
        new = holds & is_valued
        gaps.append(Gap(reason, everything["parcel_version"][new], everything["building_version"][new]))
        is_valued &= ~holds
    return tuple(gap for gap in gaps if gap.parcel_version.size), is_valued


def _add_values(properties: Columns, law: LawOfYear) -> None:
    """Land: price by deed area. Building: price by floor area less depreciation (s. 35)."""
    if (
        properties["price_satang"].max(initial=0) > LARGEST_PRICE_SATANG
        or properties["area"].max(initial=0) > LARGEST_AREA
    ):
        raise ValueError(f"A price above {LARGEST_PRICE_SATANG} satang or such an area cannot be true.")
    is_building = properties["is_building"] == 1
    gross = divide(properties["price_satang"] * properties["area"], HUNDREDTHS, rounding=law.rounding.value)
    age = depreciation.age_years(tax_year_be=law.tax_year_be, built_year_be=properties["built_year_be"]) * is_building
    percent_off = np.zeros_like(age)
    for number, material in enumerate(MATERIALS, start=1):
        of_class = is_building & (properties["material"] == number)
        percent_off[of_class] = depreciation.percent(material, age[of_class], law=law)
    properties |= {"gross_satang": gross, "age_years": age, "percent_off": percent_off}
    properties["value_satang"] = depreciation.value_after(gross, percent_off, law=law)


def _groups(properties: Columns, law: LawOfYear, shapes: ShapesOf) -> Int64:
    """The joint base (s. 42) of each property: adjoining plots of one owner, his buildings on them; all else alone."""
    group = np.arange(properties["owner"].size, dtype=np.int64)
    many = plots_to_join(properties)
    if many.size:
        corner = law.corner_touch_counts.value
        label = contiguity.groups(
            shapes(properties["parcel_version"][many]), properties["owner"][many], corner_touch_counts=corner
        )
        _, first = np.unique(label, return_index=True)
        group[many] = many[first[label]]
    plot = dwellings.plot_under(properties)
    joins = (properties["is_building"] == 1) & (plot >= 0) & (properties["owner"][plot] == properties["owner"])
    group[joins] = group[plot[joins]]
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _occurs_again(owner: Int64) -> Bool:
    _, inverse, counts = np.unique(owner, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] > 1, dtype=np.bool_)


def _lines(properties: Columns, law: LawOfYear) -> tuple[Int64, Facts]:
    """One line for each use with an area; a property's lines stay together, in the order of the official form."""
    names = ("agriculture", "home", "other_residence", "other", "vacant")
    area = np.stack([properties[name] for name in names], axis=1)
    row, use = np.nonzero(area)
    fixed = np.array([Table.AGRICULTURE, 0, Table.OTHER_RESIDENCE, Table.OTHER_USE, Table.VACANT], dtype=np.int64)
    table = np.where(use == names.index("home"), properties["home_table"][row], fixed[use])
    is_vacant = table == Table.VACANT
    years = vacancy.consecutive_years(properties["vacant_since_be"][row], law=law) * is_vacant
    zeros = np.zeros(row.size, dtype=np.int64)
    return row.astype(np.int64), Facts(
        owner=properties["owner"][row],
        is_natural=properties["is_natural"][row] == 1,
        group=properties["group"][row],
        property=row.astype(np.int64),
        table=table,
        value_satang=properties["value_satang"][row],
        use_part=area[row, use],
        use_whole=area.sum(axis=1)[row],
        is_floor_share=properties["is_building"][row] == 1,
        vacant_years=years,
        reduction_ppm=zeros,
        old_tax_satang=zeros,
    )
