"""From the text of the law files to typed rules. It refuses what it does not understand and fills in no law."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from gis_assets.periods import Period
from taxroll.law.book import (
    AgricultureOrder,
    Calendar,
    DepreciationStep,
    DepreciationTable,
    Due,
    Escalation,
    Instalments,
    LawBook,
    Material,
    Penalty,
    SharePrecision,
    SignboardRates,
    Surcharge,
    TypeReduction,
)
from taxroll.law.dated import Citation, Dated, Evidence
from taxroll.law.rounding import Rounding
from taxroll.law.tables import UNBOUNDED_SATANG, RateTable, Slice, Table

T = TypeVar("T")
Entry = Mapping[str, Any]
Files = Mapping[str, str]

SATANG_PER_BAHT = 100
PPM_PER_PERCENT = 10_000


def read(files: Files) -> LawBook:
    """The law book from texts by file name (`rates`, `exemptions`, ...)."""
    law = {name: tomllib.loads(text, parse_float=Decimal) for name, text in files.items()}
    exemptions, reliefs, policy, collection = law["exemptions"], law["reliefs"], law["policy"], law["collection"]
    return LawBook(
        digest=_digest(files),
        rates={table: _history(law["rates"][table.key], _rate_table) for table in Table},
        agriculture_exemption_satang=_history(exemptions["agriculture"], _exemption),
        main_home_exemption_satang=_history(exemptions["main_home"], _exemption),
        main_home_building_exemption_satang=_history(exemptions["main_home_building"], _exemption),
        escalation=_history(law["vacancy"]["escalation"], _escalation),
        general_pay_ppm=_history(reliefs["general"], lambda e: _ppm(100 - e["percent"])),
        phase_in_ppm=_history(reliefs["phase_in"], lambda e: _ppm(e["percent_of_increase"])),
        depreciation={material: _history(law["depreciation"][material.value], _depreciation) for material in Material},
        rounding=_history(policy["rounding"], lambda e: Rounding(e["mode"])),
        floor_share=_history(policy["floor_share"], lambda e: SharePrecision(e["precision"])),
        agriculture_order=_history(policy["agriculture_order"], lambda e: AgricultureOrder(e["order"])),
        type_reduction=_history(policy["type_reduction"], lambda e: TypeReduction(e["stacking"])),
        corner_touch_counts=_history(policy["contiguity"], lambda e: bool(e["corner_touch_counts"])),
        penalty=_history(collection["penalty"], _penalty),
        surcharge=_history(
            collection["surcharge"], lambda e: Surcharge(e["percent_a_month"], e["ceiling_percent_of_tax"])
        ),
        instalments=_history(
            collection["instalments"], lambda e: Instalments(_satang(e["smallest_tax_baht"]), e["at_most"])
        ),
        missed_instalment_penalty_percent=_history(
            collection["missed_instalment"], lambda e: int(e["percent_before_warning"])
        ),
        warning_days=_history(collection["warning"], lambda e: int(e["days_to_pay"])),
        refund_years=_history(collection["refund"], lambda e: int(e["years"])),
        allocation=_history(collection["allocation"], lambda e: tuple(Due(kind) for kind in e["order"])),
        calendar=_history(law["calendar"]["tax_year"], _calendar),
        late_notice_days=_history(law["calendar"]["late_notice"], lambda e: int(e["days"])),
        signboards=_history(law["signboards"]["rates"], _signboards),
    )


def _digest(files: Files) -> str:
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(f"{name}\n{files[name]}\n".encode())
    return sha.hexdigest()


def _history(entries: list[Entry], value_of: Callable[[Entry], T]) -> tuple[Dated[T], ...]:
    return tuple(Dated(_period(entry), value_of(entry), _citation(entry)) for entry in entries)


def _period(entry: Entry) -> Period:
    return Period(entry["in_force_from"], entry.get("in_force_until"))


def _citation(entry: Entry) -> Citation:
    return Citation(
        cite=entry["cite"],
        cite_th=entry["cite_th"],
        evidence=Evidence(entry["evidence"]),
        sources=tuple(entry["sources"]),
        doubt=entry.get("doubt", ""),
        doubt_th=entry.get("doubt_th", ""),
    )


def _satang(baht: Decimal | int) -> int:
    return _whole(Decimal(baht) * SATANG_PER_BAHT)


def _ppm(percent: Decimal | int) -> int:
    return _whole(Decimal(percent) * PPM_PER_PERCENT)


def _whole(number: Decimal) -> int:
    if number != int(number):
        raise ValueError(f"{number} is no whole number of satang or millionths.")
    return int(number)


def _rate_table(entry: Entry) -> RateTable:
    borders = [_satang(part["up_to_baht"]) for part in entry["slices"][:-1]] + [UNBOUNDED_SATANG]
    if borders != sorted(set(borders)) or "up_to_baht" in entry["slices"][-1]:
        raise ValueError("The slices of a rate table must rise, and the last one must have no upper border.")
    rates = [_ppm(part["percent"]) for part in entry["slices"]]
    return tuple(Slice(low, high, rate) for low, high, rate in zip([0, *borders[:-1]], borders, rates, strict=True))


def _exemption(entry: Entry) -> int:
    return _satang(entry["baht"]) if "baht" in entry else UNBOUNDED_SATANG


def _escalation(entry: Entry) -> Escalation:
    return Escalation(
        first_tax_year_be=entry["first_tax_year_be"],
        years_per_step=entry["years_per_step"],
        step_ppm=_ppm(entry["step_percent"]),
        ceiling_ppm=_ppm(entry["ceiling_percent"]),
    )


def _depreciation(entry: Entry) -> DepreciationTable:
    return tuple(DepreciationStep(step["through_age"], step["percent_a_year"]) for step in entry["steps"])


def _penalty(entry: Entry) -> Penalty:
    return Penalty(entry["before_warning_percent"], entry["within_warning_percent"], entry["after_warning_percent"])


def _calendar(entry: Entry) -> Calendar:
    known = {name: entry.get(name) for name in ("list_by", "notice_by", "warn_by", "report_by")}
    return Calendar(entry["pay_by"], tuple(entry["instalments_by"]), **known)


def _signboards(entry: Entry) -> SignboardRates:
    return SignboardRates(
        entry["smallest_baht"], entry["unit_cm2"], tuple(entry["moving_baht"]), tuple(entry["static_baht"])
    )
