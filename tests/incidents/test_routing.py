"""Ways by road on networks that can be drawn by hand."""

import random
from typing import Any

import pytest
from psycopg.types.range import Range

from gis_assets.models import Municipality
from incidents import routing
from incidents.engines import pgrouting
from tests.incidents import builders
from tests.incidents.builders import ON, Place

pytestmark = pytest.mark.usefixtures("each_engine")


@pytest.fixture(params=["in memory", "pgRouting"])
def each_engine(request: pytest.FixtureRequest, settings: Any) -> None:
    """Every behaviour here is asked of both engines."""
    settings.ROUTING_IN_MEMORY = request.param == "in memory"


def starts(*places: Place) -> list[routing.Start]:
    return [routing.Start(number, builders.point(place)) for number, place in enumerate(places, 1)]


def reach(municipality: Municipality, incident: Place, *crews: Place) -> dict[int, routing.Reach]:
    found = routing.nearest(municipality, incident_point=builders.point(incident), starts=starts(*crews), on=ON)
    return {each.key: each for each in found}


def way(municipality: Municipality, start: Place, goal: Place) -> routing.Route:
    return routing.route(municipality, start=builders.point(start), goal=builders.point(goal), on=ON)


def test_way_costs_its_share_when_both_ends_lie_in_the_middle_of_one_road(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))

    found = reach(municipality, (75, 4), (25, -3))[1]

    assert found.seconds == pytest.approx(5, abs=0.01)
    assert found.metres == pytest.approx(50, abs=0.1)


def test_way_from_the_middle_of_a_road_goes_round_when_it_is_one_way(municipality: Municipality) -> None:
    builders.roads(municipality, (0, 0), (100, 0), is_oneway=True)
    builders.roads(municipality, (100, 0), (100, 100), (0, 100), (0, 0))

    with_the_traffic = reach(municipality, (75, 0), (25, 0))[1]
    against_it = reach(municipality, (25, 0), (75, 0))[1]

    assert with_the_traffic.metres == pytest.approx(50, abs=0.1)
    assert against_it.metres == pytest.approx(25 + 300 + 25, abs=0.2)


def test_nearest_by_road_is_another_than_nearest_by_air_when_a_canal_lies_between(municipality: Municipality) -> None:
    builders.roads(municipality, (0, 0), (400, 0))  # this bank, with the incident at its west end
    builders.roads(municipality, (0, 40), (400, 40), (400, 0))  # the other bank, one bridge in the east
    across_the_canal, down_the_road = (10, 40), (300, 0)

    found = routing.nearest(
        municipality, incident_point=builders.point((10, 0)), starts=starts(across_the_canal, down_the_road), on=ON
    )

    assert [each.key for each in found] == [2, 1]
    assert [round(each.metres or 0) for each in found] == [290, 820]


def test_crew_has_no_travel_when_no_road_leads_there(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))
    builders.a_road(municipality, (0, 300), (100, 300))

    cut_off, joined = (reach(municipality, (10, 0), (50, 300), (90, 0))[number] for number in (1, 2))

    assert (cut_off.seconds, cut_off.metres, cut_off.is_near_road) == (None, None, True)
    assert joined.seconds == pytest.approx(8, abs=0.01)


def test_crew_far_from_every_road_is_said_to_be_so(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))

    found = reach(municipality, (10, 0), (50, 700))[1]

    assert found.seconds is None
    assert not found.is_near_road


def test_nothing_is_near_a_road_when_there_are_no_roads(municipality: Municipality) -> None:
    assert not reach(municipality, (10, 0), (50, 0))[1].is_near_road


def test_quicker_road_is_taken_when_it_is_longer(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (400, 0), speed_kmh=18, name_en="Lane")
    builders.roads(municipality, (0, 0), (0, 100), (400, 100), (400, 0), speed_kmh=90, name_en="Bypass")

    found = way(municipality, (0, 0), (400, 0))

    assert [leg.name_en for leg in found.legs] == ["Bypass"]
    assert found.metres == pytest.approx(600, abs=0.5)
    assert found.seconds == pytest.approx(24, abs=0.1)


