"""Classes of the tax map on small rolls, and what leaves the database."""

import json
from collections.abc import Callable

import numpy as np
from django.contrib.auth.models import User

from gis_assets.models import Municipality, ParcelVersion
from taxroll.insight import taxmap, whatif
from taxroll.insight.scenarios import Change
from taxroll.models import Bill, Roll
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, an_owner
from tests.taxroll.conftest import AT

EVERYWHERE = (98.0, 18.0, 99.9, 19.9)


def test_tax_of_a_parcel_is_that_of_land_and_buildings_by_the_deed_area(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll]
) -> None:
    a_house(municipality, on_parcel=shop.parcel, residential_m2=0, other_m2=80)
    roll = build()

    shown = taxmap.per_wah(roll)

    assert shown.amount.tolist() == [roll.payable_satang // 100]
    assert shown.bill.tolist() == [Bill.objects.get().pk]


def test_classes_hold_every_parcel_once(municipality: Municipality, prices: None, build: Callable[..., Roll]) -> None:
    for number in range(8):
        use = {"other_wah": 100} if number else {"agriculture_wah": 100}
        plot = a_parcel(
            municipality,
            code=f"01A{number:03d}",
            shape=square(east=30 * number),
            deed_area_wah=100 + 10 * number,
            **use,
        )
        a_right(an_owner(municipality), plot.parcel)

    shown = taxmap.per_wah(build())

    assert sum(one.parcels for one in shown.classes) == 8
    assert [one.parcels for one in shown.classes if one.number == taxmap.NOT_TAXED] == [1]


def test_change_is_told_by_parcel_when_last_year_has_a_roll(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll]
) -> None:
    former = build(2566)
    new = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=50, valid=shop.valid)
    a_right(an_owner(municipality), new.parcel, valid=("2023-06-01", None))

    shown = taxmap.change(build(2567), former)

    assert (shown.before.tolist(), shown.of_class.tolist()[1]) == ([shown.before[0], 0], taxmap.NEW)


def test_fall_and_rise_of_ten_percent_are_in_the_classes_of_the_smaller_change() -> None:
    parcels = taxmap._Parcels(*[np.arange(6, dtype=np.int64)] * 5)
    before = np.array([100, 100, 100, 100, 100, 0], dtype=np.int64)
    after = np.array([90, 110, 89, 151, 100, 0], dtype=np.int64)

    shown = taxmap._changes(parcels, before=before, after=after)

    assert shown.of_class.tolist() == [3, 4, 2, 6, taxmap.SAME, taxmap.NOT_TAXED]


def test_scenario_is_shown_by_parcel(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> None:
    roll = build()
    scenario = whatif.keep(roll=roll, name="ก", note="", change=Change(general_pay_ppm=500_000), by=clerk, at=AT)

    shown = taxmap.supposed(scenario)

    assert (shown.before.tolist(), shown.amount.tolist(), shown.of_class.tolist()) == ([9_000_00], [4_500_00], [2])


def test_outlines_carry_class_and_bill_and_no_name(shop: ParcelVersion, build: Callable[..., Roll]) -> None:
    roll = build()

    drawn = json.loads(taxmap.geojson(taxmap.per_wah(roll), bbox=EVERYWHERE, zoom=18))

    (feature,) = drawn["features"]
    assert feature["properties"] == {
        "code": "01A001", "class": 1, "amount": 90_00, "before": 0, "bill": Bill.objects.get().pk,
    }  # fmt: skip


def test_nothing_is_drawn_when_the_rectangle_lies_elsewhere(shop: ParcelVersion, build: Callable[..., Roll]) -> None:
    drawn = json.loads(taxmap.geojson(taxmap.per_wah(build()), bbox=(100, 13, 101, 14), zoom=12))

    assert drawn["features"] == []
