"""All checks together: one finding each, advice that was tried, and what a browser may send."""

import time
from dataclasses import replace
from typing import Any

import pytest
import shapely
from shapely import MultiPolygon, Polygon

from permits import services
from permits.rules import judging, moving
from permits.rules.facts import Finding, Plan, Surroundings, Verdict
from tests.permits.rules.scenes import (
    LIMITS,
    SURVEY_M,
    a_building,
    a_ground,
    a_house,
    a_plan,
    a_pole,
    a_road,
    a_water,
    an_area,
    an_other,
    around,
    box,
)

CHECKS = services.every()["small-building"].checks


def judged(plan: Plan, scene: Surroundings) -> dict[str, Finding]:
    return {one.rule: one for one in judging.judge(plan, around=scene, limits=LIMITS, checks=CHECKS)}


def test_every_check_of_every_service_has_its_rule() -> None:
    for service in services.every().values():
        assert set(service.checks) <= judging.RULES.keys()


def test_all_pass_when_everything_is_known_and_kept() -> None:
    found = judged(a_plan(), around())

    assert tuple(found) == CHECKS
    assert {one.verdict for one in found.values()} == {Verdict.PASS}


def test_nothing_passes_silently_when_nothing_is_known() -> None:
    bare = Surroundings(on=around().on, town_kind="", boundary=None, parcel=None)
    silent = {"road_distance", "water_distance", "power_lines", "duplicates"}

    found = judged(Plan(footprint=a_house()), bare)

    assert {rule for rule, one in found.items() if one.verdict is Verdict.PASS} == silent


def test_worst_is_the_gravest() -> None:
    finding = Finding(rule="size", verdict=Verdict.PASS, says="")

    assert judging.worst([]) is Verdict.PASS
    assert judging.worst([finding, replace(finding, verdict=Verdict.ASK)]) is Verdict.ASK
    assert (
        judging.worst([replace(finding, verdict=Verdict.FAIL), replace(finding, verdict=Verdict.ASK)]) is Verdict.FAIL
    )


def test_advice_mends_all_when_two_distances_are_too_short() -> None:
    plan = a_plan(a_house(1.0, 10))
    scene = around(poles=(a_pole(0, 9.5, wire_to=(40, 9.5)),))

    found = judged(plan, scene)
    shift = judging.shift_of(plan, around=scene, limits=LIMITS, checks=CHECKS)

    assert shift is not None
    assert {found[rule].mend for rule in ("boundary_distance", "power_lines")} == {"move_all"}
    assert (found["power_lines"].values["direction"], found["power_lines"].values["metres"]) == ("north_east", "1.9")
    after = judged(replace(plan, footprint=moving.moved(a_house(1.0, 10), shift)), scene)
    assert judging.worst(list(after.values())) is Verdict.PASS


def test_advice_mends_one_when_no_move_mends_all() -> None:
    wires = tuple(a_pole(x, 0, wire_to=(x, 30)) for x in (4.0, 16.0))

    found = judged(a_plan(a_house(0.5, 10, 15.5)), around(poles=wires))

    assert found["boundary_distance"].mend == "move_one"
    assert (found["boundary_distance"].values["direction"], found["boundary_distance"].values["metres"]) == (
        "east",
        "1.5",
    )
    assert found["power_lines"].mend == "ask_electricity"


def test_advice_is_what_else_helps_when_no_move_does() -> None:
    found = judged(a_plan(a_house(1, 1, 18, 25)), around())

    assert found["boundary_distance"].mend == "blind_or_smaller"


def test_only_an_answer_is_asked_for_when_the_distance_is_kept() -> None:
    found = judged(a_plan(a_house(4), height_m=None), around())

    assert found["boundary_distance"].mend == "answer_height"
    assert not judged(a_plan(a_house(1), height_m=None), around())["boundary_distance"].mend.startswith("answer")


def test_move_is_given_although_answers_or_areas_are_missing() -> None:
    scene = around(has_zones=False, areas=())

    assert judged(a_plan(a_house(1.4)), scene)["boundary_distance"].mend == "move_all"
    assert judged(a_plan(a_house(1.4), has_openings=None), scene)["boundary_distance"].mend == "move_all"


