"""Nearest of twenty crews with the way of the first, on real networks, on a hundred thousand roads and on a million,
closures and restrictions in.

Side by side: the network in memory, all of twenty and the first alone; the dispatcher's web request; pgRouting, boxed
and backwards as it stands in for the memory; pgRouting's plain call over the whole table; and Valhalla on our own
export. All costs of the first are compared with the boxed pgRouting's. Extracts from other countries are laid on the
ground of zone 47, metre by metre.
"""

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.utils import timezone
from psycopg.types.range import Range

import benchmarks.pairing  # noqa: F401  sets Django up, hence first
from benchmarks import peer_valhalla, route_request
from gis_assets import crs, tenancy
from gis_assets.models import Membership, Municipality, MunicipalityCode, Role
from incidents import closures, roads, routing
from incidents.engines import kept, pgrouting
from incidents.engines.answers import Asked
from incidents.network import roads as roads_of
from incidents.roadfiles.judging import Judged
from incidents.roadfiles.ways import Segment

Taken = tuple[float, float]
"""Seconds by the clock, and of the processor that this process used, or the server's; the database's is not in it."""
T = TypeVar("T")
R = TypeVar("R")
CREWS = 20
AROUND_M = 4_000
CLOSURES = 20
ROADS_TO_A_RESTRICTION = 100
"""So many roads for one turn that is forbidden, where the file says nothing of turns."""
TILES_OF_A_HUNDRED_THOUSAND, TILES_OF_A_MILLION = 3, 29
BRIDGES_EVERY = 400
"""So many junctions of a tile for one bridge to the next."""
PLAIN = """
SELECT * FROM pgr_dijkstraCost(
  format('SELECT id, source, target, cost, reverse_cost
          FROM incidents_road_edges(%%L, %%L, %%L, NULL, NULL, %%L) WHERE is_open',
         %s::bigint, %s::date, %s::timestamptz, %s::jsonb),
  %s::bigint[], %s::bigint, directed => true)
"""


@dataclass(frozen=True)
class Question:
    """An incident and the crews about it."""

    goal: Point
    starts: tuple[routing.Start, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=40)
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS), help="those alone")
    parser.add_argument("--request", action="store_true", help="ours alone: in memory and in the web request")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    asked = parser.parse_args()
    for number, (name, read) in enumerate(NETWORKS.items()):
        if name in asked.networks:
            measure(name, read(asked.data), number=number, queries=asked.queries, is_alone=asked.request)


def measure(name: str, judged: Judged, *, number: int, queries: int, is_alone: bool) -> None:
    """Load one network into a municipality of its own and ask the same questions every way, or ours alone."""
    now = timezone.now()
    on, chance = timezone.localdate(now), random.Random(2569)  # noqa: S311  the same questions every time
    town = a_town(name, number=number, on=on)
    with tenancy.within(town), tempfile.NamedTemporaryFile(suffix=f"-{name}") as file:
        roads.load(town, judged, path=Path(file.name), on=on, at=now)
        dispatcher = get_user_model().objects.create(username=f"dispatcher-{name}")
        Membership.objects.create(user=dispatcher, municipality=town, role=Role.DISPATCHER)
        places = [segment.places[0] for segment in judged.segments]
        squares = close_some(town, places, by=dispatcher, chance=chance)
        questions = [a_question(judged, places, chance=chance) for _ in range(queries)]
        settings.ROUTING_ROADS_AT_ONCE = 10**9
        began = time.perf_counter()
        known = kept.known(town, on=on)
        built_s = time.perf_counter() - began
        assert known
        at = timezone.now()
        mine, found = timed(lambda each: with_route(town, each, on=on, at=at), questions)
        alone, firsts = timed(lambda each: first_with_route(town, each, on=on, at=at), questions)
        turns = len(judged.turns)
        print(f"\n{name}: {len(judged.segments):,} roads, {turns} turn restrictions, {CLOSURES} closures; "
              f"read into memory in {built_s:.1f} s")  # fmt: skip
        say("in memory", mine)
        say("in memory, the first alone", alone)
        compare_firsts(firsts, found)
        pairs = [(each.goal, each.starts) for each in questions]
        for what, taken in route_request.ask_all(town, dispatcher, pairs).items():
            say(what, taken)
        if not is_alone:
            against_peers(town, judged, questions, found, closed=squares, on=on, at=at)


def against_peers(
    town: Municipality, judged: Judged, questions: Sequence[Question], found: Sequence[dict[int, float | None]],
    *, closed: Sequence[Polygon], on: date, at: datetime,
) -> None:  # fmt: skip
    """The same questions to pgRouting, whose costs are compared, and to Valhalla."""
    is_large = len(judged.segments) > 500_000
    boxed, expected = timed(
        lambda each: boxed_with_route(town, each, on=on, at=at), questions[: 8 if judged.turns else 15]
    )
    say("pgRouting, boxed and backwards", boxed)
    say("pgRouting, plain call", plain(town, questions[: 2 if is_large else 5], on=on, at=at))
    compare_costs(found, expected)
    say("Valhalla 3.9 on our export", valhalla(judged, questions[: 5 if is_large else 15], closed=closed))


