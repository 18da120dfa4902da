"""The whole law as read from its files: every rule with its history, and the law of one tax year taken out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from gis_assets import units
from taxroll.law.dated import Dated, all_in_force, in_force
from taxroll.law.rounding import Rounding
from taxroll.law.rules import (
    AgeCounting,
    Calendar,
    ChangeOfOwner,
    CoOwnersHome,
    DueAfterDecision,
    ExemptKind,
    FalseStatement,
    FirstYear,
    NoticeAfterDecision,
    OutdoorStructures,
    ReductionKind,
    Refund,
    Remainder,
    Rhythm,
    SignboardDuties,
    SignFaces,
    Silence,
    Title,
)
from taxroll.law.tables import RateTable, Table


class Material(StrEnum):
    """The three classes of the depreciation table."""

    MASONRY = "masonry"
    HALF = "half"
    WOOD = "wood"


class SharePrecision(StrEnum):
    """How exactly the share of a floor area is taken."""

    EXACT = "exact"
    ONE_DECIMAL_PERCENT = "one_decimal_percent"


class AgricultureOrder(StrEnum):
    """Which farm property takes the owner's exemption first."""

    HIGHEST_VALUE_FIRST = "highest_value_first"
    LOWEST_VALUE_FIRST = "lowest_value_first"
    AS_LISTED = "as_listed"


class TypeReduction(StrEnum):
    """Whether a reduction by type of property follows a general one or gives way to it."""

    ONLY_WITHOUT_GENERAL = "only_without_general"
    AFTER_GENERAL = "after_general"
    LARGER_ONE = "larger_one"


class Due(StrEnum):
    """The three kinds of money that a bill may owe."""

    TAX = "tax"
    PENALTY = "penalty"
    SURCHARGE = "surcharge"


@dataclass(frozen=True)
class Escalation:
    """How the rate of vacant property rises with the years (s. 43)."""

    first_tax_year_be: int
    years_per_step: int
    step_ppm: int
    ceiling_ppm: int


@dataclass(frozen=True)
class DepreciationStep:
    """So many percent for every year of age up to and including `through_age`."""

    through_age: int
    percent_a_year: int


@dataclass(frozen=True)
class Penalty:
    """Percent of the unpaid tax (s. 68 and 69)."""

    before_warning_percent: int
    within_warning_percent: int
    after_warning_percent: int


@dataclass(frozen=True)
class Surcharge:
    """Percent of the unpaid tax for each month or part of a month (s. 70); no ceiling where the law names none."""

    percent_a_month: int
    ceiling_percent_of_tax: int | None


@dataclass(frozen=True)
class Instalments:
    """When and into how many parts a tax may be divided (s. 52)."""

    smallest_tax_satang: int
    at_most: int
    remainder: Remainder = Remainder.FIRST


@dataclass(frozen=True)
class SignboardInstalments(Instalments):
    """The same for signs, whose parts follow one another by months from the last day to pay."""

    months_between: int = 1


@dataclass(frozen=True)
class SignboardRates:
    """Baht per unit of area for the three classes of letters, and the smallest tax of one sign."""

    smallest_baht: int
    unit_cm2: int
    moving_baht: tuple[int, ...]
    static_baht: tuple[int, ...]


DepreciationTable = tuple[DepreciationStep, ...]
Rule = Sequence[Dated[Any]] | Mapping[Any, Sequence[Dated[Any]]]

# What has a rule for each of its kinds on every day.
COMPLETE = ("rates", "depreciation")


@dataclass(frozen=True)
class LawOfYear:
    """What holds for one tax year; every value still carries its citation."""

    tax_year_be: int
    rates: Mapping[Table, Dated[RateTable]]
    agriculture_exemption_satang: Dated[int]
    main_home_exemption_satang: Dated[int]
    main_home_building_exemption_satang: Dated[int]
    exempt_property: Mapping[str, Dated[ExemptKind]]
    type_reductions: Mapping[str, Dated[ReductionKind]]
    escalation: Dated[Escalation]
    general_pay_ppm: Dated[int]
    phase_in_ppm: Dated[int]
    depreciation: Mapping[Material, Dated[DepreciationTable]]
    rounding: Dated[Rounding]
    floor_share: Dated[SharePrecision]
    agriculture_order: Dated[AgricultureOrder]
    type_reduction: Dated[TypeReduction]
    corner_touch_counts: Dated[bool]
    penalty: Dated[Penalty]
    surcharge: Dated[Surcharge]
    instalments: Dated[Instalments]
    missed_instalment_percent: Dated[int]
    allocation: Dated[tuple[Due, ...]]
    calendar: Dated[Calendar]
    late_notice_days: Dated[int]
    co_owners_home: Dated[CoOwnersHome]
    silence_of_chief: Dated[Silence]
    notice_after_decision: Dated[NoticeAfterDecision]
    due_after_decision: Dated[DueAfterDecision]
    vacancy_of_new_owner: Dated[ChangeOfOwner]
    building_age: Dated[AgeCounting]
    outdoor_structures: Dated[OutdoorStructures]
    surcharge_on_extension_ppm: Dated[int]
    warning_days: Dated[int]
    seizure_days: Dated[int]
    refund: Dated[Refund]
    registration_stop: Dated[str]
    false_statement: Dated[FalseStatement]
    rhythm: Dated[Rhythm]
    building_types: Dated[Mapping[str, str]]
    signboards: Dated[SignboardRates]
    signboard_duties: Dated[SignboardDuties]
    signboard_first_year: Dated[FirstYear]
    signboard_faces: Dated[SignFaces]
    signboard_ceilings_baht: Dated[tuple[int, ...]]
    signboard_instalments: Dated[SignboardInstalments]
    signboard_appeal_days: Dated[int]
    signboard_appeal_decision_days: Dated[int]
    signboard_appeal_court_days: Dated[int]
    ceilings_ppm: Mapping[str, Dated[int]]
    time_limits: Mapping[str, Dated[int]]
    practices: Mapping[str, Dated[str]]


