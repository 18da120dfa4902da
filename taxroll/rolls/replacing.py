"""Assessing some owners of a roll again: their lines are replaced, nobody else's are touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gis_assets import sql_files
from taxroll import columns, scopes, valuation
from taxroll.law import kernel
from taxroll.law.book import LawOfYear
from taxroll.models import Roll
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
    [(last,)] = storing.rows("last_line_number", roll)
    former = _standing(roll, who)
    storing.stage(roll, storing.line_columns(valued, assessed, after=last))
    gaps = _take_out(roll, former, scope.own)
    storing.insert(roll, valued)
    return _counts_of(former, gaps), storing.counts_of(valued, assessed)


class _Standing(NamedTuple):
    """A bill of the owners concerned, as it stands."""

    pk: int
    lines: int
    payable_satang: int


def _standing(roll: Roll, who: Concerned) -> list[_Standing]:
    return [_Standing(*row) for row in storing.rows("bills_of_parties", roll, parties=list(who.parties))]


def _take_out(roll: Roll, bills: Sequence[_Standing], own: Things) -> int:
    """Delete what stood for these owners, but for bills that are written again; returns how many gaps there were."""
    keys = [bill.pk for bill in bills]
    storing.run("delete_lines", roll, bills=keys)
    storing.run("delete_emptied_bills", roll, bills=keys)
    things = {"parcels": own.parcels, "buildings": own.buildings, "units": own.units}
    return storing.run("delete_gaps", roll, **{name: list(numbers) for name, numbers in things.items()})


def _counts_of(bills: Sequence[_Standing], gaps: int) -> Counts:
    return Counts(
        lines=sum(bill.lines for bill in bills),
        bills=len(bills),
        gaps=gaps,
        payable_satang=sum(bill.payable_satang for bill in bills),
    )
