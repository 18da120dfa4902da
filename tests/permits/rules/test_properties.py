"""What holds for every plan: the advice works; where the scene lies and in which order corners come is no matter."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Polygon

from permits import services
from permits.rules import judging, moving
from permits.rules.facts import Surroundings, Verdict
from tests.permits.rules.scenes import LIMITS, SURVEY_M, a_building, a_plan, a_pole, a_road, a_water, anywhere, around

CHECKS = services.every()["small-building"].checks
EASTERN = (650_000.0, 1_520_000.0)


@st.composite
def outlines(draw: st.DrawFn) -> Polygon:
    """A house of 3 to 12 m by 3 to 12 m, turned and placed anywhere on and around the parcel."""
    size = st.floats(3, 12)
    west, south = draw(st.floats(-6, 16)), draw(st.floats(-6, 26))
    house = shapely.box(west, south, west + draw(size), south + draw(size))
    return shapely.affinity.rotate(house, draw(st.floats(0, 90)))


@st.composite
def scenes(draw: st.DrawFn) -> Surroundings:
    """The parcel with a road in front, and perhaps a canal, a wire, an old building."""
    return around(
        accuracy_m=draw(st.sampled_from([0.04, SURVEY_M])),
        roads=(a_road(draw(st.sampled_from([4.0, 8.0, 10.0, None]))),),
        waters=draw(st.sampled_from([(), (a_water(y=34.0),)])),
        poles=draw(st.sampled_from([(), (a_pole(15.0, -5, wire_to=(15.0, 40)),)])),
        buildings=draw(st.sampled_from([(), (a_building(shapely.box(1, 1, 5, 5)),)])),
    )


def turned(angle: float) -> Callable[[Any], Any]:
    """A turn about the parcel's corner and a move to where real coordinates lie."""
    cos, sin = math.cos(angle), math.sin(angle)
    matrix = np.array([[cos, sin], [-sin, cos]])
    return lambda shape: shapely.transform(shape, lambda at: at @ matrix + np.array(EASTERN))


@settings(max_examples=40, deadline=None)
@given(outlines(), scenes())
def test_advice_to_move_makes_its_rule_pass_and_stays_inside(outline: Polygon, scene: Surroundings) -> None:
    plan = a_plan(outline)
    for found in judging.judge(plan, around=scene, limits=LIMITS, checks=CHECKS):
        if found.mend.startswith("move_"):
            east, north = float(found.values["shift_east_m"]), float(found.values["shift_north_m"])
            there = replace(plan, footprint=moving.moved(outline, moving.Shift(east, north, ())))
            after = {one.rule: one for one in judging.judge(there, around=scene, limits=LIMITS, checks=CHECKS)}
            kept = judging.OF_DISTANCE if found.mend.startswith("move_all") else (found.rule,)
            assert {after[rule].verdict for rule in kept} == {Verdict.PASS}
            assert after["inside_parcel"].says == "inside"


@settings(max_examples=40, deadline=None)
@given(outlines(), scenes(), st.floats(0, 2 * math.pi))
def test_verdicts_are_the_same_when_the_whole_scene_is_turned_and_moved(
    outline: Polygon, scene: Surroundings, angle: float
) -> None:
    change = turned(angle)
    here = judging.judge(a_plan(outline), around=scene, limits=LIMITS, checks=CHECKS)
    moved = replace(a_plan(outline), footprint=change(outline))
    there = judging.judge(moved, around=anywhere(scene, change), limits=LIMITS, checks=CHECKS)

    for one, other in zip(here, there, strict=True):
        if one.measured is not None:
            assert other.measured == pytest.approx(one.measured, abs=0.001), (one, other)
            # What lies on a limit to the millimetre may fall on either side of it.
            assume(one.verdict is other.verdict or abs(one.measured - (one.required or 0)) > 1e-6)
        assert (one.rule, one.verdict) == (other.rule, other.verdict)


@settings(max_examples=40, deadline=None)
@given(outlines(), scenes(), st.integers(0, 3), st.booleans())
def test_verdicts_are_the_same_when_corners_come_in_another_order(
    outline: Polygon, scene: Surroundings, first: int, is_reversed: bool
) -> None:
    corners = np.roll(shapely.get_coordinates(outline)[:-1], first, axis=0)
    other = Polygon(corners[::-1] if is_reversed else corners)

    here = judging.judge(a_plan(outline), around=scene, limits=LIMITS, checks=CHECKS)
    there = judging.judge(replace(a_plan(outline), footprint=other), around=scene, limits=LIMITS, checks=CHECKS)

    assert [(one.rule, one.verdict, one.says) for one in here] == [(one.rule, one.verdict, one.says) for one in there]


@settings(max_examples=40, deadline=None)
@given(outlines(), scenes(), st.floats(0.01, 3))
def test_what_is_broken_stays_broken_when_the_building_grows(
    outline: Polygon, scene: Surroundings, by_m: float
) -> None:
    larger = outline.buffer(by_m, join_style="mitre")
    for rule in (*judging.OF_DISTANCE, "open_space"):
        before = judging.RULES[rule](a_plan(outline), around=scene, limits=LIMITS)
        after = judging.RULES[rule](a_plan(larger), around=scene, limits=LIMITS)
        assert not (before.verdict is Verdict.FAIL and after.verdict is Verdict.PASS), rule
