"""A case in the kernel's columns: properties valued by the law of the year, one line for each of their uses."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from taxroll.law import depreciation, reductions
from taxroll.law.book import LawOfYear, Material
from taxroll.law.facts import LARGEST_AREA, LARGEST_VALUE_SATANG, Facts
from taxroll.law.rounding import Int64, divide
from taxroll.law.rules import CoOwnersHome, OutdoorStructures
from taxroll.law.tables import Table
from taxroll.law.trial.fields import refuse
from taxroll.law.trial.form import Case, Property

HUNDREDTHS = 100
OF_USE = {
    "agriculture": Table.AGRICULTURE,
    "other_residence": Table.OTHER_RESIDENCE,
    "other": Table.OTHER_USE,
    "vacant": Table.VACANT,
    "exempt": Table.EXEMPT,
}


@dataclass(frozen=True)
class Valued:
    """A property with its value before and after depreciation, and the number of its joint base."""

    property: Property
    gross_satang: int
    percent_off: int
    value_satang: int
    reduction_ppm: int
    group: int
    is_taxed: bool


@dataclass(frozen=True)
class Use:
    """One line: a property, its use and the rate table."""

    valued: Valued
    name: str
    table: Table


def value(case: Case, *, law: LawOfYear) -> list[Valued]:
    """Every property with its value (s. 35), reduction and joint base (s. 42)."""
    group = _groups(case.properties)
    return [_valued(one, case, group[number], law) for number, one in enumerate(case.properties)]


def lines(properties: Sequence[Valued], *, law: LawOfYear) -> list[Use]:
    """One line for each use of each taxed property, in the order of the official form."""
    land = {one.property.id: one.property for one in properties if one.property.kind == "plot"}
    return [
        Use(one, name, _table(one.property, name, land, law))
        for one in properties
        if one.is_taxed
        for name in one.property.uses
    ]


def facts(uses: Sequence[Use], case: Case) -> Facts:
    """The lines as the kernel takes them."""
    debtors = {
        debtor: number for number, debtor in enumerate(dict.fromkeys(use.valued.property.debtor for use in uses))
    }
    properties = {key: number for number, key in enumerate(dict.fromkeys(map(_identity, uses)))}
    parts = [_parts(use.valued.property) for use in uses]
    old = _old_taxes(uses)
    return Facts(
        owner=_column(debtors[use.valued.property.debtor] for use in uses),
        is_natural=np.array([_is_natural(use.valued.property, case) for use in uses], dtype=np.bool_),
        group=_column(use.valued.group for use in uses),
        property=_column(properties[_identity(use)] for use in uses),
        table=_column(int(use.table) for use in uses),
        value_satang=_column(use.valued.value_satang for use in uses),
        use_part=_column(of_use[use.name] for use, (of_use, _) in zip(uses, parts, strict=True)),
        use_whole=_column(whole for _, whole in parts),
        is_floor_share=np.array([_is_by_floor(use.valued.property) for use in uses], dtype=np.bool_),
        vacant_years=_column(use.valued.property.vacant_years * (use.table is Table.VACANT) for use in uses),
        reduction_ppm=_column(use.valued.reduction_ppm for use in uses),
        old_tax_satang=_column(old),
    )


def _identity(use: Use) -> tuple[str, str]:
    return use.valued.property.kind, use.valued.property.id


def _is_by_floor(one: Property) -> bool:
    return one.kind != "plot" or one.follows_floors


def _is_natural(one: Property, case: Case) -> bool:
    """Co-owners are natural when all of them are."""
    return all(case.owners[person].is_natural for person in one.owners)


def _column(numbers: Iterable[int]) -> Int64:
    return np.array(list(numbers), dtype=np.int64)


def _valued(one: Property, case: Case, group: int, law: LawOfYear) -> Valued:
    where = f"{one.kind}s, id {one.id}"
    satang = int(one.price_baht * HUNDREDTHS) * int(one.area * HUNDREDTHS)
    gross = _divided(satang, law)
    off = 0
    if one.kind == "building":
        off = int(depreciation.percent(Material(one.material), _column([one.age_years or 0]), law=law)[0])
    if gross > LARGEST_VALUE_SATANG:
        refuse(where, "a value above ten trillion baht cannot be true", "มูลค่าเกินสิบล้านล้านบาทเป็นไปไม่ได้")
    worth = int(depreciation.value_after(_column([gross]), _column([off]), law=law)[0])
    _, whole = _parts(one)
    if whole > LARGEST_AREA:
        refuse(f"{where}.uses", "the shares are too fine to be computed", "สัดส่วนละเอียดเกินกว่าจะคำนวณได้")
    return Valued(one, gross, off, worth, _reduction(one, case, law), group, _is_taxed(one, law))


def _divided(hundredths: int, law: LawOfYear) -> int:
    if hundredths > np.iinfo(np.int64).max:
        return LARGEST_VALUE_SATANG + 1
    return int(divide(_column([hundredths]), HUNDREDTHS, rounding=law.rounding.value)[0])


def _is_taxed(one: Property, law: LawOfYear) -> bool:
    """Fences, pools and yards (6xx) are a matter of policy."""
    is_outdoor = one.kind == "building" and one.type.startswith("6")
    return not is_outdoor or law.outdoor_structures.value is OutdoorStructures.TAXED


def _reduction(one: Property, case: Case, law: LawOfYear) -> int:
    if not one.reduction:
        return 0
    kind = law.type_reductions[one.reduction].value
    if kind.years is not None and one.reduction_since is None:
        refuse(
            f"{one.kind}s, id {one.id}.reduction_since",
            f"{one.reduction} lasts {kind.years} years; the day it counts from is missing",
            f"{one.reduction} ลดได้ {kind.years} ปี แต่ไม่ได้ระบุวันที่เริ่มนับ",
        )
    natural = _is_natural(one, case)
    return reductions.reduction_ppm(one.reduction, is_natural=natural, since_date=one.reduction_since, law=law)


def _groups(properties: Sequence[Property]) -> list[int]:
    """Plots of one debtor and one label are one base, his buildings on them with them; all else stands alone."""
    land = {one.id: one for one in properties if one.kind == "plot"}
    keys: list[tuple[object, ...]] = []
    for one in properties:
        under = land.get(one.plot)
        home = under if under is not None and under.debtor == one.debtor else one
        label = ("label", home.group) if home.group else ("own", home.kind, home.id)
        keys.append((home.debtor, *label))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return [numbers[key] for key in keys]


def _table(one: Property, use: str, land: Mapping[str, Property], law: LawOfYear) -> Table:
    """A home without its land under it has the smaller exemption (s. 41)."""
    if use != "home":
        return OF_USE[use]
    if len(one.owners) > 1 and law.co_owners_home.value is CoOwnersHome.NONE:
        return Table.OTHER_RESIDENCE
    if one.kind != "building":
        return Table.MAIN_HOME
    under = land.get(one.plot)
    return Table.MAIN_HOME if under is not None and under.debtor == one.debtor else Table.MAIN_HOME_BUILDING


def _parts(one: Property) -> tuple[dict[str, int], int]:
    """The shares of the uses in whole numbers, and what they are parts of."""
    whole = math.lcm(*(share.denominator for share in one.uses.values()))
    return {name: int(share * whole) for name, share in one.uses.items()}, whole


def _old_taxes(uses: Sequence[Use]) -> list[int]:
    """The old tax of a property on the first of its lines."""
    told: list[int] = []
    seen: set[tuple[str, str]] = set()
    for use in uses:
        key = _identity(use)
        told.append(0 if key in seen else int(use.valued.property.old_tax_baht * Decimal(HUNDREDTHS)))
        seen.add(key)
    return told
