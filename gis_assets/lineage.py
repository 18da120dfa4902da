"""Writing where parcels come from, and what follows for their rights and buildings, all from one day on.

Rights: a new parcel is held as its parents were (`gis_assets.inheritance`), marked as awaiting the land office's
confirmation; the home of a holder stays a home only where a building stands. Buildings stand on the parcel that their
footprint lies in. The past is never changed: rights and building versions end and others begin.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from gis_assets import bulk, inheritance, sql_files
from gis_assets.inheritance import Held
from gis_assets.models import LineageKind, Municipality, ParcelLineage, Right, Source

_TABLE, _RIGHTS = ParcelLineage._meta.db_table, Right._meta.db_table
_COLUMNS = (
    "municipality_id", "parent_id", "child_id", "kind", "effective_date", "source_id", "share_of_parent",
    "share_of_child", "evidence",
)  # fmt: skip
_RIGHT_COLUMNS = (
    "municipality_id", "parcel_id", "party_id", "kind", "share_numerator", "share_denominator", "is_registered_home",
    "awaits_confirmation", "valid", "source_id", "recorded_at",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A parcel comes from another (primary keys); `evidence` is JSON text."""

    parent: int
    child: int
    kind: str
    share_of_parent: float | None = None
    share_of_child: float | None = None
    evidence: str = "{}"


def record(steps: Sequence[Step], *, municipality: Municipality, on: date, source: Source) -> int:
    """Append steps to the lineage and return how many."""
    return bulk.insert_rows(
        _TABLE,
        _COLUMNS,
        [
            (municipality.pk, s.parent, s.child, s.kind, on, source.pk, s.share_of_parent, s.share_of_child, s.evidence)
            for s in steps
        ],
    )


def parents_merged(source: Source) -> list[int]:
    """The parcels that the source merged into others."""
    merged = ParcelLineage.objects.filter(source=source, kind=LineageKind.MERGE)
    return list(merged.values_list("parent_id", flat=True))


@transaction.atomic
def move_buildings(
    parcels: Sequence[int], *, municipality: Municipality, on: date, source: Source, at: datetime
) -> int:
    """Give buildings on these parents a version on the child they lie in, from the day; returns how many moved.

    The lineage must be recorded and the children's versions in force. A building in no child stays where it is.
    """
    values: dict[str, Any] = {"municipality": municipality.pk, "parcels": list(parcels), "on": on, "source": source.pk}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "misplaced_buildings"), values)
        moved = cursor.fetchall()
        versions = {"versions": [version for version, _ in moved], "parcels": [parcel for _, parcel in moved]}
        cursor.execute(sql_files.load("gis_assets", "end_building_versions"), {"on": on, **versions})
        values = {"on": on, "source": source.pk, "at": at, **versions}
        cursor.execute(sql_files.load("gis_assets", "move_buildings"), values)
    return len(moved)


@transaction.atomic
def inherit_rights(
    steps: Sequence[Step], *, municipality: Municipality, on: date, source: Source, at: datetime
) -> list[int]:
    """Let the children of splits and merges be held as their parents are on the day; returns the parcels concerned.

    To be called before the parents' own rights end (`parcels.end_rights`) and after buildings have moved. A child that
    is held already, as the parcel that goes on in a merge is, counts as one of its parents; its rights end when others
    follow.
    """
    parents_of: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        parents_of[step.child].append(step)
    held = _held({step.parent for step in steps} | set(parents_of), municipality=municipality, on=on)
    built = _with_buildings(parents_of, municipality=municipality, on=on)
    rows: list[tuple[Any, ...]] = []
    concerned: list[int] = []
    ended: list[int] = []
    for child, came in parents_of.items():
        own = held.get(child, [])
        parents = [(held.get(step.parent, []), step.share_of_child or 0.0) for step in came]
        if own:
            parents.append((own, max(0.0, 1.0 - sum(ground for _, ground in parents))))
            if inheritance.is_held_alike([holders for holders, _ in parents if holders]):
                continue
            ended.append(child)
        shares = inheritance.inherited(parents)
        rows += [_row(share, child, municipality, on, source, at, is_home=child in built) for share in shares]
        concerned.append(child)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"municipality": municipality.pk, "parcels": ended, "on": on}
        cursor.execute(sql_files.load("gis_assets", "end_rights_of_parcels"), values)
    bulk.insert_rows(_RIGHTS, _RIGHT_COLUMNS, rows)
    return concerned


def _row(
    held: Held, parcel: int, municipality: Municipality, on: date, source: Source, at: datetime, *, is_home: bool
) -> tuple[Any, ...]:
    numerator, denominator = held.share.numerator, held.share.denominator
    home = held.is_registered_home and is_home
    since = f"[{on.isoformat()},)"
    return (
        municipality.pk, parcel, held.party, held.kind, numerator, denominator, home, True, since, source.pk, at,
    )  # fmt: skip


def _held(parcels: set[int], *, municipality: Municipality, on: date) -> dict[int, list[Held]]:
    rights = Right.objects.of(municipality).as_of(on).filter(parcel__in=parcels).order_by("pk")
    fields = ("parcel_id", "party_id", "kind", "share_numerator", "share_denominator", "is_registered_home")
    found: dict[int, list[Held]] = defaultdict(list)
    for parcel, party, kind, numerator, denominator, is_home in rights.values_list(*fields):
        found[parcel].append(Held(party, kind, Fraction(numerator, denominator), is_home))
    return found


def _with_buildings(parcels: dict[int, list[Step]], *, municipality: Municipality, on: date) -> set[int]:
    values: dict[str, Any] = {"municipality": municipality.pk, "parcels": list(parcels), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "parcels_with_buildings"), values)
        return {parcel for (parcel,) in cursor.fetchall()}
