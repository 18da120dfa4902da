"""Noted shares and facts laid beside the register's: sums stay exact, and what nobody noted stays as it was."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gis_assets.facts import BuildingFacts, LandUse
from landsurvey.field import visited
from landsurvey.formats.visit import USES

HOUSE = BuildingFacts(
    treasury_type="100",
    material_class="wood",
    storeys=Decimal("1.0"),
    floor_area_m2=Decimal("50.00"),
    house_number="99/1",
    built_year_be=2540,
    residential_m2=Decimal("40.00"),
    other_m2=Decimal("10.00"),
)


@given(cents=some.integers(1, 10**9), cuts=some.tuples(*[some.integers(0, 100)] * 3))
def test_areas_add_up_to_the_hundredth_whatever_the_shares(cents: int, cuts: tuple[int, int, int]) -> None:
    edges = [0, *sorted(cuts), 100]
    shares = dict(zip(USES, (high - low for low, high in itertools.pairwise(edges)), strict=True))
    total = Decimal(cents) / 100

    cut = visited.areas(total, shares)

    assert sum(cut.values()) == total
    assert all(abs(cut[kind] - total * shares[kind] / 100) < Decimal("0.01") for kind in USES)


def test_year_since_which_land_is_unused_goes_when_none_of_it_is_unused() -> None:
    known = LandUse(vacant_wah=Decimal(100), vacant_since_be=2565)

    still, no_more = (
        visited.land_use(known, Decimal(100), shares)
        for shares in ({"vacant": 50, "residential": 50}, {"residential": 100})
    )

    assert still == LandUse(residential_wah=Decimal(50), vacant_wah=Decimal(50), vacant_since_be=2565)
    assert no_more == LandUse(residential_wah=Decimal(100))


@pytest.mark.parametrize(
    ("noted", "known", "expected"),
    [
        ([{"building_uid": "a"}], {"a": "1", "b": "2"}, ["a"]),
        ([{"house_number": "99 / 1"}], {"a": "99/1", "b": "2"}, ["a"]),
        ([{}], {"a": "99/1"}, ["a"]),
        ([{"house_number": "7"}], {"a": ""}, ["a"]),
        ([{"house_number": "7"}], {"a": "8"}, [None]),
        ([{}, {}], {"a": "1"}, [None, None]),
        ([{"house_number": "1"}, {}], {"a": "1", "b": "2"}, ["a", "b"]),
        ([{"house_number": "1"}], {"a": "1", "b": "1"}, [None]),
        ([{}], {}, [None]),
        ([{"building_uid": "c"}], {"a": "1", "b": "2"}, [None]),
    ],
)
def test_noted_building_is_the_one_that_uid_number_or_lack_of_others_says(
    noted: list[dict[str, str]], known: dict[str, str], expected: list[str | None]
) -> None:
    assert visited.paired(noted, known) == expected


def test_facts_that_nobody_noted_stay() -> None:
    after = visited.revised(HOUSE, {"storeys": 2, "material_class": "half"})

    assert after == BuildingFacts(**{**HOUSE.__dict__, "storeys": Decimal("2.0"), "material_class": "half"})


def test_uses_grow_with_the_floor_area_when_only_that_was_noted() -> None:
    after = visited.revised(HOUSE, {"floor_area_m2": 75})

    assert [after.floor_area_m2, after.residential_m2, after.other_m2] == [75, 60, 15]


def test_noted_uses_are_of_the_noted_floor_area() -> None:
    after = visited.revised(HOUSE, {"floor_area_m2": 80.5, "uses": {"other": 100}})

    assert [after.residential_m2, after.other_m2] == [0, Decimal("80.50")]


def test_new_building_says_what_it_lacks() -> None:
    assert visited.missing({"storeys": 1}) == ("treasury_type", "material_class", "floor_area_m2")
    assert visited.missing({"storeys": 1, "treasury_type": "100", "material_class": "wood", "floor_area_m2": 9}) == ()
