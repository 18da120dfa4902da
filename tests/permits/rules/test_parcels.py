"""The outline inside its parcel, within what the survey can tell."""

import math

import pytest
from shapely import Polygon

from permits.rules import parcels
from tests.permits.rules.scenes import EXACT_M, LIMITS, SHEET_M, SURVEY_M, a_ground, a_house, a_plan, around, box, said

RULE = parcels.RULE


def over(metres: float) -> Polygon:
    """A house that reaches so far over the west side, onto parcel 01A000."""
    return a_house(west=-metres)


@pytest.mark.parametrize(
    ("accuracy_m", "metres", "expected"),
    [
        (EXACT_M, 0.0, ("pass", "inside")),
        (EXACT_M, 0.05, ("pass", "inside_by_tolerance")),
        (EXACT_M, 0.10, ("ask", "inside_doubtful_on_others")),
        (EXACT_M, 0.20, ("fail", "outside_on_others")),
        (SURVEY_M, 0.49, ("pass", "inside_by_tolerance")),
        (SURVEY_M, 1.30, ("ask", "inside_doubtful_on_others")),
        (SURVEY_M, 1.50, ("fail", "outside_on_others")),
        (SHEET_M, 0.51, ("ask", "inside_doubtful_on_others")),
        (SHEET_M, 2.01, ("fail", "outside_on_others")),
    ],
)
def test_verdict_goes_by_the_accuracy_of_both_surveys(
    accuracy_m: float, metres: float, expected: tuple[str, str]
) -> None:
    assert said(RULE, a_plan(over(metres)), around(accuracy_m=accuracy_m)) == expected


def test_part_outside_is_measured_drawn_and_named_when_it_lies_on_another_parcel() -> None:
    found = parcels.inside_parcel(a_plan(over(1.0)), around=around(), limits=LIMITS)

    assert (found.measured, found.required, found.unit) == (1.0, 0.0, "m")
    assert found.values["others"] == "01A000"
    (drawn,) = found.drawn
    assert drawn.role == "breach"
    assert math.isclose(drawn.shape.area, 10.0)


def test_both_are_named_when_the_outline_reaches_onto_two_parcels() -> None:
    found = parcels.inside_parcel(a_plan(a_house(-1, 25)), around=around(), limits=LIMITS)

    assert found.values["others"] == "01A000, 01A003"


def test_notch_of_a_parcel_counts_when_all_corners_of_the_outline_are_inside() -> None:
    notched = box(0, 0, 20, 30).difference(Polygon([(10, 15), (9, 30), (11, 30)]))
    scene = around(parcel=a_ground(shape=notched), neighbours=())

    found = parcels.inside_parcel(a_plan(a_house(6, 18)), around=scene, limits=LIMITS)

    assert found.says == "outside"
    assert found.measured == pytest.approx(0.86, abs=0.03)


def test_outside_nobodys_parcel_when_no_neighbour_is_registered() -> None:
    assert said(RULE, a_plan(over(1)), around(neighbours=())) == ("fail", "outside")


def test_elsewhere_when_the_outline_lies_on_the_neighbour_alone() -> None:
    assert said(RULE, a_plan(a_house(25)), around()) == ("fail", "elsewhere_on_others")
    assert said(RULE, a_plan(a_house(5, -25)), around()) == ("fail", "elsewhere")


def test_outside_town_when_the_outline_lies_beyond_its_boundary() -> None:
    found = parcels.inside_parcel(a_plan(a_house(1500)), around=around(), limits=LIMITS)

    assert (found.verdict, found.says, found.values["away"]) == ("fail", "outside_town", "1000")


def test_parcels_under_the_outline_are_named_when_none_is_picked() -> None:
    assert said(RULE, a_plan(a_house(25)), around(parcel=None)) == ("ask", "unpicked_on_one")
    assert said(RULE, a_plan(a_house(-4, 25)), around(parcel=None)) == ("ask", "unpicked_on_several")
    assert said(RULE, a_plan(), around(parcel=None)) == ("ask", "parcel_missing")


def test_missing_when_no_outline_is_drawn() -> None:
    assert said(RULE, a_plan(Polygon()), around())[1] != "inside"
    plan = a_plan()

    assert parcels.place_on_parcel(plan, around=around(), limits=LIMITS).says == "parcel_known"
    assert parcels.place_on_parcel(plan, around=around(parcel=None), limits=LIMITS).says == "parcel_missing"
