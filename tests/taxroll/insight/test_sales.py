"""Sales from a file and the study of them against a roll."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, ParcelVersion
from taxroll.insight import rollfacts, sales
from taxroll.models import Roll, Sale, SaleOf
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_unit, an_owner
from tests.taxroll.conftest import AT

HEAD = ",".join(sales.COLUMNS)
GOOD = '01A001,,31/05/2566,"4,000,000.50",land,yes,,ทะเบียนสำนักงานที่ดิน 12'


def text(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def test_row_is_understood_in_thai_days_and_with_thousands(shop: ParcelVersion, municipality: Municipality) -> None:
    (row,) = sales.read(text(GOOD), municipality=municipality)

    assert (row.faults, row.sold_on, row.price_satang, row.of) == ((), date(2023, 5, 31), 4_000_000_50, SaleOf.LAND)
    assert row.thing == shop.parcel


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("99Z999,,2023-05-31,1,land,yes,,x", "ไม่มีแปลง"),
        ("01A001,,2023-02-30,1,land,yes,,x", "วันที่"),
        ("01A001,,1/2/99999999999,1,land,yes,,x", "วันที่"),
        ("01A001,,2023-05-31,0,land,yes,,x", "ราคา"),
        ("01A001,,2023-05-31,nan,land,yes,,x", "ราคา"),
        ("01A001,,2023-05-31,1,ship,yes,,x", "land"),
        ("01A001,,2023-05-31,1,land,perhaps,,x", "yes"),
        ("01A001,,2023-05-31,1,land,no,,x", "เหตุผล"),
        ("01A001,,2023-05-31,1,land,yes,,", "แหล่งที่มา"),
        ("01A001", "วันที่"),
    ],
)
def test_row_is_refused_with_its_reason(shop: ParcelVersion, municipality: Municipality, row: str, fault: str) -> None:
    (read,) = sales.read(text(row), municipality=municipality)

    assert any(fault in sentence for sentence in read.faults)


def test_nothing_is_taken_when_one_row_is_faulty(shop: ParcelVersion, municipality: Municipality, clerk: User) -> None:
    rows = sales.read(text(GOOD, "99Z999,,2023-05-31,1,land,yes,,x"), municipality=municipality)

    with pytest.raises(sales.FileHasFaults):
        sales.bring_in(rows, municipality=municipality, by=clerk, at=AT)
    assert not Sale.objects.exists()


def test_file_is_taken_once_when_it_is_sent_twice(shop: ParcelVersion, municipality: Municipality, clerk: User) -> None:
    counts = [
        sales.bring_in(
            sales.read(text(GOOD, GOOD), municipality=municipality), municipality=municipality, by=clerk, at=AT
        )
        for _ in range(2)
    ]

    assert (counts, Sale.objects.count()) == ([1, 0], 1)


def test_sale_recorded_twice_is_refused(shop: ParcelVersion, clerk: User) -> None:
    a_sale(shop, clerk, baht=4_000_000)

    with pytest.raises(sales.SaleKnown):
        a_sale(shop, clerk, baht=4_000_000)


def a_sale(plot: ParcelVersion, by: User, *, baht: int, of: SaleOf = SaleOf.LAND, remark: str = "") -> Sale:
    day = date(2023, 6, 1)
    return sales.record(
        thing=plot.parcel, of=of, sold_on=day, price_satang=baht * 100, source="x", remark=remark, by=by, at=AT
    )


def test_ratios_compare_land_or_all_with_the_price(
    municipality: Municipality, prices: None, build: Callable[..., Roll], clerk: User
) -> None:
    """Six plots of 3,000,000 baht, sold as land at 4,000,000: ratio 0.75; one was no open sale, one is elsewhere."""
    plots = [
        a_parcel(municipality, code=f"01A{number:03d}", shape=square(east=30 * number), other_wah=100)
        for number in range(1, 8)
    ]
    for plot in plots:
        a_right(an_owner(municipality), plot.parcel)
    for plot in plots[:6]:
        a_sale(plot, clerk, baht=4_000_000)
    a_sale(plots[6], clerk, baht=1, remark="ขายให้ญาติ")
    off = a_parcel(municipality, code="05A001", shape=square(east=9000))
    a_sale(off, clerk, baht=1_000_000)

    report = sales.report(build(), since=date(2023, 1, 1), until=date(2024, 1, 1))

    assert report.total.study is not None
    assert (report.total.sales, report.not_on_roll, report.not_open_market) == (6, 1, 1)
    assert report.total.study.median.value == 0.75
    assert [(one.name.split()[0], one.sales) for one in report.by_zone] == [("Z1", 6)]


def test_buildings_are_compared_when_they_were_sold_with_the_land(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    a_house(municipality, on_parcel=shop.parcel, other_m2=80, residential_m2=0)
    roll = build()
    a_sale(shop, clerk, baht=5_000_000, of=SaleOf.LAND_AND_BUILDINGS)

    _parcel, land, everything, _zone, _use = sales._values(rollfacts.of_roll(roll))

    assert land.tolist() == [3_000_000_00]
    assert everything.tolist() == [sum(set(roll.lines.values_list("property_satang", flat=True)))]


def test_value_of_a_property_with_two_uses_counts_once(
    municipality: Municipality, prices: None, build: Callable[..., Roll]
) -> None:
    plot = a_parcel(municipality, other_wah=50, residential_wah=50)
    a_right(an_owner(municipality), plot.parcel)

    _parcel, land, everything, *_rest = sales._values(rollfacts.of_roll(build()))

    assert land.tolist() == everything.tolist() == [3_000_000_00]


def test_sales_outside_the_days_are_not_studied(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> None:
    a_sale(shop, clerk, baht=4_000_000)

    report = sales.report(build(), since=date(2023, 6, 2), until=date(2024, 1, 1))

    assert report.total.sales == 0


def test_unit_is_compared_with_its_own_value(
    municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll], clerk: User
) -> None:
    """A unit of 40 m2 at 50,000 baht, 2,000,000, sold at 2,500,000; the ground under it keeps its own value."""
    a_condo_price(municipality, baht_per_m2=50_000)
    flat = a_unit(municipality, on_parcel=shop.parcel)
    a_right(an_owner(municipality), flat.unit)
    (row,) = sales.read(text(",7/2560  101/5,2023-06-01,2500000,,yes,,อช.2"), municipality=municipality)
    sales.bring_in([row], municipality=municipality, by=clerk, at=AT)

    thing, _land, everything, *_rest = sales._values(rollfacts.of_roll(build()))

    assert (Sale.objects.get().unit, Sale.objects.get().of) == (flat.unit, SaleOf.UNIT)
    assert dict(zip(thing.tolist(), everything.tolist(), strict=True)) == {
        -flat.unit_id: 2_000_000_00,
        shop.parcel_id: 3_000_000_00,
    }
    assert sales.report(build(), since=date(2023, 1, 1), until=date(2024, 1, 1)).total.sales == 1


def test_unknown_unit_is_refused(shop: ParcelVersion, municipality: Municipality) -> None:
    (row,) = sales.read(text(",9/2560 1,2023-06-01,2500000,,yes,,x"), municipality=municipality)

    assert any("ห้องชุด" in sentence for sentence in row.faults)
