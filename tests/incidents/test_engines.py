"""The network in memory against pgRouting, on networks made by chance in the database and on a real one."""

import random
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, Point
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import (
    Municipality,
    MunicipalityCode,
    RoadSegmentVersion,
    Source,
    TurnRestriction,
    TurnRestrictionVersion,
)
from incidents import closures, roads, routing
from incidents.engines import kept
from incidents.models import Closure
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT, ON, SINCE, Place

Driven = tuple[tuple[RoadSegmentVersion, ...], tuple[int, ...]]
"""Roads one after the other, and the junctions between them."""
CORNERS: list[Place] = [(0, 0), (300, 0), (300, 300), (0, 300), (150, 460), (660, 120), (2_000, 2_000)]


def reach(municipality: Municipality, goal: Point, starts: list[routing.Start]) -> dict[int, routing.Reach]:
    found = routing.nearest(municipality, incident_point=goal, starts=starts, on=ON, at=AT)
    return {each.key: each for each in found}


def first(municipality: Municipality, goal: Point, starts: list[routing.Start]) -> float | None:
    found = routing.first(municipality, incident_point=goal, starts=starts, on=ON, at=AT)
    return found.seconds if found else None


def both(municipality: Municipality, goal: Point, starts: list[routing.Start]) -> None:
    """Ask both engines and compare every cost and every reason."""
    with override_settings(ROUTING_IN_MEMORY=False):
        expected = reach(municipality, goal, starts)
    with override_settings(ROUTING_IN_MEMORY=True):
        found, soonest = reach(municipality, goal, starts), first(municipality, goal, starts)

    for key, other in expected.items():
        mine = found[key]
        assert mine.seconds == (None if other.seconds is None else pytest.approx(other.seconds, rel=1e-6, abs=1e-6)), (
            key
        )
        reasons = (mine.is_near_road, mine.is_closed_in, mine.is_too_large)
        assert reasons == (other.is_near_road, other.is_closed_in, other.is_too_large)
    least = min((each.seconds for each in expected.values() if each.seconds is not None), default=None)
    assert soonest == (None if least is None else pytest.approx(least, rel=1e-6, abs=1e-6))


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_costs_of_both_engines_are_equal_on_networks_made_by_chance(
    data: st.DataObject, municipality: Municipality
) -> None:
    """One-ways, parallel roads, islands, closures, small roads and restrictions, some over ways between, all occur."""
    for model in (TurnRestrictionVersion, RoadSegmentVersion, Closure):
        model.objects.all().delete()
    pairs = st.tuples(st.sampled_from(CORNERS), st.sampled_from(CORNERS)).filter(lambda ends: ends[0] != ends[1])
    ends = data.draw(st.lists(pairs, min_size=2, max_size=9))
    drawn = [
        builders.a_road(
            municipality,
            *pair,
            is_oneway=data.draw(st.booleans()),
            speed_kmh=data.draw(st.sampled_from([18, 36, 90])),
            max_weight_kg=data.draw(st.sampled_from([None, 2_000])),
        )
        for pair in ends
    ]
    restricted(municipality, drawn, data=data)
    places = st.tuples(st.floats(-20, 700), st.floats(-20, 500))
    if data.draw(st.booleans()):
        line = [builders.point(data.draw(places)) for _ in range(2)]
        shape = GEOSGeometry(f"SRID=4326;LINESTRING({line[0].x} {line[0].y}, {line[1].x} {line[1].y})")
        Closure.objects.create(
            municipality=municipality,
            shape=shape,
            reason="flood",
            since=AT,
            drawn_at=AT,
            drawn_by=someone(municipality),
        )
    vehicles = st.sampled_from(["", "pickup"])
    starts = [routing.Start(n, builders.point(data.draw(places)), data.draw(vehicles)) for n in range(5)]

    both(municipality, builders.point(data.draw(places)), starts)


