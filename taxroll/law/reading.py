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
    SignboardInstalments,
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
    DueAfterDecision,
    ExemptKind,
    FalseStatement,
    FirstYear,
    LimitFrom,
    NoticeAfterDecision,
    OutdoorStructures,
    ReductionKind,
    Refund,
    Remainder,
    Rhythm,
    SignboardDuties,
    SignFaces,
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
    return LawBook(
        digest=_digest(files),
        rates={table: history(law["rates"][table.key], _rate_table) for table in Table},
        depreciation={material: history(law["depreciation"][material.value], _depreciation) for material in Material},
        exempt_property=_histories(law["exempt_property"], _exempt_kind),
        type_reductions=_histories(law["type_reductions"], _reduction_kind),
        ceilings_ppm=_histories(law["rates"]["ceilings"], lambda e: _ppm(e["percent"])),
        time_limits=_histories({limit.value: law["disputes"][limit.value] for limit in TimeLimit}, _days),
        practices={name: history(law["practices"][name], _practice(name)) for name in PRACTICES},
        titles={name: Title(**entry) for name, entry in law["titles"].items()},
        **{name: history(law[file][key], value_of) for name, (file, key, value_of) in RULES.items()},
    )


def _digest(files: Files) -> str:
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(f"{name}\n{files[name]}\n".encode())
    return sha.hexdigest()


def history(entries: list[Entry], value_of: Callable[[Entry], T]) -> tuple[Dated[T], ...]:
    """A rule with its days in force and its citation, entry by entry as the files hold them."""
    return tuple(Dated(_period(entry), value_of(entry), _citation(entry)) for entry in entries)


def choices(entries: list[Entry], value_of: Callable[[Entry], T]) -> tuple[Dated[T], ...]:
    """The same of what was chosen here and not found in the law: each must tell its doubt in both languages.

    Raises ValueError for one that does not.
    """
    for entry in entries:
        if not (entry.get("doubt") and entry.get("doubt_th")):
            raise ValueError(f"{entry['cite']}: a choice of ours must tell its doubt in English and Thai.")
    return history(entries, value_of)


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
        entry["new_sign_within_days"],
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


def _days(entry: Entry) -> int:
    return int(entry["days"])


def _instalments(entry: Entry) -> Instalments:
    return Instalments(_satang(entry["smallest_tax_baht"]), entry["at_most"], Remainder(entry["remainder"]))


def _signboard_instalments(entry: Entry) -> SignboardInstalments:
    general = _instalments(entry)
    return SignboardInstalments(**vars(general), months_between=entry["months_between"])


def _refund(entry: Entry) -> Refund:
    return Refund(entry["years_to_claim"], _ppm(entry["interest_percent_a_month"]))


def _false_statement(entry: Entry) -> FalseStatement:
    return FalseStatement(entry["prison_years"], _satang(entry["fine_baht"]))


def _surcharge(entry: Entry) -> Surcharge:
    return Surcharge(entry["percent_a_month"], entry["ceiling_percent_of_tax"])


# Every rule that has one history: its name in the book, where it stands (file, key), and how its value is read.
RULES: Mapping[str, tuple[str, str, Callable[[Entry], Any]]] = {
    "agriculture_exemption_satang": ("exemptions", "agriculture", _exemption),
    "main_home_exemption_satang": ("exemptions", "main_home", _exemption),
    "main_home_building_exemption_satang": ("exemptions", "main_home_building", _exemption),
    "escalation": ("vacancy", "escalation", _escalation),
    "general_pay_ppm": ("reliefs", "general", lambda e: _ppm(100 - e["percent"])),
    "phase_in_ppm": ("reliefs", "phase_in", lambda e: _ppm(e["percent_of_increase"])),
    "rounding": ("policy", "rounding", lambda e: Rounding(e["mode"])),
    "floor_share": ("policy", "floor_share", lambda e: SharePrecision(e["precision"])),
    "agriculture_order": ("policy", "agriculture_order", lambda e: AgricultureOrder(e["order"])),
    "type_reduction": ("policy", "type_reduction", lambda e: TypeReduction(e["stacking"])),
    "corner_touch_counts": ("policy", "contiguity", lambda e: bool(e["corner_touch_counts"])),
    "co_owners_home": ("policy", "co_owners_home", lambda e: CoOwnersHome(e["exemption"])),
    "silence_of_chief": ("policy", "silence_of_chief", lambda e: Silence(e["means"])),
    "notice_after_decision": ("policy", "notice_after_decision", lambda e: NoticeAfterDecision(e["notice"])),
    "due_after_decision": ("policy", "due_after_decision", lambda e: DueAfterDecision(e["day"])),
    "vacancy_of_new_owner": ("policy", "vacancy_of_new_owner", lambda e: ChangeOfOwner(e["count"])),
    "building_age": ("policy", "building_age", lambda e: AgeCounting(e["counting"])),
    "outdoor_structures": ("policy", "outdoor_structures", lambda e: OutdoorStructures(e["treatment"])),
    "penalty": ("collection", "penalty", _penalty),
    "surcharge": ("collection", "surcharge", _surcharge),
    "instalments": ("collection", "instalments", _instalments),
    "missed_instalment_percent": ("collection", "missed_instalment", lambda e: int(e["percent_before_warning"])),
    "allocation": ("collection", "allocation", lambda e: tuple(Due(kind) for kind in e["order"])),
    "surcharge_on_extension_ppm": ("collection", "surcharge_on_extension", lambda e: _ppm(e["percent_a_month"])),
    "warning_days": ("collection", "warning", lambda e: int(e["days_to_pay"])),
    "seizure_days": ("collection", "seizure", lambda e: int(e["days_after_warning"])),
    "refund": ("collection", "refund", _refund),
    "registration_stop": ("collection", "registration_stop", lambda e: str(e["while"])),
    "false_statement": ("collection", "false_statement", _false_statement),
    "calendar": ("calendar", "tax_year", _calendar),
    "late_notice_days": ("calendar", "late_notice", _days),
    "rhythm": ("calendar", "rhythm", _rhythm),
    "building_types": ("building_types", "types", lambda e: dict(e["titles_th"])),
    "signboards": ("signboards", "rates", _signboards),
    "signboard_duties": ("signboards", "duties", _signboard_duties),
    "signboard_first_year": (
        "signboards",
        "first_year",
        lambda e: FirstYear(e["periods"], e["smallest_holds_for_a_part"]),
    ),
    "signboard_faces": ("signboards", "faces", lambda e: SignFaces(e["choice"])),
    "signboard_instalments": ("signboards", "instalments", _signboard_instalments),
    "signboard_appeal_days": ("signboards", "appeal", _days),
    "signboard_appeal_decision_days": ("signboards", "appeal_decision", _days),
    "signboard_appeal_court_days": ("signboards", "appeal_court", _days),
    "signboard_ceilings_baht": ("signboards", "ceilings", lambda e: tuple(e["baht"])),
}