@dataclass(frozen=True)
class LawBook:
    """Every rule with all its history; `digest` is the SHA-256 of the files it was read from."""

    digest: str
    rates: Mapping[Table, tuple[Dated[RateTable], ...]]
    agriculture_exemption_satang: tuple[Dated[int], ...]
    main_home_exemption_satang: tuple[Dated[int], ...]
    main_home_building_exemption_satang: tuple[Dated[int], ...]
    exempt_property: Mapping[str, tuple[Dated[ExemptKind], ...]]
    type_reductions: Mapping[str, tuple[Dated[ReductionKind], ...]]
    escalation: tuple[Dated[Escalation], ...]
    general_pay_ppm: tuple[Dated[int], ...]
    phase_in_ppm: tuple[Dated[int], ...]
    depreciation: Mapping[Material, tuple[Dated[DepreciationTable], ...]]
    rounding: tuple[Dated[Rounding], ...]
    floor_share: tuple[Dated[SharePrecision], ...]
    agriculture_order: tuple[Dated[AgricultureOrder], ...]
    type_reduction: tuple[Dated[TypeReduction], ...]
    corner_touch_counts: tuple[Dated[bool], ...]
    penalty: tuple[Dated[Penalty], ...]
    surcharge: tuple[Dated[Surcharge], ...]
    instalments: tuple[Dated[Instalments], ...]
    missed_instalment_percent: tuple[Dated[int], ...]
    allocation: tuple[Dated[tuple[Due, ...]], ...]
    calendar: tuple[Dated[Calendar], ...]
    late_notice_days: tuple[Dated[int], ...]
    co_owners_home: tuple[Dated[CoOwnersHome], ...]
    silence_of_chief: tuple[Dated[Silence], ...]
    notice_after_decision: tuple[Dated[NoticeAfterDecision], ...]
    due_after_decision: tuple[Dated[DueAfterDecision], ...]
    vacancy_of_new_owner: tuple[Dated[ChangeOfOwner], ...]
    building_age: tuple[Dated[AgeCounting], ...]
    outdoor_structures: tuple[Dated[OutdoorStructures], ...]
    surcharge_on_extension_ppm: tuple[Dated[int], ...]
    warning_days: tuple[Dated[int], ...]
    seizure_days: tuple[Dated[int], ...]
    refund: tuple[Dated[Refund], ...]
    registration_stop: tuple[Dated[str], ...]
    false_statement: tuple[Dated[FalseStatement], ...]
    rhythm: tuple[Dated[Rhythm], ...]
    building_types: tuple[Dated[Mapping[str, str]], ...]
    signboards: tuple[Dated[SignboardRates], ...]
    signboard_duties: tuple[Dated[SignboardDuties], ...]
    signboard_first_year: tuple[Dated[FirstYear], ...]
    signboard_faces: tuple[Dated[SignFaces], ...]
    signboard_ceilings_baht: tuple[Dated[tuple[int, ...]], ...]
    signboard_instalments: tuple[Dated[SignboardInstalments], ...]
    signboard_appeal_days: tuple[Dated[int], ...]
    signboard_appeal_decision_days: tuple[Dated[int], ...]
    signboard_appeal_court_days: tuple[Dated[int], ...]
    ceilings_ppm: Mapping[str, tuple[Dated[int], ...]]
    time_limits: Mapping[str, tuple[Dated[int], ...]]
    practices: Mapping[str, tuple[Dated[str], ...]]
    titles: Mapping[str, Title]


def assessment_day(tax_year_be: int) -> date:
    """1 January of the tax year: whoever owns on that day owes the whole year."""
    return date(units.year_ce(tax_year_be), 1, 1)


def of_year(book: LawBook, *, tax_year_be: int) -> LawOfYear:
    """The law of one tax year; raises LawIsSilent where the book has no rule for it."""
    on = assessment_day(tax_year_be)
    names = [field.name for field in fields(LawOfYear) if field.name != "tax_year_be"]
    return LawOfYear(tax_year_be=tax_year_be, **{name: _of_day(name, getattr(book, name), on) for name in names})


def _of_day(name: str, rule: Rule, on: date) -> Any:
    """The rule of a day. Kinds may begin late or end, but every table must have rates and every material its steps."""
    if not isinstance(rule, Mapping):
        return in_force(rule, on=on)
    if name in COMPLETE:
        return {key: in_force(history, on=on) for key, history in rule.items()}
    return all_in_force(rule, on=on)
