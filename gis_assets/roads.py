"""Enters roads into the register in bulk: new segments and turn restrictions of one source, in place of its
predecessors.

Roads that came from elsewhere (a survey) stay as they are; those of an earlier file of the same kind end on the day.
A survey adds its roads to those that are there and cuts these where they meet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Func, Value
from psycopg.types.range import Range

from gis_assets import bulk, sql_files
from gis_assets.models import (
    Municipality,
    RoadSegmentVersion,
    Source,
    TurnRestriction,
    TurnRestrictionVersion,
)


@dataclass(frozen=True, slots=True)
class NewRoad:
    """Facts of a segment; `shape` is EWKB in hexadecimal, in the municipality's metres; limits None: not known."""

    from_node: int
    to_node: int
    is_oneway: bool
    speed_kmh: int
    road_class: str
    name_th: str
    name_en: str
    length_m: float
    shape: str
    max_height_cm: int | None = None
    max_width_cm: int | None = None
    max_weight_kg: int | None = None


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A restriction over rows of the roads entered with it, and the nodes between them."""

    kind: str
    rows: tuple[int, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewCut:
    """A road in force, by its number, in the pieces that new junctions make of it; the first stays the same road."""

    road: int
    pieces: tuple[NewRoad, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """How many segments and restrictions were entered, and how many segments ended."""

    roads: int
    turns: int
    ended: int


@transaction.atomic
def enter(
    municipality: Municipality,
    *,
    source: Source,
    roads: Sequence[NewRoad],
    turns: Iterable[NewTurn],
    on: date,
    at: datetime,
) -> Entered:
    """Enter the roads of a source as in force from that day; roads of older sources of its kind end."""
    ended = _end_older(municipality, kind=source.kind, on=on)
    ids = _things(municipality, count=len(roads))
    _enter_versions(municipality, ids, roads, source=source, on=on, at=at)
    return Entered(len(ids), _enter_turns(municipality, turns, ids=ids, source=source, on=on, at=at), ended)


@transaction.atomic
def add(
    municipality: Municipality,
    *,
    source: Source,
    roads: Sequence[NewRoad],
    cuts: Sequence[NewCut],
    on: date,
    at: datetime,
) -> Entered:
    """Enter roads beside those that are there, of which some are cut at the new junctions; restrictions go on to hold
    over the pieces."""
    ids = _things(municipality, count=len(roads))
    _enter_versions(municipality, ids, roads, source=source, on=on, at=at)
    pieces_of = {cut.road: _enter_pieces(municipality, cut, source=source, on=on, at=at) for cut in cuts}
    turns = _turn_over_pieces(municipality, pieces_of, source=source, on=on, at=at) if cuts else 0
    return Entered(len(ids), turns, len(cuts))


def _enter_pieces(
    municipality: Municipality, cut: NewCut, *, source: Source, on: date, at: datetime
) -> list[tuple[int, NewRoad]]:
    in_force = RoadSegmentVersion.objects.filter(municipality=municipality, road=cut.road, valid__contains=on)
    in_force.update(valid=_until(on))
    ids = [cut.road, *_things(municipality, count=len(cut.pieces) - 1)]
    _enter_versions(municipality, ids, cut.pieces, source=source, on=on, at=at)
    return list(zip(ids, cut.pieces, strict=True))


def _turn_over_pieces(
    municipality: Municipality,
    pieces_of: dict[int, list[tuple[int, NewRoad]]],
    *,
    source: Source,
    on: date,
    at: datetime,
) -> int:
    mine = TurnRestrictionVersion.objects.filter(municipality=municipality, valid__contains=on)
    old = list(mine.filter(roads__overlap=list(pieces_of)))
    TurnRestrictionVersion.objects.filter(pk__in=[each.pk for each in old]).update(valid=_until(on))
    laid = [(each, *_over_pieces(each, pieces_of)) for each in old]
    entered = TurnRestrictionVersion.objects.bulk_create(
        TurnRestrictionVersion(
            municipality=municipality,
            restriction_id=each.restriction_id,
            valid=Range(on, None),
            source=source,
            recorded_at=at,
            kind=each.kind,
            roads=roads,
            nodes=nodes,
        )
        for each, roads, nodes in laid
    )
    return len(entered)


def _over_pieces(
    turn: TurnRestrictionVersion, pieces_of: dict[int, list[tuple[int, NewRoad]]]
) -> tuple[list[int], list[int]]:
    """The roads and junctions of a restriction, with the pieces driven in place of a road that was cut."""
    roads: list[int] = []
    nodes: list[int] = []
    entries, exits = [None, *turn.nodes], [*turn.nodes, None]
    for road, entry, exit_ in zip(turn.roads, entries, exits, strict=True):
        driven, between = _driven(pieces_of[road], entry, exit_) if road in pieces_of else ([road], [])
        nodes += ([] if entry is None else [entry]) + between
        roads += driven
    return roads, nodes


def _driven(pieces: list[tuple[int, NewRoad]], entry: int | None, exit_: int | None) -> tuple[list[int], list[int]]:
    """The pieces from one junction to the other; of the first and the last road only the one that touches."""
    if entry is None or exit_ is None:
        touched = exit_ if entry is None else entry
        return [next(thing for thing, piece in pieces if touched in (piece.from_node, piece.to_node))], []
    driven: list[int] = []
    between: list[int] = []
    here, left = entry, list(pieces)
    while here != exit_:
        thing, piece = next(each for each in left if here in (each[1].from_node, each[1].to_node))
        left.remove((thing, piece))
        here = piece.to_node if here == piece.from_node else piece.from_node
        driven.append(thing)
        between.append(here)
    return driven, between[:-1]


def _enter_versions(
    municipality: Municipality,
    ids: Sequence[int],
    roads: Sequence[NewRoad],
    *,
    source: Source,
    on: date,
    at: datetime,
) -> None:
    version = (municipality.pk, Range(on, None), source.pk, at)
    columns = (
        *("municipality_id", "valid", "source_id", "recorded_at", "road_id", "from_node", "to_node", "is_oneway"),
        *("speed_kmh", "road_class", "name_th", "name_en", "length_m", "shape"),
        *("max_height_cm", "max_width_cm", "max_weight_kg"),
    )
    rows = (
        (
            *(*version, thing, road.from_node, road.to_node, road.is_oneway, road.speed_kmh, road.road_class),
            *(road.name_th, road.name_en, round(road.length_m, 2), road.shape),
            *(road.max_height_cm, road.max_width_cm, road.max_weight_kg),
        )
        for thing, road in zip(ids, roads, strict=True)
    )
    bulk.insert_rows("gis_assets_roadsegmentversion", columns, rows)


def _things(municipality: Municipality, *, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            sql_files.load("gis_assets", "new_road_segments"), {"municipality": municipality.pk, "count": count}
        )
        return [thing for (thing,) in cursor.fetchall()]


def _enter_turns(
    municipality: Municipality, turns: Iterable[NewTurn], *, ids: Sequence[int], source: Source, on: date, at: datetime
) -> int:
    entered = TurnRestrictionVersion.objects.bulk_create(
        TurnRestrictionVersion(
            municipality=municipality,
            restriction=TurnRestriction.objects.create(municipality=municipality),
            valid=Range(on, None),
            source=source,
            recorded_at=at,
            kind=turn.kind,
            roads=[ids[row] for row in turn.rows],
            nodes=list(turn.nodes),
        )
        for turn in turns
    )
    return len(entered)


def _end_older(municipality: Municipality, *, kind: str, on: date) -> int:
    """End what older files of this kind brought; what began that same day is kept with an empty period."""
    mine = {"municipality": municipality, "source__kind": kind, "valid__contains": on}
    TurnRestrictionVersion.objects.filter(**mine).update(valid=_until(on))
    return RoadSegmentVersion.objects.filter(**mine).update(valid=_until(on))


def _until(on: date) -> Func:
    return Func(Func(F("valid"), function="lower"), Value(on), function="daterange")
