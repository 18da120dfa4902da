"""Assessing some owners of a roll again: their lines are replaced, nobody else's are touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Max

from gis_assets import sql_files
from taxroll import columns, scopes, valuation
from taxroll.law import kernel
from taxroll.law.book import LawOfYear
from taxroll.models import Bill, Roll, RollLine
from taxroll.properties import Things
from taxroll.rolls import storing
from taxroll.rolls.storing import Counts


@dataclass(frozen=True)
class Concerned:
    """Whose bills are made again, and what stood on them until now."""

    parties: tuple[int, ...]
    things: Things


def concerned(roll: Roll, parties: Iterable[int]) -> Concerned:
    """These parties and whoever by now holds what stood on their bills; none of it may be lost between two owners."""
    known: set[int] = set()
    wanted = set(parties)
    query = sql_files.load("taxroll", "former_things")
    while wanted - known:
        known |= wanted
        asked = {"roll": roll.pk, "parties": sorted(known), "on": roll.as_of_date}
        found = columns.read(query, asked, names=("kind", "thing", "party"))
        wanted = set(found["party"].tolist()) - {0}
    kinds = (scopes.PLOT, scopes.HOUSE, scopes.UNIT)
    things = Things(*(sorted(set(found["thing"][found["kind"] == kind].tolist())) for kind in kinds))
    return Concerned(tuple(sorted(known)), things)


def replace(roll: Roll, who: Concerned, *, law: LawOfYear) -> tuple[Counts, Counts]:
    """Value and assess these owners as the whole roll would, and put the result in place: what went, what came."""
    scope = scopes.of_parties(who.parties, municipality=roll.municipality, on=roll.as_of_date, also=who.things)
    valued = valuation.value(municipality=roll.municipality, on=roll.as_of_date, scope=scope)
    assessed = kernel.assess(valued.facts, law=law)
    last = RollLine.objects.filter(roll=roll).aggregate(last=Max("number"))["last"] or 0
    former = _standing(roll, who)
    storing.stage(roll, storing.line_columns(valued, assessed, after=last))
    storing.run("adopt_bill_numbers", roll)
    RollLine.objects.filter(bill__in=[bill.pk for bill in former])._raw_delete(using=connection.alias)
    own = scope.own
    gaps = storing.run(
        "delete_gaps", roll, parcels=list(own.parcels), buildings=list(own.buildings), units=list(own.units)
    )
    storing.insert(roll, valued)
    now = _standing(roll, who)
    if emptied := [bill.pk for bill in now if bill.lines == 0]:
        Bill.objects.filter(pk__in=emptied)._raw_delete(using=connection.alias)
    found = sum(int(gap.parcel_version.size) for gap in valued.gaps)
    return _counts(former, gaps), _counts([bill for bill in now if bill.lines], found)


class _Standing(NamedTuple):
    """A bill of the owners concerned, as it stands."""

    pk: int
    lines: int
    payable_satang: int


def _standing(roll: Roll, who: Concerned) -> list[_Standing]:
    bills = Bill.objects.filter(roll=roll, parties__overlap=list(who.parties)).order_by("pk")
    counted = bills.annotate(line_count=Count("lines")).values_list("pk", "line_count", "payable_satang")
    return [_Standing(*row) for row in counted]


def _counts(bills: Sequence[_Standing], gaps: int) -> Counts:
    return Counts(
        lines=sum(bill.lines for bill in bills),
        bills=len(bills),
        gaps=gaps,
        payable_satang=sum(bill.payable_satang for bill in bills),
    )
