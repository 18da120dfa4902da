"""The whole law as read from its files: every rule with its history, and the law of one tax year taken out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gis_assets import units
from taxroll.law.dated import Dated, all_in_force, in_force
from taxroll.law.rounding import Rounding
from taxroll.law.rules import (
    AgeCounting,
    Calendar,
    ChangeOfOwner,
    CoOwnersHome,
    ExemptKind,
    FalseStatement,
    OutdoorStructures,
    ReductionKind,
    Refund,
    Remainder,
    Rhythm,
    SignboardDuties,
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
    """Percent of the unpaid tax for each month or part of a month (s. 70)."""

    percent_a_month: int
    ceiling_percent_of_tax: int


@dataclass(frozen=True)
class Instalments:
    """When and into how many parts a tax may be divided (s. 52)."""

    smallest_tax_satang: int
    at_most: int
    remainder: Remainder = Remainder.FIRST


@dataclass(frozen=True)
class SignboardRates:
    """Baht per unit of area for the three classes of letters, and the smallest tax of one sign."""

    smallest_baht: int
    unit_cm2: int
    moving_baht: tuple[int, ...]
    static_baht: tuple[int, ...]


DepreciationTable = tuple[DepreciationStep, ...]


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
    signboard_ceilings_baht: Dated[tuple[int, ...]]
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
    signboard_ceilings_baht: tuple[Dated[tuple[int, ...]], ...]
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
    return LawOfYear(
        tax_year_be=tax_year_be,
        rates={table: in_force(history, on=on) for table, history in book.rates.items()},
        agriculture_exemption_satang=in_force(book.agriculture_exemption_satang, on=on),
        main_home_exemption_satang=in_force(book.main_home_exemption_satang, on=on),
        main_home_building_exemption_satang=in_force(book.main_home_building_exemption_satang, on=on),
        exempt_property=all_in_force(book.exempt_property, on=on),
        type_reductions=all_in_force(book.type_reductions, on=on),
        escalation=in_force(book.escalation, on=on),
        general_pay_ppm=in_force(book.general_pay_ppm, on=on),
        phase_in_ppm=in_force(book.phase_in_ppm, on=on),
        depreciation={material: in_force(history, on=on) for material, history in book.depreciation.items()},
        rounding=in_force(book.rounding, on=on),
        floor_share=in_force(book.floor_share, on=on),
        agriculture_order=in_force(book.agriculture_order, on=on),
        type_reduction=in_force(book.type_reduction, on=on),
        corner_touch_counts=in_force(book.corner_touch_counts, on=on),
        penalty=in_force(book.penalty, on=on),
        surcharge=in_force(book.surcharge, on=on),
        instalments=in_force(book.instalments, on=on),
        missed_instalment_percent=in_force(book.missed_instalment_percent, on=on),
        allocation=in_force(book.allocation, on=on),
        calendar=in_force(book.calendar, on=on),
        late_notice_days=in_force(book.late_notice_days, on=on),
        co_owners_home=in_force(book.co_owners_home, on=on),
        silence_of_chief=in_force(book.silence_of_chief, on=on),
        vacancy_of_new_owner=in_force(book.vacancy_of_new_owner, on=on),
        building_age=in_force(book.building_age, on=on),
        outdoor_structures=in_force(book.outdoor_structures, on=on),
        surcharge_on_extension_ppm=in_force(book.surcharge_on_extension_ppm, on=on),
        warning_days=in_force(book.warning_days, on=on),
        seizure_days=in_force(book.seizure_days, on=on),
        refund=in_force(book.refund, on=on),
        registration_stop=in_force(book.registration_stop, on=on),
        false_statement=in_force(book.false_statement, on=on),
        rhythm=in_force(book.rhythm, on=on),
        building_types=in_force(book.building_types, on=on),
        signboards=in_force(book.signboards, on=on),
        signboard_duties=in_force(book.signboard_duties, on=on),
        signboard_ceilings_baht=in_force(book.signboard_ceilings_baht, on=on),
        ceilings_ppm=all_in_force(book.ceilings_ppm, on=on),
        time_limits=all_in_force(book.time_limits, on=on),
        practices=all_in_force(book.practices, on=on),
    )