def restricted(municipality: Municipality, drawn: list[RoadSegmentVersion], *, data: st.DataObject) -> None:
    """Up to three restrictions at junctions where two of the roads meet, or over one or two ways between."""
    ends = {road: (road.from_node, road.to_node) for road in drawn}
    ways: list[Driven] = [((one,), ()) for one in drawn]
    for count in (1, 2, 3):
        ways += [
            ((*behind, other), (*nodes, node))
            for behind, nodes in ways
            for other in drawn
            for node in set(ends[behind[-1]]) & set(ends[other])
            if other != behind[-1] and len(behind) == count
        ]
    meeting = [each for each in ways if each[1]]
    for along, nodes in data.draw(st.lists(st.sampled_from(meeting), max_size=3)) if meeting else []:
        TurnRestrictionVersion.objects.create(
            municipality=municipality,
            restriction=TurnRestriction.objects.create(municipality=municipality),
            valid=Range(SINCE, None),
            source=Source.objects.filter(municipality=municipality)[0],
            recorded_at=AT,
            kind=data.draw(st.sampled_from(["no", "only"])),
            roads=[road.road_id for road in along],
            nodes=list(nodes),
        )


def someone(municipality: Municipality) -> Any:
    return User.objects.get_or_create(username="dispatcher")[0]


@pytest.mark.real_data
def test_costs_of_both_engines_are_equal_in_chiang_mai_with_closures(
    municipality: Municipality, real_data: Path
) -> None:
    path = real_data / "04-thai-osm-network/chiangmai.network.graph.json"
    roads.load(municipality, roads.read(path), path=path, on=ON, at=AT)
    chance = random.Random(2569)
    for _ in range(8):
        x, y = chance.uniform(98.94, 99.02), chance.uniform(18.755, 18.825)
        area = f"SRID=4326;POLYGON(({x} {y}, {x + 0.002} {y}, {x + 0.002} {y + 0.002}, {x} {y + 0.002}, {x} {y}))"
        Closure.objects.create(
            municipality=municipality,
            shape=GEOSGeometry(area),
            reason="flood",
            since=AT,
            drawn_at=AT,
            drawn_by=someone(municipality),
        )

    for _ in range(3):
        places = [Point(chance.uniform(98.94, 99.02), chance.uniform(18.755, 18.825), srid=4326) for _ in range(21)]
        both(municipality, places[0], [routing.Start(n, place) for n, place in enumerate(places[1:])])


def test_large_network_is_read_aside_while_pgrouting_answers(municipality: Municipality, settings: Any) -> None:
    settings.ROUTING_ROADS_AT_ONCE = 0
    builders.a_road(municipality, (0, 0), (100, 0))

    assert kept.known(municipality, on=ON) is None
    assert reach(municipality, builders.point((75, 0)), [routing.Start(1, builders.point((25, 0)))])[
        1
    ].seconds == pytest.approx(5, abs=0.01)
    for reading in threading.enumerate():
        if reading.name == f"roads of {municipality.pk}":
            reading.join()  # else it would put what it reads in the place of the next test's


def test_network_is_read_again_when_a_road_changed_and_kept_when_nothing_did(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))
    first = kept.known(municipality, on=ON)
    again = kept.known(municipality, on=ON)

    builders.a_road(municipality, (100, 0), (200, 0))
    after = kept.known(municipality, on=ON)

    assert first is again
    assert first is not None
    assert after is not None
    assert (len(first.network.roads), len(after.network.roads)) == (1, 2)


def test_network_of_another_municipality_is_not_seen(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))

    other = kept.known(other_municipality, on=ON)

    assert other is not None
    assert len(other.network.roads) == 0


def test_network_is_let_go_when_its_municipality_has_gone(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))
    kept.known(municipality, on=ON)
    kept.known(other_municipality, on=ON)
    with tenancy.within(other_municipality):
        MunicipalityCode.objects.all().delete()
    Municipality.objects.filter(pk=other_municipality.pk).delete()

    kept.renew_all()

    assert {town for town, _on in kept._kept} == {municipality.pk}


@lasting.fixture
def round_the_block(municipality: Municipality) -> Municipality:
    """A road of 200 metres and a way round of 400."""
    builders.roads(municipality, (0, 0), (200, 0))
    builders.roads(municipality, (0, 0), (0, 100), (200, 100), (200, 0))
    return municipality


def line_across(x: float) -> GEOSGeometry:
    south, north = builders.point((x, -20)), builders.point((x, 20))
    return GEOSGeometry(f"SRID=4326;LINESTRING({south.x} {south.y}, {north.x} {north.y})")


