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
from taxroll import contiguity, dwellings, landprices
from taxroll import properties as registers
from taxroll.columns import Columns, Int64
from taxroll.law import depreciation, library, vacancy
from taxroll.law.book import LawOfYear, Material
from taxroll.law.facts import Facts
from taxroll.law.tables import Table
from taxroll.properties import USES, WHOLE, Gap, Register
from taxroll.scopes import Scope

Bool = NDArray[np.bool_]
ShapesOf = Callable[[Int64], NDArray[np.object_]]

MATERIALS = (Material.MASONRY, Material.HALF, Material.WOOD)
HOMES = (Table.MAIN_HOME, Table.MAIN_HOME_BUILDING)
# This reduction is one of the home itself; the rest of the property pays in full.
INHERITED_HOME = "inherited_home"


@dataclass(frozen=True)
class ValuedFacts:
    """The valued register of one day.

    properties  named columns (p,): those of `properties.Register`, and gross_satang, age_years, percent_off,
                value_satang, group
    row         (n,) the property of each line
    facts       (n,) what the kernel needs of each line
    reduction   (n,) the reduction of each line by its place in the law's list from 1, 0 for none
    gaps        what is left out, by reason
    """

    properties: Columns
    row: Int64
    facts: Facts
    reduction: Int64
    gaps: tuple[Gap, ...]


def value(*, municipality: Municipality, on: date, scope: Scope | None = None) -> ValuedFacts:
    """Value the register of one municipality as of a day, or what lies in the scope; raises LawIsSilent."""
    law = library.of_year(units.year_be(on.year))
    register = registers.read(municipality=municipality, on=on, things=scope.read if scope else None)
    return of_register(register, law=law, shapes=shapes_of, scope=scope)


def of_register(register: Register, *, law: LawOfYear, shapes: ShapesOf, scope: Scope | None = None) -> ValuedFacts:
    """Value what was read, without the database; `shapes` gives the outlines (m) of plots by their versions."""
    found = register.columns
    found["home"], found["other_residence"], found["home_table"] = dwellings.split(found)
    if scope:
        register = register.only(scope.theirs(found))
    properties = register.only(register.is_valued).columns
    _add_values(properties, law)
    properties["group"] = _groups(properties, law, shapes)
    row, facts, reduction = _lines(properties, law)
    return ValuedFacts(properties, row, facts, reduction, register.gaps())


def plots_to_join(properties: Columns) -> Int64:
    """Rows of the plots whose owner has others: only these can adjoin each other (s. 42)."""
    is_land = (properties["is_building"] == 0) & (properties["is_unit"] == 0)
    land = np.flatnonzero(is_land & (properties["owner"] != 0))
    return land[_occurs_again(properties["owner"][land])]


def shapes_of(versions: Int64) -> NDArray[np.object_]:
    """The projected outlines of plots by their versions, in the order asked for."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "shapes_of_plots"), {"versions": versions.tolist()})
        return np.asarray(shapely.from_wkb([bytes(row[0]) for row in cursor.fetchall()]), dtype=object)


def _add_values(properties: Columns, law: LawOfYear) -> None:
    """Land: price by deed area. Building: price by floor area less depreciation. Unit: price by area (s. 35)."""
    is_building = properties["is_building"] == 1
    gross = landprices.gross(
        *(properties[name] for name in ("price_satang", "area", "front_ppm", "rest_percent")),
        rounding=law.rounding.value,
    )
    age = depreciation.age_years(
        tax_year_be=law.tax_year_be, built_year_be=properties["built_year_be"], counting=law.building_age.value
    )
    age = age * is_building
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


def _lines(properties: Columns, law: LawOfYear) -> tuple[Int64, Facts, Int64]:
    """One line for each use with an area; a property's lines stay together, in the order of the official form."""
    names = ("agriculture", "home", "other_residence", "other", "vacant", "exempt")
    area = _areas_by_use(properties)
    row, use = np.nonzero(area)
    fixed = np.array([Table.AGRICULTURE, 0, Table.OTHER_RESIDENCE, Table.OTHER_USE, Table.VACANT, Table.EXEMPT])
    table = np.where(use == names.index("home"), properties["home_table"][row], fixed[use]).astype(np.int64)
    since, owned = properties["vacant_since_be"][row], properties["owned_since_be"][row]
    years = vacancy.consecutive_years(since, law=law, owned_since_be=owned) * (table == Table.VACANT)
    reduction = _reductions(properties["reduction_kind"][row], properties["is_natural"][row] == 1, table, law)
    ppm = np.array([0, *(dated.value.reduction_ppm for dated in law.type_reductions.values())], dtype=np.int64)
    facts = Facts(
        owner=properties["owner"][row],
        is_natural=properties["is_natural"][row] == 1,
        group=properties["group"][row],
        property=row.astype(np.int64),
        table=table,
        value_satang=properties["value_satang"][row],
        use_part=area[row, use],
        use_whole=area.sum(axis=1)[row],
        is_floor_share=(properties["is_building"][row] == 1) | (properties["is_unit"][row] == 1),
        vacant_years=years,
        reduction_ppm=ppm[reduction],
        old_tax_satang=properties["old_tax_satang"][row] * _is_first_of(row),
    )
    return row.astype(np.int64), facts, reduction


def _areas_by_use(properties: Columns) -> Int64:
    """Area of each use (p, 6): farming, home, other dwelling, other, vacant, exempt; what is exempt leaves its use.

    What is exempt of a dwelling is taken from the other residence first: a home is lived in, not given to the public.
    """
    exempt = properties["exempt"]
    left = {name: properties[name].copy() for name in ("agriculture", "home", "other_residence", "other", "vacant")}
    is_whole = (exempt > 0) & (properties["exempt_use"] == WHOLE)
    for column in left.values():
        column[is_whole] = 0
    for number, name in enumerate(USES, start=WHOLE + 1):
        part = exempt * ((properties["exempt_kind"] > 0) & (properties["exempt_use"] == number))
        if name == "residential":
            of_other = np.minimum(part, left["other_residence"])
            left["other_residence"] -= of_other
            left["home"] -= part - of_other
        else:
            left[name] -= part
    return np.stack([*left.values(), exempt], axis=1)


def _reductions(kind: Int64, is_natural: Bool, table: Int64, law: LawOfYear) -> Int64:
    """The reduction of each line: none where exempt, none for juristic persons where the law names natural ones."""
    rules = list(law.type_reductions.items())
    natural_only = np.array([False, *(dated.value.is_natural_only for _, dated in rules)])
    home_only = np.array([False, *(key == INHERITED_HOME for key, _ in rules)])
    fits = (table != Table.EXEMPT) & (~natural_only[kind] | is_natural) & (~home_only[kind] | np.isin(table, HOMES))
    return np.where(fits, kind, 0)


def _is_first_of(row: Int64) -> Bool:
    """Whether a line is the first of its property; amounts of the property stand there, once."""
    return np.concatenate(([True], row[1:] != row[:-1]))[: row.size]
