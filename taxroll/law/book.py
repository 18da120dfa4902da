"""The whole law as read from its files: every rule with its history, and the law of one tax year taken out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gis_assets import units
from taxroll.law.dated import Dated, in_force
from taxroll.law.rounding import Rounding
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
    AS_LISTED = "as_listed"


class TypeReduction(StrEnum):
    """Whether a reduction by type of property follows a general one or gives way to it."""

    ONLY_WITHOUT_GENERAL = "only_without_general"
    AFTER_GENERAL = "after_general"


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


@dataclass(frozen=True)
class Calendar:
    """Last days of the steps of one tax year; None where no source names one."""

    pay_by: date
    instalments_by: tuple[date, ...]
    list_by: date | None = None
    notice_by: date | None = None
    warn_by: date | None = None
    report_by: date | None = None


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
    missed_instalment_penalty_percent: Dated[int]
    warning_days: Dated[int]
    refund_years: Dated[int]
    allocation: Dated[tuple[Due, ...]]
    calendar: Dated[Calendar]
    late_notice_days: Dated[int]


@dataclass(frozen=True)
class LawBook:
    """Every rule with all its history; `digest` is the SHA-256 of the files it was read from."""

    digest: str
    rates: Mapping[Table, tuple[Dated[RateTable], ...]]
    agriculture_exemption_satang: tuple[Dated[int], ...]
    main_home_exemption_satang: tuple[Dated[int], ...]
    main_home_building_exemption_satang: tuple[Dated[int], ...]
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
    missed_instalment_penalty_percent: tuple[Dated[int], ...]
    warning_days: tuple[Dated[int], ...]
    refund_years: tuple[Dated[int], ...]
    allocation: tuple[Dated[tuple[Due, ...]], ...]
    calendar: tuple[Dated[Calendar], ...]
    late_notice_days: tuple[Dated[int], ...]
    signboards: tuple[Dated[SignboardRates], ...]


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
        missed_instalment_penalty_percent=in_force(book.missed_instalment_penalty_percent, on=on),
        warning_days=in_force(book.warning_days, on=on),
        refund_years=in_force(book.refund_years, on=on),
        allocation=in_force(book.allocation, on=on),
        calendar=in_force(book.calendar, on=on),
        late_notice_days=in_force(book.late_notice_days, on=on),
    )