def metres(municipality: Municipality, start: Place = (0, 0), goal: Place = (200, 0)) -> float:
    return routing.route(municipality, start=builders.point(start), goal=builders.point(goal), on=ON, at=AT).metres


@pytest.mark.parametrize("in_memory", [True, False])
def test_way_goes_round_a_closure_from_the_moment_it_is_drawn_until_it_is_ended(
    in_memory: bool, round_the_block: Municipality, officer: Any, settings: Any
) -> None:
    settings.ROUTING_IN_MEMORY = in_memory
    by = officer()
    before = metres(round_the_block)

    drawn = closures.draw(round_the_block, shape=line_across(100), reason="flood", by=by, at=AT)
    during = metres(round_the_block)
    closures.end(drawn, by=by, at=AT)

    assert [before, during, metres(round_the_block)] == [
        pytest.approx(200, abs=0.5),
        pytest.approx(400, abs=0.5),
        pytest.approx(200, abs=0.5),
    ]


@pytest.mark.parametrize("in_memory", [True, False])
def test_open_part_of_a_closed_road_is_driven(
    in_memory: bool, round_the_block: Municipality, officer: Any, settings: Any
) -> None:
    settings.ROUTING_IN_MEMORY = in_memory
    closures.draw(round_the_block, shape=line_across(100), reason="flood", by=officer(), at=AT)

    assert metres(round_the_block, (50, 0), (90, 0)) == pytest.approx(40, abs=0.5)
    assert metres(round_the_block, (50, 0), (150, 0)) == pytest.approx(50 + 400 + 50, abs=0.5)


def test_start_says_that_closures_or_its_vehicle_keep_it_from_the_incident(
    municipality: Municipality, officer: Any
) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))
    builders.a_road(municipality, (100, 0), (200, 0), max_weight_kg=5_000)
    starts = [routing.Start(1, builders.point((180, 0)), "heavy_truck"), routing.Start(2, builders.point((0, 0)))]

    heavy = reach(municipality, builders.point((90, 0)), starts)[1]
    closures.draw(municipality, shape=line_across(50), reason="tree", by=officer(), at=AT)
    cut_off = reach(municipality, builders.point((90, 0)), starts)[2]

    assert (heavy.seconds, heavy.is_too_large, heavy.is_closed_in) == (None, True, False)
    assert (cut_off.seconds, cut_off.is_too_large, cut_off.is_closed_in) == (None, False, True)


def test_vehicle_is_as_large_as_the_municipality_says(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0), max_height_cm=200)
    starts = [routing.Start(1, builders.point((0, 0)), "pickup")]

    with_ours = reach(municipality, builders.point((90, 0)), starts)[1]
    municipality.settings = {"vehicles": {"pickup_height_cm": 210}}
    with_their_own = reach(municipality, builders.point((90, 0)), starts)[1]

    assert with_ours.seconds == pytest.approx(9, abs=0.1)
    assert (with_their_own.seconds, with_their_own.is_too_large) == (None, True)


def test_closure_counts_only_for_its_time(round_the_block: Municipality, officer: Any) -> None:
    later = AT + timedelta(hours=1)
    closures.draw(round_the_block, shape=line_across(100), reason="works", by=officer(), at=AT, since=later)
    ask: dict[str, Any] = {"start": builders.point((0, 0)), "goal": builders.point((200, 0)), "on": ON}

    now = routing.route(round_the_block, at=AT, **ask).metres
    then = routing.route(round_the_block, at=later, **ask).metres

    assert [now, then] == [pytest.approx(200, abs=0.5), pytest.approx(400, abs=0.5)]


def test_jobs_stand_in_the_order_of_the_shortest_drive_and_the_unreachable_last(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (1000, 0))
    builders.a_road(municipality, (0, 900), (100, 900))
    places: dict[int, Place] = {1: (900, 0), 2: (50, 900), 3: (300, 0), 4: (600, 0)}
    jobs = [routing.Start(key, builders.point(place)) for key, place in places.items()]

    found = routing.order_of_jobs(municipality, start=builders.point((100, 0)), jobs=jobs, on=ON, at=AT)

    assert [each.key for each in found] == [3, 4, 1, 2]
    assert [round(each.metres) if each.metres else None for each in found] == [200, 300, 300, None]