ODD: list[Any] = [
    None,
    Polygon(),
    Polygon([(0, 0), (5, 5), (5, 0), (0, 5)]),
    Polygon([(0, 0), (5, 5), (10, 10)]),
    MultiPolygon([a_house(), a_house(40)]),
    shapely.box(-1e9, -1e9, 1e9, 1e9),
    shapely.Point(1, 1),
    a_house(5000),
    shapely.box(-300, -300, 300, 300).difference(shapely.box(-299, -299, 299, 299)),
]
EMPTY = around(parcel=a_ground(shape=MultiPolygon()))
NOWHERE = around(
    neighbours=(a_ground("N", MultiPolygon()),),
    roads=(replace(a_road(), line=shapely.LineString()),),
    waters=(replace(a_water(), shape=MultiPolygon()),),
    areas=(an_area("zone", MultiPolygon()),),
    buildings=(a_building(Polygon()),),
    poles=(replace(a_pole(0, 0), at=shapely.Point()),),
    others=(an_other(Polygon()),),
)
CROSSED = around(parcel=a_ground(shape=MultiPolygon([Polygon([(0, 0), (20, 30), (20, 0), (0, 30)])])))


@pytest.mark.parametrize("outline", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize(
    "scene",
    [around(), around(parcel=None), EMPTY, CROSSED, NOWHERE],
    ids=["sound", "none", "empty", "crossed", "nowhere"],
)
def test_one_finding_for_each_check_whatever_is_drawn(outline: Any, scene: Surroundings) -> None:
    plan = replace(a_plan(), footprint=outline, height_m=float("nan"), floor_area_m2=float("inf"), storeys=0)

    found = judging.judge(plan, around=scene, limits=LIMITS, checks=CHECKS)

    assert [one.rule for one in found] == list(CHECKS)
    assert judging.worst(found) is not Verdict.PASS


def test_services_without_a_building_are_judged_by_their_parcel() -> None:
    plan = Plan(footprint=None, applicant_digest="ann")
    checks = ("inside_parcel", "ownership", "access", "duplicates")

    found = judging.judge(plan, around=around(), limits=LIMITS, checks=checks)

    assert [one.says for one in found] == ["parcel_known", "owner_matches", "access_touches", "duplicates_none"]
    unpicked = judging.judge(plan, around=around(parcel=None), limits=LIMITS, checks=checks)
    assert [one.says for one in unpicked][:2] == ["parcel_missing", "parcel_missing"]


def a_dense_town() -> Surroundings:
    """30 neighbours, 20 roads of which half were measured, 50 buildings, 40 poles with wires, water and areas."""
    cells = [(20 * i - 40, 30 * j + 30) for i in range(6) for j in range(5)]
    kinds = ("zone", "flood", "forest", "public_land", "airport")
    return around(
        accuracy_m=SURVEY_M,
        neighbours=tuple(a_ground(f"N{x}/{y}", box(x, y, x + 20, y + 30), accuracy_m=SURVEY_M) for x, y in cells),
        roads=tuple(a_road(None if k % 2 else 6.0 + k, y=-5.0 - 20 * k) for k in range(20)),
        buildings=tuple(a_building(shapely.box(9 * k, -60, 9 * k + 7, -50), is_on_parcel=False) for k in range(50)),
        poles=tuple(a_pole(6 * k - 60, -2, wire_to=(6 * k - 54, -2)) for k in range(40)),
        waters=tuple(a_water(y=200.0 + 20 * k) for k in range(3)),
        areas=tuple(an_area(kind, box(300, 300, 400, 400)) for kind in kinds),
    )


@pytest.mark.parametrize(
    ("outline", "says"),
    [
        (a_house(6), "boundary_kept"),
        (a_house(0.4, 0.1), "boundary_short"),
        (a_house(0.2, 0.2, 19, 29), "boundary_short"),
    ],
    ids=["clean", "to be moved", "too large"],
)
def test_a_dense_town_is_judged_within_a_frame(outline: Polygon, says: str) -> None:
    plan, scene = a_plan(outline), a_dense_town()

    took = []
    for _ in range(7):
        began = time.process_time()
        found = judged(plan, scene)
        took.append(time.process_time() - began)

    assert found["boundary_distance"].says == says
    # 20 ms are promised; the machine of the tests may be a slow one, and others work on it.
    assert min(took) < 0.06, took