def with_route(town: Municipality, question: Question, *, on: date, at: datetime) -> dict[int, float | None]:
    reached = routing.nearest(town, incident_point=question.goal, starts=question.starts, on=on, at=at)
    if reached[0].places:
        reached[0].places()
    return {each.key: each.seconds for each in reached}


def first_with_route(town: Municipality, question: Question, *, on: date, at: datetime) -> float | None:
    first = routing.first(town, incident_point=question.goal, starts=question.starts, on=on, at=at)
    if first and first.places:
        first.places()
    return first.seconds if first else None


def boxed_with_route(town: Municipality, question: Question, *, on: date, at: datetime) -> dict[int, float | None]:
    asked = Asked(town, on, at)
    reached = pgrouting.nearest(asked, goal=question.goal, starts=question.starts)
    first = min(
        (each for each in reached if each.seconds is not None), key=lambda each: each.seconds or 0, default=None
    )
    if first:
        start = next(each.point for each in question.starts if each.key == first.key)
        pgrouting.route(asked, start=start, goal=question.goal)
    return {each.key: each.seconds for each in reached}


def plain(town: Municipality, questions: Sequence[Question], *, on: date, at: datetime) -> list[Taken]:
    """Many to one over the whole table, as a first try would write it; junctions only, no restrictions, no drawing."""
    asked = Asked(town, on, at)

    def ask(question: Question) -> None:
        stops = [
            each
            for each in pgrouting._snapped(asked, points=[question.goal, *(s.point for s in question.starts)])
            if each
        ]
        given = json.dumps([{"node": stop.node, "road": stop.road, "fraction": stop.fraction} for stop in stops])
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [town.pk, on, at, given, [stop.node for stop in stops[1:]], stops[0].node])
            cursor.fetchall()

    return timed(ask, questions)[0]


def valhalla(judged: Judged, questions: Sequence[Question], *, closed: Sequence[Polygon]) -> list[Taken]:
    """The same matrix and way with the same closures left out, over HTTP; building its tiles is not counted."""
    with (
        tempfile.TemporaryDirectory() as folder,
        peer_valhalla.serving(judged, closed=closed, folder=Path(folder)) as ask,
    ):
        return timed(lambda each: ask(each.goal, [start.point for start in each.starts]), questions)[0]


def timed(ask: Callable[[T], R], questions: Sequence[T]) -> tuple[list[Taken], list[R]]:
    """Seconds and answers, after one question to warm up."""
    if questions:
        ask(questions[0])
    taken: list[Taken] = []
    found: list[R] = []
    for question in questions:
        began = time.perf_counter(), time.process_time()
        found.append(ask(question))
        taken.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return taken, found


def say(what: str, taken: Sequence[Taken]) -> None:
    clock, processor = (_spread([each[at] for each in taken]) for at in (0, 1))
    load, *_ = os.getloadavg()
    print(f"  {what:<32} clock {clock}   processor {processor}   ({len(taken)} questions, load {load:.1f})", flush=True)


def _spread(seconds: Sequence[float]) -> str:
    ranked = sorted(seconds)
    p95 = ranked[round(0.95 * (len(ranked) - 1))]
    return f"p50 {1e3 * statistics.median(ranked):8.1f} p95 {1e3 * p95:8.1f} ms"


def compare_costs(found: Sequence[dict[int, float | None]], expected: Sequence[dict[int, float | None]]) -> None:
    pairs = [(mine[key], other) for mine, theirs in zip(found, expected, strict=False) for key, other in theirs.items()]
    differ = sum(
        (a is None) != (b is None) or (a is not None and abs(a - (b or 0)) > 1e-6 * max(1, a)) for a, b in pairs
    )
    lost = sum(cost is None for _, cost in pairs)
    print(f"  costs compared with pgRouting's: {len(pairs)} pairs, {differ} differ, {lost} without a way")


def compare_firsts(firsts: Sequence[float | None], found: Sequence[dict[int, float | None]]) -> None:
    least = [min((cost for cost in each.values() if cost is not None), default=None) for each in found]
    differ = sum(
        (a is None) != (b is None) or (a is not None and abs(a - (b or 0)) > 1e-6 * max(1, a))
        for a, b in zip(firsts, least, strict=True)
    )
    print(f"  the first compared with the least of all: {len(least)} questions, {differ} differ")


def a_town(name: str, *, number: int, on: date) -> Municipality:
    code = f"0450019{number}" if number != 9 else "04500189"
    town, _ = Municipality.objects.get_or_create(
        dla_code=code, defaults={"name_th": name, "name_en": name, "utm_epsg": 32647}
    )
    with tenancy.within(town):
        MunicipalityCode.objects.get_or_create(
            municipality=town, dla_code=code, defaults={"valid": Range(date(2020, 1, 1), None)}
        )
    return town


