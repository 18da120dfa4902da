"""Open space of the parcel, with the buildings that stand there."""

import pytest
import shapely

from permits.rules import open_space
from permits.rules.facts import Standing
from tests.permits.rules.scenes import LIMITS, a_building, a_house, a_plan, around, said

RULE = open_space.RULE


@pytest.mark.parametrize(
    ("width", "use", "expected"),
    [
        (14.0, "dwelling", ("pass", "open_kept")),
        (14.1, "dwelling", ("ask", "open_by_storey")),
        (15.5, "dwelling", ("fail", "open_short")),
        (17.9, "store", ("pass", "open_kept")),
        (14.1, "", ("ask", "open_by_storey")),
    ],
)
def test_share_goes_by_use(width: float, use: str, expected: tuple[str, str]) -> None:
    assert said(RULE, a_plan(a_house(0, 0, width, 30), use=use), around()) == expected


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ((), "86.7"),
        ((a_building(shapely.box(0, 0, 5, 12)),), "76.7"),
        ((a_building(a_house()),), "86.7"),
        ((a_building(shapely.box(0, 0, 5, 12), is_on_parcel=False),), "86.7"),
    ],
)
def test_buildings_on_the_parcel_count_once(standing: tuple[Standing, ...], expected: str) -> None:
    found = open_space.open_space(a_plan(), around=around(buildings=standing), limits=LIMITS)

    assert found.values["measured"] == expected


def test_says_that_too_much_is_built_when_no_smaller_house_would_do() -> None:
    scene = around(buildings=(a_building(shapely.box(0, 0, 20, 28)),))

    assert open_space.open_space(a_plan(a_house(0, 28, 4, 2)), around=scene, limits=LIMITS).mend == "too_much_built"


def test_says_by_how_much_smaller_it_would_pass() -> None:
    found = open_space.open_space(a_plan(a_house(0, 0, 15, 30)), around=around(), limits=LIMITS)

    assert (found.mend, found.values["less_m2"]) == ("smaller_by", "30.1")
    smaller = a_plan(a_house(0, 0, 15, 28))
    assert open_space.open_space(smaller, around=around(), limits=LIMITS).verdict == "pass"
