"""From the text of the law files to typed rules. It refuses what it does not understand and fills in no law."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from gis_assets.periods import Period
from taxroll.law.book import (
    AgricultureOrder,
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
from taxroll.law.rules import (
    PRACTICES,
    AgeCounting,
    Calendar,
    ChangeOfOwner,
    CoOwnersHome,
    ExemptKind,
    FalseStatement,
    LimitFrom,
    OutdoorStructures,
    ReductionKind,
    Refund,
    Remainder,
    Rhythm,
    SignboardDuties,
    Silence,
    TimeLimit,
    Title,
)
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
        rates={table: history(law["rates"][table.key], _rate_table) for table in Table},
        agriculture_exemption_satang=history(exemptions["agriculture"], _exemption),
        main_home_exemption_satang=history(exemptions["main_home"], _exemption),
        main_home_building_exemption_satang=history(exemptions["main_home_building"], _exemption),
        exempt_property=_histories(law["exempt_property"], _exempt_kind),
        type_reductions=_histories(law["type_reductions"], _reduction_kind),
        escalation=history(law["vacancy"]["escalation"], _escalation),
        general_pay_ppm=history(reliefs["general"], lambda e: _ppm(100 - e["percent"])),
        phase_in_ppm=history(reliefs["phase_in"], lambda e: _ppm(e["percent_of_increase"])),
        depreciation={material: history(law["depreciation"][material.value], _depreciation) for material in Material},
        rounding=history(policy["rounding"], lambda e: Rounding(e["mode"])),
        floor_share=history(policy["floor_share"], lambda e: SharePrecision(e["precision"])),
        agriculture_order=history(policy["agriculture_order"], lambda e: AgricultureOrder(e["order"])),
        type_reduction=history(policy["type_reduction"], lambda e: TypeReduction(e["stacking"])),
        corner_touch_counts=history(policy["contiguity"], lambda e: bool(e["corner_touch_counts"])),
        penalty=history(collection["penalty"], _penalty),
        surcharge=history(
            collection["surcharge"], lambda e: Surcharge(e["percent_a_month"], e["ceiling_percent_of_tax"])
        ),
        instalments=history(
            collection["instalments"],
            lambda e: Instalments(_satang(e["smallest_tax_baht"]), e["at_most"], Remainder(e["remainder"])),
        ),
        missed_instalment_percent=history(collection["missed_instalment"], lambda e: int(e["percent_before_warning"])),
        allocation=history(collection["allocation"], lambda e: tuple(Due(kind) for kind in e["order"])),
        calendar=history(law["calendar"]["tax_year"], _calendar),
        late_notice_days=history(law["calendar"]["late_notice"], lambda e: int(e["days"])),
        co_owners_home=history(policy["co_owners_home"], lambda e: CoOwnersHome(e["exemption"])),
        silence_of_chief=history(policy["silence_of_chief"], lambda e: Silence(e["means"])),
        vacancy_of_new_owner=history(policy["vacancy_of_new_owner"], lambda e: ChangeOfOwner(e["count"])),
        building_age=history(policy["building_age"], lambda e: AgeCounting(e["counting"])),
        outdoor_structures=history(policy["outdoor_structures"], lambda e: OutdoorStructures(e["treatment"])),
        surcharge_on_extension_ppm=history(collection["surcharge_on_extension"], lambda e: _ppm(e["percent_a_month"])),
        warning_days=history(collection["warning"], lambda e: int(e["days_to_pay"])),
        seizure_days=history(collection["seizure"], lambda e: int(e["days_after_warning"])),
        refund=history(
            collection["refund"], lambda e: Refund(e["years_to_claim"], _ppm(e["interest_percent_a_month"]))
        ),
        registration_stop=history(collection["registration_stop"], lambda e: str(e["while"])),
        false_statement=history(
            collection["false_statement"], lambda e: FalseStatement(e["prison_years"], _satang(e["fine_baht"]))
        ),
        rhythm=history(law["calendar"]["rhythm"], _rhythm),
        building_types=history(law["building_types"]["types"], lambda e: dict(e["titles_th"])),
        signboards=history(law["signboards"]["rates"], _signboards),
        signboard_duties=history(law["signboards"]["duties"], _signboard_duties),
        signboard_ceilings_baht=history(law["signboards"]["ceilings"], lambda e: tuple(e["baht"])),
        ceilings_ppm=_histories(law["rates"]["ceilings"], lambda e: _ppm(e["percent"])),
        time_limits=_histories(
            {limit.value: law["disputes"][limit.value] for limit in TimeLimit}, lambda e: int(e["days"])
        ),
        practices={name: history(law["practices"][name], _practice(name)) for name in PRACTICES},
        titles={name: Title(**entry) for name, entry in law["titles"].items()},
    )


def _digest(files: Files) -> str:
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(f"{name}\n{files[name]}\n".encode())
    return sha.hexdigest()


def history(entries: list[Entry], value_of: Callable[[Entry], T]) -> tuple[Dated[T], ...]:
    """A rule with its days in force and its citation, entry by entry as the files hold them."""
    return tuple(Dated(_period(entry), value_of(entry), _citation(entry)) for entry in entries)


def _histories(kinds: Mapping[str, list[Entry]], value_of: Callable[[Entry], T]) -> dict[str, tuple[Dated[T], ...]]:
    return {kind: history(entries, value_of) for kind, entries in kinds.items()}


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


def _exempt_kind(entry: Entry) -> ExemptKind:
    return ExemptKind(entry["title"], entry["title_th"])


def _reduction_kind(entry: Entry) -> ReductionKind:
    return ReductionKind(
        title=entry["title"],
        title_th=entry["title_th"],
        reduction_ppm=_ppm(entry["percent"]),
        years=entry.get("years"),
        years_from=LimitFrom(entry["years_from"]) if "years" in entry else None,
        is_natural_only=entry["natural_person_only"],
    )


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


def _signboards(entry: Entry) -> SignboardRates:
    return SignboardRates(
        entry["smallest_baht"], entry["unit_cm2"], tuple(entry["moving_baht"]), tuple(entry["static_baht"])
    )


def _calendar(entry: Entry) -> Calendar:
    others = ("list_by", "notice_by", "warning_by", "land_office_by")
    return Calendar(
        entry["pay_by"], tuple(entry["instalments_by"]), **{name: entry[name] for name in others if name in entry}
    )


def _rhythm(entry: Entry) -> Rhythm:
    return Rhythm(
        entry["list_month_before"],
        entry["prices_month"],
        entry["notice_month"],
        entry["pay_month"],
        tuple(entry["instalment_months"]),
        entry["warning_month"],
        entry["land_office_month"],
    )


def _signboard_duties(entry: Entry) -> SignboardDuties:
    return SignboardDuties(
        entry["return_by_month"],
        entry["pay_within_days"],
        entry["late_return_percent"],
        entry["late_payment_percent_a_month"],
    )


def _practice(name: str) -> Callable[[Entry], str]:
    """The one way the program knows; another is refused rather than written down and not done."""

    def choice(entry: Entry) -> str:
        if entry["choice"] != PRACTICES[name]:
            raise ValueError(f"{name}: {entry['choice']} is not what the program does ({PRACTICES[name]}).")
        return str(entry["choice"])

    return choice
