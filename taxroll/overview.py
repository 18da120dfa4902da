"""What the pages of a roll show: sums by use, a page of bills, searches, and what is to be done next. Reading only."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from gis_assets.models import Municipality
from taxroll import paging
from taxroll.models import Bill, Notice, Roll, RollGap, RollLine, RollStatus, TableChoice
from taxroll.paging import Page

MOST_FOUND = 50


@dataclass(frozen=True)
class SumOfTable:
    """All lines of a roll charged by one rate table."""

    name: str
    line_count: int
    value_satang: int
    exemption_satang: int
    tax_satang: int
    payable_satang: int


@dataclass(frozen=True)
class ToDo:
    """What a year's roll waits for."""

    tax_year_be: int
    roll: Roll | None
    without_notice: int


@dataclass(frozen=True)
class StepOfRoll:
    """A state that a roll passes through; `is_done` with the one where it stands."""

    name: str
    is_done: bool
    is_current: bool


def steps(roll: Roll) -> list[StepOfRoll]:
    """The states of a roll in order; a supplementary roll is not published as a list."""
    states = [state for state in RollStatus if not (roll.is_supplementary and state == RollStatus.LISTED)]
    reached = states.index(RollStatus(roll.status))
    return [StepOfRoll(str(state.label), place <= reached, place == reached) for place, state in enumerate(states)]


def former(roll: Roll) -> Roll | None:
    """The roll before this one, of the same year or of an earlier one."""
    before = Q(tax_year_be__lt=roll.tax_year_be) | Q(tax_year_be=roll.tax_year_be, sequence__lt=roll.sequence)
    rolls = Roll.objects.filter(before, municipality=roll.municipality_id)
    return rolls.order_by("-tax_year_be", "-sequence").first()


def sums_by_table(roll: Roll) -> list[SumOfTable]:
    rows = (
        RollLine.objects.filter(roll=roll)
        .values("table")
        .order_by("table")
        .annotate(
            line_count=Count("pk"),
            value=Sum("value_satang"),
            exemption=Sum("exemption_satang"),
            tax=Sum("tax_satang"),
            payable=Sum("payable_satang"),
        )
    )
    return [
        SumOfTable(
            name=str(TableChoice(row["table"]).label),
            line_count=row["line_count"],
            value_satang=int(row["value"]),
            exemption_satang=int(row["exemption"]),
            tax_satang=int(row["tax"]),
            payable_satang=int(row["payable"]),
        )
        for row in rows
    ]


def page_of_bills(roll: Roll, number: int) -> Page[Bill]:
    return paging.page(with_notice(Bill.objects.filter(roll=roll)).order_by("number"), number, count=roll.bill_count)


def bills_of_owner(roll: Roll, name: str) -> list[Bill]:
    """Bills whose owner's name contains the words; one more than the page shows, to say that there are more."""
    found = with_notice(Bill.objects.filter(roll=roll, owner_name__icontains=name.strip()))
    return list(found.order_by("owner_name", "number")[: MOST_FOUND + 1])


def bills_of_parcel(roll: Roll, code: str) -> list[Bill]:
    """Bills with a line on the parcel or a building on it."""
    lines = RollLine.objects.filter(roll=roll, parcel_code=code.strip()).values("bill")
    return list(with_notice(Bill.objects.filter(pk__in=lines)).order_by("number")[: MOST_FOUND + 1])


def with_notice(bills: QuerySet[Bill]) -> QuerySet[Bill]:
    """Bills that say whether a notice is in force."""
    return bills.annotate(has_notice=_in_force())


def _in_force() -> Exists:
    return Exists(Notice.objects.filter(bill=OuterRef("pk"), cancelled_at=None))


def gaps_by_reason(roll: Roll) -> list[tuple[str, int]]:
    rows = RollGap.objects.filter(roll=roll).values_list("reason").order_by("reason").annotate(Count("pk"))
    return [(str(RollGap(reason=reason).get_reason_display()), count) for reason, count in rows]


def to_do(municipality: Municipality, tax_year_be: int) -> ToDo:
    roll = Roll.objects.filter(municipality=municipality, tax_year_be=tax_year_be, sequence=1).first()
    without = 0
    if roll and roll.status == RollStatus.SEALED:
        without = Bill.objects.filter(~_in_force(), roll=roll, payable_satang__gt=0).count()
    return ToDo(tax_year_be, roll, without)
