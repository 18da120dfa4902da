"""Assessing some owners of a roll again: their lines are replaced, nobody else's are touched."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, QuerySet, Sum

from gis_assets import sql_files
from taxroll import columns, scopes, valuation
from taxroll.law import kernel
from taxroll.law.book import LawOfYear
from taxroll.models import Bill, Roll, RollLine
from taxroll.rolls import storing
from taxroll.rolls.storing import Counts
from taxroll.scopes import Scope


@dataclass(frozen=True)
class Concerned:
    """Whose bills are made again, and what stood on them until now (keys of parcels and buildings)."""

    parties: tuple[int, ...]
    plots: tuple[int, ...]
    houses: tuple[int, ...]


def concerned(roll: Roll, parties: Iterable[int]) -> Concerned:
    """These parties and whoever by now holds what stood on their bills; none of it may be lost between two owners."""
    known: set[int] = set()
    wanted = set(parties)
    query = sql_files.load("taxroll", "former_things")
    while wanted - known:
        known |= wanted
        asked = {"roll": roll.pk, "parties": sorted(known), "on": roll.as_of_date}
        found = columns.read(query, asked, names=("is_building", "thing", "party"))
        wanted = set(found["party"].tolist()) - {0}
    things = {
        kind: tuple(sorted(set(found["thing"][found["is_building"] == number].tolist())))
        for number, kind in enumerate(("plots", "houses"))
    }
    return Concerned(tuple(sorted(known)), things["plots"], things["houses"])


def replace(roll: Roll, who: Concerned, *, law: LawOfYear) -> tuple[Counts, Counts]:
    """Value and assess these owners as the whole roll would, and put the result in place: what went, what came."""
    scope = scopes.of_parties(
        who.parties, municipality=roll.municipality, on=roll.as_of_date, plots=who.plots, houses=who.houses
    )
    valued = valuation.value(municipality=roll.municipality, on=roll.as_of_date, scope=scope)
    assessed = kernel.assess(valued.facts, law=law)
    last = RollLine.objects.filter(roll=roll).aggregate(last=Max("number"))["last"] or 0
    former = Bill.objects.filter(roll=roll, parties__overlap=list(who.parties))
    went = _counts(former)
    kept = {tuple(parties): pk for pk, parties in former.values_list("pk", "parties")}
    storing.stage(roll, storing.line_columns(valued, assessed, after=last))
    storing.run("adopt_bill_numbers", roll)
    RollLine.objects.filter(bill__in=list(kept.values()))._raw_delete(using=connection.alias)
    gaps = _delete_gaps(roll, scope)
    storing.insert(roll, valued)
    Bill.objects.filter(pk__in=list(kept.values()), lines=None).delete()
    came = _counts(Bill.objects.filter(roll=roll, parties__overlap=list(who.parties)))
    found = sum(int(gap.parcel_version.size) for gap in valued.gaps)
    return _with_gaps(went, gaps), _with_gaps(came, found)


def _delete_gaps(roll: Roll, scope: Scope) -> int:
    return storing.run("delete_gaps", roll, parcels=scope.own_parcels, buildings=scope.own_buildings)


def _counts(bills: QuerySet[Bill]) -> Counts:
    keys = list(bills.values_list("pk", flat=True))
    payable = bills.aggregate(total=Sum("payable_satang"))["total"] or 0
    return Counts(RollLine.objects.filter(bill__in=keys).count(), len(keys), 0, int(payable))


def _with_gaps(counts: Counts, gaps: int) -> Counts:
    return Counts(counts.lines, counts.bills, gaps, counts.payable_satang)
