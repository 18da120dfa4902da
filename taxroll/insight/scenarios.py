"""A scenario: what differs from the year's law and prices, as data, and the law and facts that follow from it. Pure.

The tax of a scenario comes from the same kernel as the roll's; here only its two inputs are changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from taxroll.columns import Columns, Int64
from taxroll.law import depreciation
from taxroll.law.book import LawOfYear
from taxroll.law.dated import Citation, Dated, Evidence
from taxroll.law.facts import Facts
from taxroll.law.rounding import divide
from taxroll.law.tables import RateTable, Slice, Table

PPM = 1_000_000
# The factor of every zone or type that is not named on its own.
ALL = "*"
EXEMPTIONS = {
    "agriculture": "agriculture_exemption_satang",
    "main_home": "main_home_exemption_satang",
    "main_home_building": "main_home_building_exemption_satang",
}
# Which ceiling of s. 37 binds a table.
CEILINGS = {
    Table.AGRICULTURE: "agriculture",
    Table.MAIN_HOME: "residence",
    Table.MAIN_HOME_BUILDING: "residence",
    Table.OTHER_RESIDENCE: "residence",
    Table.OTHER_USE: "other_use",
    Table.VACANT: "vacant",
}
_SUPPOSED = Citation(cite="Supposed in a scenario", cite_th="สมมุติในฉากทัศน์", evidence=Evidence.NOTHING_FOUND)


@dataclass(frozen=True)
class Change:
    """What a scenario changes; what is not named stays as the year has it.

    rates_ppm        table key -> rate of each slice; the borders of the slices stay
    land_ppm         code of a price zone, or ALL -> factor on the prices of the land that lies in it
    building_ppm     building type, or ALL -> factor on its price
    unit_ppm         factor on the price of condominium units
    exempt_satang    a key of EXEMPTIONS -> amount of the exemption
    general_pay_ppm  which part of the tax a general relief leaves to pay
    """

    rates_ppm: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    land_ppm: Mapping[str, int] = field(default_factory=dict)
    building_ppm: Mapping[str, int] = field(default_factory=dict)
    unit_ppm: int | None = None
    exempt_satang: Mapping[str, int] = field(default_factory=dict)
    general_pay_ppm: int | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        rates = {key: tuple(int(rate) for rate in rates) for key, rates in data.get("rates_ppm", {}).items()}
        return cls(**{**data, "rates_ppm": rates})

    def to_json(self) -> dict[str, Any]:
        """Only what is changed."""
        data = {**vars(self), "rates_ppm": {key: list(rates) for key, rates in self.rates_ppm.items()}}
        return {key: value for key, value in data.items() if value not in ({}, None)}

    @property
    def is_nothing(self) -> bool:
        return not self.to_json()


def law_of(change: Change, *, law: LawOfYear) -> LawOfYear:
    """The year's law as the scenario has it; raises ValueError for rates that do not fit the slices."""
    rates = {table: _rates(dated, change.rates_ppm.get(table.key)) for table, dated in law.rates.items()}
    new = replace(law, rates=rates)
    if change.general_pay_ppm is not None:
        new = replace(new, general_pay_ppm=_supposed(law.general_pay_ppm, change.general_pay_ppm))
    exempt = {name: getattr(law, name) for name in EXEMPTIONS.values()}
    exempt |= {
        EXEMPTIONS[key]: _supposed(exempt[EXEMPTIONS[key]], satang) for key, satang in change.exempt_satang.items()
    }
    return replace(
        new,
        agriculture_exemption_satang=exempt["agriculture_exemption_satang"],
        main_home_exemption_satang=exempt["main_home_exemption_satang"],
        main_home_building_exemption_satang=exempt["main_home_building_exemption_satang"],
    )


def facts_of(
    lines: Columns, change: Change, *, zones: Mapping[int, str], types: tuple[str, ...], law: LawOfYear
) -> Facts:
    """The kernel's facts of a roll's lines with the scenario's prices; zones give the code of each price zone."""
    factor = _factors(lines, change, zones, types)
    value = lines["property_satang"].copy()
    changed = factor != PPM
    gross = _times(lines["gross_satang"][changed], factor[changed], law)
    value[changed] = depreciation.value_after(gross, lines["percent_off"][changed], law=law)
    return Facts(
        owner=lines["bill_number"],
        is_natural=lines["is_natural"] == 1,
        group=lines["group"],
        property=lines["property"],
        table=lines["table"],
        value_satang=value,
        use_part=lines["use_part"],
        use_whole=lines["use_whole"],
        is_floor_share=lines["is_land"] == 0,
        vacant_years=lines["vacant_years"],
        reduction_ppm=lines["reduction_ppm"],
        old_tax_satang=lines["old_tax_satang"],
    )


def above_ceiling(change: Change, *, law: LawOfYear) -> list[tuple[Table, int, Dated[int]]]:
    """Tables whose highest rate in the scenario exceeds the ceiling of s. 37, which only Parliament may change."""
    found = []
    for table, key in CEILINGS.items():
        highest = max(change.rates_ppm.get(table.key, (0,)))
        ceiling = law.ceilings_ppm.get(key)
        if ceiling and highest > ceiling.value:
            found.append((table, highest, ceiling))
    return found


def _rates(dated: Dated[RateTable], rates_ppm: tuple[int, ...] | None) -> Dated[RateTable]:
    if rates_ppm is None:
        return dated
    slices = tuple(
        Slice(part.from_satang, part.up_to_satang, rate) for part, rate in zip(dated.value, rates_ppm, strict=True)
    )
    return Dated(dated.period, slices, _SUPPOSED)


def _supposed(dated: Dated[int], value: int) -> Dated[int]:
    return Dated(dated.period, value, _SUPPOSED)


def _factors(lines: Columns, change: Change, zones: Mapping[int, str], types: tuple[str, ...]) -> Int64:
    """The factor on the price of each line, in millionths."""
    factor = np.full(lines["table"].size, PPM, dtype=np.int64)
    is_land, is_unit = lines["is_land"] == 1, lines["is_unit"] == 1
    is_building = ~is_land & ~is_unit
    factor[is_land] = change.land_ppm.get(ALL, PPM)
    factor[is_building] = change.building_ppm.get(ALL, PPM)
    factor[is_unit] = PPM if change.unit_ppm is None else change.unit_ppm
    for number, code in zones.items():
        if code in change.land_ppm:
            factor[is_land & (lines["price_zone"] == number)] = change.land_ppm[code]
    for place, name in enumerate(types):
        if name and name in change.building_ppm:
            factor[is_building & (lines["treasury_type"] == place)] = change.building_ppm[name]
    return factor


def _times(satang: Int64, factor_ppm: Int64, law: LawOfYear) -> Int64:
    """satang * factor / 1,000,000 without leaving 64 bits."""
    whole, rest = np.divmod(satang, PPM)
    return whole * factor_ppm + divide(rest * factor_ppm, PPM, rounding=law.rounding.value)