def test_route_is_drawn_from_start_to_goal_with_its_legs(municipality: Municipality) -> None:
    builders.a_road(municipality, (100, 0), (0, 0), name_en="First Road")
    builders.a_road(municipality, (100, 0), (100, 50), name_en="Second Road")

    found = way(municipality, (20, 0), (100, 40))

    assert [builders.metres(place) for place in found.line.coords] == [(20, 0), (100, 0), (100, 40)]
    assert [(leg.name_en, round(leg.metres)) for leg in found.legs] == [("First Road", 80), ("Second Road", 40)]
    assert found.seconds == pytest.approx(12, abs=0.01)


def test_route_has_no_length_when_start_and_goal_are_one_place(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0), is_oneway=True)

    found = way(municipality, (30, 0), (30, 0))

    assert found.metres == pytest.approx(0, abs=0.01)
    assert found.legs == ()
    assert found.line.geom_type == "LineString"


def test_route_is_refused_when_no_road_joins_the_ends(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0))
    builders.a_road(municipality, (0, 300), (100, 300))

    with pytest.raises(routing.NoRoute):
        way(municipality, (10, 0), (10, 300))


def test_way_is_found_when_it_leaves_the_first_box(municipality: Municipality) -> None:
    north = pgrouting.BOX_MARGINS_M[0] or 0
    builders.a_road(municipality, (0, 0), (50, 0))
    builders.a_road(municipality, (100, 0), (150, 0))
    builders.roads(municipality, (50, 0), (50, north + 500), (100, north + 500), (100, 0))

    found = reach(municipality, (10, 0), (140, 0))[1]

    assert found.metres == pytest.approx(40 + 2 * (north + 500) + 50 + 40, abs=1)


def test_quicker_way_outside_the_box_beats_a_slow_one_inside(municipality: Municipality) -> None:
    north = (pgrouting.BOX_MARGINS_M[0] or 0) + 500
    builders.roads(municipality, (0, 0), (100, 0), speed_kmh=1)
    builders.roads(municipality, (0, 0), (0, north), (100, north), (100, 0), speed_kmh=120)

    found = way(municipality, (0, 0), (100, 0))

    assert found.metres == pytest.approx(2 * north + 100, abs=1)


def test_first_of_roads_that_lie_on_one_another_is_beside_a_place(municipality: Municipality) -> None:
    """Drawn in both directions their distances differ in the last digits, so equal must not mean equal to the bit."""
    first = builders.a_road(municipality, (300, 300), (0, 0))
    builders.a_road(municipality, (0, 0), (300, 300))
    builders.a_road(municipality, (2000, 2000), (0, 0))
    places = [builders.point((east, 256.16)) for east in range(1, 250, 7)]

    found = [routing.road_beside(municipality, point=place, on=ON) for place in places]

    assert {each.road_id for each in found if each} == {first.road_id}


def test_superseded_road_is_not_driven(municipality: Municipality) -> None:
    builders.a_road(municipality, (0, 0), (100, 0), valid=Range(builders.SINCE, ON))
    builders.roads(municipality, (0, 0), (0, 50), (100, 50), (100, 0))

    assert reach(municipality, (0, 0), (100, 0))[1].metres == pytest.approx(200, abs=0.5)


def test_backward_search_equals_the_forward_one_for_every_crew(municipality: Municipality) -> None:
    """A grid of five by five with one-ways and several speeds: each crew's cost equals its own route's."""
    chance = random.Random(2569)
    for x in range(5):
        for y in range(5):
            for there in ((x + 1, y), (x, y + 1)):
                if max(there) < 5:
                    ends = [(x * 100.0, y * 100.0), (there[0] * 100.0, there[1] * 100.0)]
                    chance.shuffle(ends)
                    facts = {"is_oneway": chance.random() < 0.4, "speed_kmh": chance.choice([18, 36, 54])}
                    builders.a_road(municipality, ends[0], ends[1], **facts)
    crews = [(chance.uniform(0, 400), chance.uniform(0, 400)) for _ in range(20)]

    found = reach(municipality, (212, 205), *crews)

    compared = 0
    for key, place in enumerate(crews, 1):
        if found[key].seconds is None:
            with pytest.raises(routing.NoRoute):
                way(municipality, place, (212, 205))
            continue
        forward = way(municipality, place, (212, 205))
        assert forward.seconds == pytest.approx(found[key].seconds, rel=1e-9)
        assert forward.line.transform(32647, clone=True).length == pytest.approx(forward.metres, rel=1e-3)
        compared += 1
    assert compared >= 10
