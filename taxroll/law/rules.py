"""What the rules of the book say, in types: choices where the law is silent, limits, duties and kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CoOwnersHome(StrEnum):
    """Whether a main home that belongs to several persons is given the exemption of s. 41."""

    ONCE = "once"
    NONE = "none"


class ChangeOfOwner(StrEnum):
    """Whether the count of vacant years goes on under a new owner."""

    CONTINUES = "continues"
    RESTARTS = "restarts"


class AgeCounting(StrEnum):
    """How old a building is in a tax year, when only the year it was built is known."""

    CALENDAR_YEARS = "calendar_years"
    COMPLETED_YEARS = "completed_years"


class OutdoorStructures(StrEnum):
    """Whether types 601 to 614 are buildings of this tax."""

    NOT_TAXED = "not_taxed"
    TAXED = "taxed"


class Remainder(StrEnum):
    """Which instalment takes what the division leaves."""

    FIRST = "first"
    LAST = "last"


class LimitFrom(StrEnum):
    """The day from which the years of a limited reduction count."""

    ACQUISITION = "acquisition"
    PERMIT = "permit"


class Silence(StrEnum):
    """What it means that the chief has not decided an objection in time."""

    ACCEPTS = "accepts"
    REFUSES = "refuses"


class NoticeAfterDecision(StrEnum):
    """What a decision that lowers the tax makes of the notice."""

    REISSUED = "reissued"
    KEPT = "kept"


class DueAfterDecision(StrEnum):
    """The last day to pay on a notice that a decision put in the place of another."""

    STAYS = "stays"
    ANEW = "anew"


class TimeLimit(StrEnum):
    """What the Act gives days for."""

    OBJECTION = "objection"
    DECISION = "decision"
    APPEAL = "appeal"
    COURT = "court"
    LIST_CORRECTION = "list_correction"
    CHANGE_OF_USE = "change_of_use"


# What the program does in one way only; the book may say so, and may not say otherwise.
PRACTICES: Mapping[str, str] = {
    "minimum_tax": "none",
    "whole_year": "owner_of_1_january",
    "taxable_area": "title_deed",
    "classification": "by_officer",
    "vacancy_interrupted": "restarts",
    "escalation_by_slice": "every_slice",
    "unpriced_property": "local_price_with_document",
    "base_of_different_owners": "each_his_own",
    "joint_notice": "one_owner_and_co_owners",
    "penalty_within_granted_time": "none",
}


@dataclass(frozen=True)
class ExemptKind:
    """A kind of property that s. 8 exempts."""

    title: str
    title_th: str


@dataclass(frozen=True)
class ReductionKind:
    """A type of property whose tax a decree reduces; `years` counts from the day named, None without limit."""

    title: str
    title_th: str
    reduction_ppm: int
    years: int | None
    years_from: LimitFrom | None
    is_natural_only: bool


@dataclass(frozen=True)
class Refund:
    """How long a refund may be claimed, and the interest it bears for each month or part of a month."""

    years_to_claim: int
    interest_ppm_a_month: int


@dataclass(frozen=True)
class FalseStatement:
    """The most that a false statement costs."""

    prison_years: int
    fine_satang: int


@dataclass(frozen=True)
class Rhythm:
    """Months of the tax year when nothing is extended; that of the list lies in the year before."""

    list_month_before: int
    prices_month: int
    notice_month: int
    pay_month: int
    instalment_months: tuple[int, ...]
    warning_month: int
    land_office_month: int


@dataclass(frozen=True)
class Calendar:
    """Last days of one tax year: of payment, and of the other steps where they are known."""

    pay_by: date
    instalments_by: tuple[date, ...]
    list_by: date | None = None
    notice_by: date | None = None
    warning_by: date | None = None
    land_office_by: date | None = None


@dataclass(frozen=True)
class SignboardDuties:
    """The return of signs, their payment, and what lateness costs."""

    return_by_month: int
    new_sign_within_days: int
    pay_within_days: int
    late_return_percent: int
    late_payment_percent_a_month: int


@dataclass(frozen=True)
class FirstYear:
    """Into how many periods the year of a new sign is divided, and whether its part keeps the smallest tax."""

    periods: int
    smallest_holds_for_a_part: bool


class SignFaces(StrEnum):
    """How the faces of one sign make its area."""

    AREAS_ARE_ADDED = "areas_are_added"


@dataclass(frozen=True)
class Title:
    """What a rule is called on a page, and the sentence (with the names of its values in braces) that says it."""

    title: str
    title_th: str
    says: str = "{value}"
    says_th: str = "{value}"
