"""What differs between two rolls, and why; drawn on two shops of 20 m side by side."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelLineage, ParcelVersion, Right
from taxroll.models import LandPriceZone, Roll
from taxroll.rolls import differences
from taxroll.rolls.differences import Asked
from tests.gis_assets.builders import a_parcel, a_source, square
from tests.taxroll.builders import a_house, a_right, an_owner
from tests.taxroll.conftest import a_sealed
from tests.taxroll.register import of

Build = Callable[..., Roll]
NEXT_YEAR = date(2025, 1, 1)


@pytest.fixture
def years(municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User) -> Callable[[], Asked]:
    """The sealed roll of 2567, and that of 2568 once the register was changed."""
    before = a_sealed(build(2567), by=clerk)
    return lambda: Asked(before, build(2568))


def of_2568(**facts: object) -> None:
    former = ParcelVersion.objects.filter(code="01A001").latest("pk")
    ParcelVersion.objects.filter(pk=former.pk).update(valid=Range(date(2023, 1, 1), NEXT_YEAR))
    valid = Range(NEXT_YEAR, None)
    a_parcel(former.municipality, parcel=former.parcel, code="01A001", shape=former.shape, valid=valid, **facts)


def reasons(asked: Asked) -> dict[str, list[str]]:
    return {found.code: sorted(found.reasons) for found in differences.page(asked, limit=100)}


def test_nothing_differs_when_nothing_changed(years: Callable[[], Asked]) -> None:
    assert differences.total(years()).count == 0


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"deed_area_wah": 110, "other_wah": 100}, ["area"]),
        ({"deed_area_wah": 100, "other_wah": 40, "residential_wah": 60}, ["use"]),
        ({"deed_area_wah": 120, "vacant_wah": 120}, ["area", "use", "vacancy"]),
    ],
    ids=str,
)
def test_change_of_the_plot_is_told_apart(facts: dict[str, int], found: list[str], years: Callable[[], Asked]) -> None:
    of_2568(**facts)

    assert reasons(years()) == {"01A001": found}


def test_another_owner_is_told(municipality: Municipality, years: Callable[[], Asked]) -> None:
    Right.objects.update(valid=Range(date(2023, 1, 1), NEXT_YEAR))
    a_right(an_owner(municipality), of("01A001"), valid=Range(NEXT_YEAR, None))

    assert reasons(years()) == {"01A001": ["owner"]}


def test_another_price_is_told_with_its_sum(municipality: Municipality, years: Callable[[], Asked]) -> None:
    LandPriceZone.objects.update(price_satang_per_wah=40_000_00)

    asked = years()

    [found] = differences.page(asked, limit=10)
    # 100 sq wah at 30,000 and at 40,000 baht, 0.3 %.
    assert (found.reasons, found.before_payable, found.payable_change) == (("price",), 9_000_00, 3_000_00)
    total = differences.total(asked)
    assert (total.count, total.change_satang, total.risen, total.fallen) == (1, 3_000_00, 1, 0)
    assert [(one.reason, one.count, one.change_satang) for one in differences.sums(asked)] == [("price", 1, 3_000_00)]


def test_new_building_and_older_building_are_told(
    municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User
) -> None:
    a_house(municipality, on_parcel=shop.parcel)
    before = a_sealed(build(2567), by=clerk)
    plot = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=100)
    a_right(an_owner(municipality, name="นางสอง"), plot.parcel)
    a_house(municipality, on_parcel=shop.parcel, shape=square(east=10, side_m=5), valid=Range(NEXT_YEAR, None))

    found = reasons(Asked(before, build(2568)))

    assert found == {"01A001": ["building_new"], "01A002": ["new"]}


def test_building_is_older_when_only_its_age_changed(
    municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User
) -> None:
    a_house(municipality, on_parcel=shop.parcel)
    before = a_sealed(build(2567), by=clerk)

    assert reasons(Asked(before, build(2568))) == {"01A001": ["building_older"]}


def test_main_home_is_told_as_a_claim_and_an_exemption(
    municipality: Municipality, prices: None, build: Build, clerk: User
) -> None:
    plot, owner = a_parcel(municipality, residential_wah=100), an_owner(municipality)
    right = a_right(owner, plot.parcel)
    before = a_sealed(build(2567), by=clerk)
    Right.objects.filter(pk=right.pk).update(valid=Range(date(2023, 1, 1), NEXT_YEAR))
    a_right(owner, plot.parcel, is_registered_home=True, valid=Range(NEXT_YEAR, None))

    assert reasons(Asked(before, build(2568))) == {"01A001": ["claim", "exemption"]}


def test_parts_and_whole_of_a_split_are_told(municipality: Municipality, years: Callable[[], Asked]) -> None:
    whole = of("01A001")
    ParcelVersion.objects.filter(parcel=whole).update(valid=Range(date(2023, 1, 1), NEXT_YEAR))
    part = a_parcel(municipality, code="01A001/1", valid=Range(NEXT_YEAR, None), other_wah=50, deed_area_wah=50)
    a_right(an_owner(municipality, name="นางสอง"), part.parcel)
    ParcelLineage.objects.create(
        municipality=municipality,
        parent=whole,
        child=part.parcel,
        kind="split",
        effective_date=NEXT_YEAR,
        source=a_source(municipality),
    )

    assert reasons(years()) == {"01A001": ["gone", "split"], "01A001/1": ["new", "split"]}


def test_parcel_that_cannot_be_taxed_any_more_is_told(years: Callable[[], Asked]) -> None:
    Right.objects.update(valid=Range(date(2023, 1, 1), NEXT_YEAR))

    assert reasons(years()) == {"01A001": ["not_taxable"]}


def test_list_is_narrowed_by_reason_and_by_size(municipality: Municipality, years: Callable[[], Asked]) -> None:
    of_2568(deed_area_wah=110, other_wah=100)
    asked = years()

    assert differences.page(Asked(asked.before, asked.after, reason="owner"), limit=10) == []
    assert differences.page(Asked(asked.before, asked.after, least_satang=900_01), limit=10) == []
    assert len(differences.page(Asked(asked.before, asked.after, reason="area", least_satang=900_00), limit=10)) == 1


def test_map_carries_codes_and_sums_and_no_person(years: Callable[[], Asked]) -> None:
    of_2568(deed_area_wah=110, other_wah=100)

    drawn = differences.geojson(years())

    [feature] = json.loads(drawn)["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert (feature["properties"]["code"], feature["properties"]["change"]) == ("01A001", 900_00)
    assert "ใจดี" not in drawn


def test_roll_does_not_differ_from_itself(sealed: Roll) -> None:
    with pytest.raises(differences.NotComparable):
        Asked(sealed, sealed)