def close_some(
    town: Municipality, places: Sequence[tuple[float, float]], *, by: Any, chance: random.Random
) -> list[Polygon]:
    """Squares of about 100 metres on roads chosen by chance."""
    squares = []
    for x, y in chance.sample(list(places), CLOSURES):
        square = Polygon.from_bbox((x - 0.0005, y - 0.0005, x + 0.0005, y + 0.0005))
        square.srid = 4326
        closures.draw(town, shape=square, reason="flood", by=by, at=timezone.now())
        squares.append(square)
    return squares


def a_question(judged: Judged, places: Sequence[tuple[float, float]], *, chance: random.Random) -> Question:
    """An incident on a road and crews on roads within some kilometres, or anywhere if there are too few."""
    x, y = chance.choice(list(places))
    reach = AROUND_M / 111_000
    near = [
        place
        for place in chance.sample(list(places), min(len(places), 60_000))
        if abs(place[0] - x) < reach and abs(place[1] - y) < reach
    ]
    crews = chance.choices(near or list(places), k=CREWS)
    starts = tuple(routing.Start(n, _beside(place, chance)) for n, place in enumerate(crews, 1))
    return Question(_beside((x, y), chance), starts)


def _beside(place: tuple[float, float], chance: random.Random) -> Point:
    """Some twenty metres at most from the road."""
    return Point(place[0] + chance.uniform(-2e-4, 2e-4), place[1] + chance.uniform(-2e-4, 2e-4), srid=4326)


def moved(judged: Judged, *, epsg: int) -> Judged:
    """The same metres on the ground of zone 47."""
    there, back = crs.transformation(4326, epsg), crs.transformation(32647, 4326)
    segments = tuple(
        replace(each, places=tuple(map(tuple, back.apply(there.apply(np.array(each.places))).tolist())))
        for each in judged.segments
    )
    return replace(judged, segments=segments)


def restricted(judged: Judged) -> Judged:
    """The network with turns forbidden at junctions chosen by chance, where its file has none."""
    chance = random.Random(2569)  # noqa: S311  the same turns every time
    at: dict[int, list[int]] = defaultdict(list)
    for row, segment in enumerate(judged.segments):
        at[segment.from_node].append(row)
        at[segment.to_node].append(row)
    junctions = [node for node, rows in at.items() if len(set(rows)) > 2]
    chosen = chance.sample(junctions, len(judged.segments) // ROADS_TO_A_RESTRICTION)
    turns = tuple((roads_of.NO, tuple(chance.sample(sorted(set(at[node])), 2)), (node,)) for node in chosen)
    return replace(judged, turns=turns)


def tiled(judged: Judged, *, tiles: int) -> Judged:
    """The network so many times side by side, joined by bridges between equal junctions of neighbours."""
    west = min(x for segment in judged.segments for x, _ in segment.places)
    east = max(x for segment in judged.segments for x, _ in segment.places)
    count = max(max(segment.from_node, segment.to_node) for segment in judged.segments) + 1
    place = {
        node: at
        for each in judged.segments
        for node, at in ((each.from_node, each.places[0]), (each.to_node, each.places[-1]))
    }
    step = east - west + 0.002
    segments = tuple(_tiles_of(judged.segments, place, tiles=tiles, count=count, step=step))
    return replace(judged, segments=segments, turns=())


def _tiles_of(
    segments: Sequence[Segment], place: dict[int, tuple[float, float]], *, tiles: int, count: int, step: float
) -> Iterator[Segment]:
    for tile in range(tiles):
        # Six columns by five rows, so that the whole lies within the zone.
        column, row = tile % 6, tile // 6
        aside, up = column * step - 2 * step, row * 0.09
        for each in segments:
            places = tuple((x + aside, y + up) for x, y in each.places)
            yield replace(
                each, from_node=each.from_node + tile * count, to_node=each.to_node + tile * count, places=places
            )
        for next_tile in [*([tile + 1] if column < 5 else []), tile + 6]:
            if next_tile < tiles:
                for node in range(0, count, BRIDGES_EVERY):
                    if node in place:
                        x, y = place[node]
                        over = (next_tile % 6 * step - 2 * step, next_tile // 6 * 0.09)
                        ends = ((x + aside, y + up), (x + over[0], y + over[1]))
                        yield replace(
                            segments[0], from_node=node + tile * count, to_node=node + next_tile * count, places=ends
                        )


def chiang_mai(data: Path) -> Judged:
    return roads.read(data / "04-thai-osm-network/chiangmai.network.graph.json")


NETWORKS: dict[str, Callable[[Path], Judged]] = {
    "monaco": lambda data: moved(roads.read(data / "06-osm/monaco.osm.pbf"), epsg=32632),
    "liechtenstein": lambda data: moved(roads.read(data / "06-osm/liechtenstein-2013-08-03.osm.pbf"), epsg=32632),
    "chiangmai": lambda data: restricted(chiang_mai(data)),
    "hundred-thousand": lambda data: restricted(tiled(chiang_mai(data), tiles=TILES_OF_A_HUNDRED_THOUSAND)),
    "million": lambda data: restricted(tiled(chiang_mai(data), tiles=TILES_OF_A_MILLION)),
}
"""Each read from the folder of shared data."""


if __name__ == "__main__":
    main()
