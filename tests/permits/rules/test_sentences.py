"""Every sentence that a rule may say stands in the table, with the figures that the rule gives, in Thai and English."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import MultiPolygon, Polygon

from permits import remedies, sentences, services, terms
from permits.rules import judging, soundness
from permits.rules.facts import Finding, Plan, Relief, Surroundings
from tests.permits.rules.scenes import (
    LIMITS,
    SHEET_M,
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
PLACE = re.compile(r"%\((\w+)\)s")

OUTLINES: list[Any] = [
    *(a_house(west) for west in (6, 2, 1.95, 1.4, 0.5, 0.45, 0.1, -0.05, -0.1, -1, 12.5, 25, 5000)),
    a_house(-4, 25),
    a_house(6, -0.1),
    a_house(6, -0.3),
    a_house(6, -2),
    a_house(6, -30),
    a_house(0.2, 0.2, 19, 29),
    a_house(0, 0, 14.1, 30),
    a_house(1.4, 11.5),
    None,
    Polygon(),
    Polygon([(0, 0), (5, 5), (5, 0), (0, 5)]),
    Polygon([(0, 0), (5, 5), (10, 10)]),
    MultiPolygon([a_house(), a_house(40)]),
    shapely.box(0, 0, 1e4, 1e4),
    shapely.Point(9, 15).buffer(3, quad_segs=200),
]
ANSWERS: list[dict[str, Any]] = [
    {"has_openings": False},
    {"has_openings": False, "answers": {"neighbour_consents": True}},
    {"has_openings": False, "height_m": 16.0},
    {"has_openings": None},
    {"has_openings": None, "height_m": None},
    {"height_m": None},
    {"height_m": 25.0},
    {"height_m": 5.0, "storeys": 3},
    {"storeys": 2, "floor_area_m2": 151.0},
    {"storeys": None},
    {"storeys": None, "floor_area_m2": None},
    {"floor_area_m2": None},
    {"floor_area_m2": 20.0},
    {"floor_area_m2": 120.0},
    {"use": "commerce"},
    {"use": "animals", "floor_area_m2": 110.0, "storeys": 2},
    {"use": ""},
    {"answers": {"way": "notice", "servitude": True}},
    {"applicant_digest": ""},
    {"applicant_digest": "bob"},
    {"says_to_own": False, "applicant_digest": "bob"},
]
STEEP = Relief(source="DEM", slope_percent=40.0, share_under_water=0.3)
SCENES: list[dict[str, Any]] = [
    {"accuracy_m": SURVEY_M},
    {"accuracy_m": SHEET_M},
    {"parcel": None},
    {"neighbours": ()},
    {"neighbours": (), "roads": (a_road(road_class="soi", y=-4.0, width_m=None),)},
    {"neighbours": (), "roads": tuple(replace(a_road(), line=side) for side in [shapely.box(-5, -5, 25, 35).exterior])},
    {"roads": ()},
    {"roads": (a_road(30.0),)},
    {"roads": (a_road(4.0, y=-9.0),)},
    {"roads": (a_road(None, y=1.0, road_class="main"),)},
    {"roads": (a_road(None, y=-5.0),), "parcel": None},
    *({"waters": (a_water(width, y=y),)} for width in (8.0, None) for y in (40.0, 23.5, 22.5, 20.0)),
    {"poles": (a_pole(0, 15, wire_to=(40, 15)),)},
    {"poles": (a_pole(10, 15),)},
    {"poles": (a_pole(0, 8.5, wire_to=(40, 8.5)),)},
    {"poles": (a_pole(0, 8, wire_to=(40, 8)),)},
    {"poles": (a_pole(10, 9.7),)},
    {"poles": (a_pole(60, 60),)},
    {"poles": tuple(a_pole(x, 0, wire_to=(x, 30)) for x in (4.0, 16.0))},
    {"has_zones": False, "areas": (), "relief": None},
    {"areas": ()},
    {"areas": (an_area("zone"),)},
    {"areas": (an_area("zone", denied=("dwelling",)),)},
    {"areas": (an_area("zone", most_height_m=4.0),)},
    {"areas": (an_area("zone", most_storeys=0),)},
    *({"areas": (an_area(kind),)} for kind in ("flood", "monument", "environment", "forest", "airport", "controlled")),
    *({"areas": (an_area("airport", most_height_m=metres),)} for metres in (4.0, 45.0)),
    {"areas": (an_area("airport", most_storeys=0),)},
    {"areas": (an_area("state_land"),)},
    {"areas": (an_area("public_land", box(0, 0, 8, 30)),)},
    {"areas": (an_area("public_land", box(0, 0, 6.05, 30)),)},
    {"relief": STEEP},
    {"town_kind": ""},
    {"town_kind": "town"},
    {"owners": frozenset()},
    {"owners": None},
    {"buildings": (a_building(a_house()),)},
    {"buildings": (a_building(box(0, 0, 2, 2)),)},
    {"buildings": (a_building(box(0, 0, 20, 29)),)},
    {"others": (an_other(a_house()),)},
    {"others": (an_other(),)},
    {"neighbours": (), "parcel": a_ground(shape=box(0, 0, 8.2, 30)), "roads": ()},
]


STRETCHES = [None, *(shapely.LineString([(0, south), (0, north)]) for south, north in ((-6, -5), (-5, 3), (20, 25)))]
BESIDE = around(parcel=None, others=(an_other(shapely.Point(0, 0), is_same_parcel=False),))
WIRES = tuple(a_pole(x, 0, wire_to=(x, 30)) for x in (8.0, 12.0))
ADVISED: list[tuple[Plan, Surroundings]] = [
    *((replace(a_plan(), footprint=outline), around()) for outline in OUTLINES),
    (a_plan(a_house(1.4)), around(poles=WIRES)),
    (a_plan(a_house(1.4, 18.2)), around(poles=WIRES)),
    (a_plan(a_house(1.4, 18.2)), around()),
]
"""Those in which a move is looked for, or of which the outline cannot be measured."""


def cases() -> Iterator[tuple[Plan, Surroundings]]:
    """Each outline, answer and scene, most with the default of the others, some with a house that stands too near."""
    for outline in OUTLINES:
        plan = replace(a_plan(), footprint=outline)
        if soundness.fault(plan, limits=LIMITS) is None:
            yield plan, around(accuracy_m=SURVEY_M)
            yield plan, around(parcel=None)
            yield plan, around(parcel=None, roads=(a_road(None),), waters=(a_water(None, y=22),))
            yield replace(plan, has_openings=False), around(neighbours=())
    for answers, west in itertools.product(ANSWERS, (6, 1.4, 0.45, 0.1)):
        yield a_plan(a_house(west), **answers), around(roads=(), areas=(an_area("zone", most_height_m=9.0),))
        yield a_plan(a_house(west, -0.1), **answers), around(areas=(an_area("airport", most_height_m=9.0),))
    for scene, house in itertools.product(SCENES, (a_house(), a_house(1.4))):
        yield a_plan(house), around(**scene)


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    """What the rules find in all cases."""
    found = [judging.RULES[check](plan, around=scene, limits=LIMITS) for plan, scene in cases() for check in CHECKS]
    for plan, scene in ADVISED:
        found += judging.judge(plan, around=scene, limits=LIMITS, checks=CHECKS)
    found += judging.judge(Plan(footprint=None), around=around(), limits=LIMITS, checks=("inside_parcel",))
    for place in STRETCHES:
        plan = Plan(footprint=None, place=place)
        found += judging.judge(plan, around=BESIDE, limits=LIMITS, checks=services.every()["road-use"].checks)
    return found


@pytest.fixture(scope="module")
def emitted(findings: list[Finding]) -> dict[str, list[dict[str, Any]]]:
    """What they say and advise, by code, with the values."""
    found: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        for code in filter(None, (finding.says, finding.mend)):
            found.setdefault(code, []).append(dict(finding.values))
        for also in json.loads(finding.values.get("also", "[]")):
            found.setdefault(also["says"], []).append(also["values"])
    return found


def test_every_code_that_a_rule_says_is_in_the_table_and_every_sentence_is_said(
    emitted: dict[str, list[dict[str, Any]]],
) -> None:
    # Corners that are no numbers cannot be made without a warning of the geometry library; see test_parcels.
    assert sentences.SENTENCES.keys() - emitted.keys() == {"outline_not_numbers"}
    assert emitted.keys() <= sentences.SENTENCES.keys()


def test_every_place_of_a_sentence_is_filled_by_the_rule(emitted: dict[str, list[dict[str, Any]]]) -> None:
    for code, filled in emitted.items():
        for values in filled:
            assert set(PLACE.findall(sentences.SENTENCES[code])) <= values.keys(), code
            assert "%" not in PLACE.sub("", sentences.SENTENCES[code]).replace("%%", ""), code


def test_values_are_words_that_json_and_a_page_can_carry(emitted: dict[str, list[dict[str, Any]]]) -> None:
    for code, filled in emitted.items():
        for values in filled:
            assert all(isinstance(value, str) for value in values.values()), code


def test_every_limit_that_a_finding_names_is_one(findings: list[Finding]) -> None:
    names = {field.name for field in fields(LIMITS)}

    assert {name for one in findings for name in one.limits} <= names
    assert judging.RULES.keys() == terms.LAWS.keys()


def test_sentence_is_put_together_in_both_languages() -> None:
    values = {"name": "ย่านการค้า", "name_en": "Trade quarter", "use": "dwelling"}
    thai = {"%(use)s: allowed in %(name)s.": "%(use)s อนุญาตใน %(name)s", "Dwelling house": "บ้าน"}

    assert sentences.say("zone_allowed", values, translate=thai.__getitem__) == "บ้าน อนุญาตใน ย่านการค้า"
    english = sentences.say("zone_allowed", values, translate=str, language="en")
    assert english == "Dwelling house: allowed in Trade quarter."


def test_move_is_told_with_the_words_of_the_compass() -> None:
    values = {"direction": "north_east", "metres": "0.6", "second_direction": "south", "second_metres": "1.0"}

    told = sentences.say("move_all_aslant", values, translate=str, language="en")

    assert told == "Move it 0.6 m to the north-east and 1.0 m to the south: then all distances are kept."


def test_every_word_that_a_rule_names_has_words() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(judging.__file__).parent.glob("*.py"))
    uses = [choice.code for choice in services.every()["small-building"].questions[0].choices]

    assert {f"use.{use}" for use in uses} <= terms.WORDS.keys()
    assert judging.RULES.keys() == terms.RULES.keys()
    assert all(mend in remedies.MENDS for mend in re.findall(r'mend="(\w+)"', code))
