"""The dashboard of a small year: two owners, two zones, one of them paid in part."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Sum

from gis_assets.models import Municipality, ParcelVersion
from taxroll import assessment, calendars, ledger, notices, payments
from taxroll.insight import dashboard, rollfacts
from taxroll.models import AccountKind, Bill, CalendarStep, Channel, Notice, Roll, RollLine
from taxroll.rolls import listing
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, a_zone, an_owner
from tests.taxroll.conftest import AT, a_sealed

PAID_AT = datetime(2024, 5, 6, 3, 0, tzinfo=UTC)


@lasting.fixture
def two_owners(municipality: Municipality, shop: ParcelVersion) -> None:
    """Besides the shop in zone Z1 (9,000 baht): 50 wah vacant, 50 other at 10,000 baht in Z2, and a second home."""
    far = square(east=5000, north=0, side_m=100)
    far.transform(4326)
    a_zone(municipality, code="Z2", baht_per_wah=10_000, shape_wgs84=GEOSGeometry(far.wkt, srid=4326))
    plot = a_parcel(
        municipality, code="02B007", shape=square(east=5000), deed_area_wah=100, other_wah=50, vacant_wah=50,
        vacant_since_be=2567,
    )  # fmt: skip
    owner = an_owner(municipality, name="นายสอง")
    a_right(owner, plot.parcel)
    a_house(municipality, on_parcel=plot.parcel, shape=square(east=5002, side_m=9))


@lasting.fixture
def noticed(two_owners: None, build: Callable[..., Roll], clerk: User) -> Roll:
    roll = a_sealed(build(), by=clerk)
    for bill in roll.bills.all():
        notices.issue(bill, by=clerk, at=AT)
    return roll


def pay(bill: Bill, satang: int, clerk: User, *, at: datetime = PAID_AT) -> None:
    payments.record(
        notice=bill.notices.get(),
        amount_satang=satang,
        paid_at=at,
        channel=Channel.CASH,
        reference=f"A{at:%Y%m%d}",
        by=clerk,
        at=at,
    )


def a_noticed_bill(municipality: Municipality, year_be: int, clerk: User) -> Bill:
    """The one bill of a year, sealed and noticed on its first of February."""
    at = datetime(year_be - 543, 2, 1, 3, tzinfo=UTC)
    roll = assessment.build(municipality=municipality, tax_year_be=year_be, by=clerk, at=at)
    listed = listing.publish(roll, listed_on=date(at.year - 1, 12, 1), place="หน้าสำนักงาน", by=clerk, at=at)
    assessment.seal(listing.assess(listed, by=clerk, at=at, on=at.date()), by=clerk, at=at)
    bill = roll.bills.get()
    notices.issue(bill, by=clerk, at=at)
    return bill


def test_levy_is_open_by_table_and_zone_when_nothing_is_paid(noticed: Roll, municipality: Municipality) -> None:
    shown = dashboard.of_year(municipality, 2567, on=date(2024, 2, 2))

    assert [sums.name for sums in shown.by_map_zone] == ["01", "02"]
    assert [sums.name.split()[0] for sums in shown.by_price_zone] == ["Z1", "Z2"]
    assert shown.total.levied == shown.total.open == noticed.payable_satang
    assert {sums.levied for sums in shown.by_price_zone} == {9_000_00, noticed.payable_satang - 9_000_00}
    assert (shown.total.collected, shown.total.overdue) == (0, 0)


def test_sums_of_every_division_are_the_books_when_a_part_is_paid(
    noticed: Roll, municipality: Municipality, clerk: User
) -> None:
    pay(Bill.objects.get(owner_name="นายสอง"), 1_000_00, clerk)

    shown = dashboard.of_year(municipality, 2567, on=date(2024, 5, 7))

    books = ledger.balances(municipality)
    assert shown.total.collected == noticed.payable_satang - books[AccountKind.RECEIVABLE] > 0
    for division in (shown.by_table, shown.by_price_zone, shown.by_map_zone):
        assert sum(sums.open for sums in division) == books[AccountKind.RECEIVABLE]
        assert (
            sum(sums.collected for sums in division)
            == shown.total.collected
            == noticed.payable_satang - shown.total.open
        )
        assert sum(sums.assessed for sums in division) == noticed.payable_satang
    assert [sums.collected for sums in shown.by_price_zone if sums.name.startswith("Z1")] == [0]


def test_open_is_overdue_when_the_day_of_payment_is_past(noticed: Roll, municipality: Municipality) -> None:
    shown = dashboard.of_year(municipality, 2567, on=date(2024, 12, 30))

    assert shown.total.overdue == shown.total.open == noticed.payable_satang


def test_open_is_not_overdue_when_its_last_day_was_moved(
    noticed: Roll, municipality: Municipality, clerk: User
) -> None:
    due = Notice.objects.latest("due_date").due_date
    calendars.extend(
        municipality=municipality,
        tax_year_be=2567,
        step=CalendarStep.PAY,
        last_date=due + timedelta(days=60),
        document_number="มท 1/2567",
        reason="น้ำท่วม",
        by=clerk,
        at=AT,
    )

    before, after = (
        dashboard.of_year(municipality, 2567, on=due + timedelta(days=days)).total.overdue for days in (60, 61)
    )

    assert (before, after) == (0, noticed.payable_satang)


def test_months_run_without_a_gap_and_carry_the_money(noticed: Roll, municipality: Municipality, clerk: User) -> None:
    pay(Bill.objects.get(owner_name="นายสอง"), 1_000_00, clerk)

    months = dashboard.of_year(municipality, 2567, on=date(2024, 6, 1)).months

    assert [month.first_day.month for month in months] == [1, 2, 3, 4, 5]
    assert months[1].levied == noticed.payable_satang
    assert (
        sum(month.collected for month in months)
        == dashboard.of_year(municipality, 2567, on=date(2024, 6, 1)).total.collected
    )


def test_forecast_adds_what_came_in_later_in_the_year_before(
    municipality: Municipality, shop: ParcelVersion, clerk: User
) -> None:
    """Of the 7,650 baht of 2566 two fifths came in by 1 April and seven tenths in all; 2567 has 1,000 of its 9,000.

    So three tenths of 9,000 are still to come: 3,700 baht.
    """
    levied = []
    for year_be, paid in ((2566, {(3, 1): 3_060_00, (4, 20): 2_295_00}), (2567, {(3, 15): 1_000_00})):
        bill = a_noticed_bill(municipality, year_be, clerk)
        levied.append(bill.payable_satang)
        for (month, day), satang in paid.items():
            pay(bill, satang, clerk, at=datetime(year_be - 543, month, day, 3, tzinfo=UTC))

    forecast = dashboard.of_year(municipality, 2567, on=date(2024, 4, 1)).forecast

    assert levied == [7_650_00, 9_000_00]
    assert forecast is not None
    assert [(one.tax_year_be, one.share_now_ppm, one.share_end_ppm) for one in forecast.answers] == [
        (2566, 400_000, 700_000)
    ]
    assert forecast.middle_satang == 3_700_00


def test_cancelled_notice_is_levied_no_more(noticed: Roll, municipality: Municipality, clerk: User) -> None:
    bill = Bill.objects.get(owner_name="นายสอง")
    notices.cancel(bill.notices.get(), by=clerk, at=AT, why="ที่อยู่ผิด")

    shown = dashboard.of_year(municipality, 2567, on=date(2024, 2, 2))

    assert shown.total.levied == noticed.payable_satang - bill.payable_satang
    assert shown.total.assessed == noticed.payable_satang


def test_facts_are_those_of_the_lines(noticed: Roll) -> None:
    facts = rollfacts.of_roll(noticed)

    assert int(facts.lines["payable_satang"].sum()) == RollLine.objects.aggregate(sum=Sum("payable_satang"))["sum"]
    assert facts.treasury_types == ("", "101")


def test_facts_are_read_again_when_the_draft_was_built_again(
    shop: ParcelVersion, build: Callable[..., Roll], municipality: Municipality
) -> None:
    before = rollfacts.of_roll(build())
    a_house(municipality, on_parcel=shop.parcel, other_m2=80, residential_m2=0)

    after = rollfacts.of_roll(build())

    assert (len(before), len(after)) == (1, 2)
