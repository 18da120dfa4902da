"""A supplementary roll: only what changed, less what was charged before; the sealed roll stays as it is."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion, Right
from taxroll import assessment, ledger, notices
from taxroll.models import Bill, Roll
from taxroll.rolls import listing, supplements
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_right, a_unit, an_owner
from tests.taxroll.conftest import AT, a_sealed
from tests.taxroll.register import FIRST_DAY, NEW_YEAR, hand_over, of, remeasure

Build = Callable[..., Roll]


@pytest.fixture
def supplement(municipality: Municipality, clerk: User) -> Build:
    return lambda: supplements.build(municipality=municipality, tax_year_be=2567, by=clerk, at=AT)


@lasting.fixture
def town(municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User) -> Roll:
    """A sealed roll of a shop of 100 and a shop of 10 sq wah, of different owners."""
    plot = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=10, deed_area_wah=10)
    a_right(an_owner(municipality, name="นางสอง"), plot.parcel)
    return a_sealed(build(), by=clerk)


def closed(roll: Roll, clerk: User) -> Roll:
    return assessment.seal(listing.assess(roll, by=clerk, at=AT, on=AT.date()), by=clerk, at=AT)


def test_only_the_owner_whose_plot_changed_is_billed_for_the_difference(town: Roll, supplement: Build) -> None:
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)

    roll = supplement()

    bill = Bill.objects.get(roll=roll)
    assert (roll.sequence, bill.tax_satang, bill.charged_before_satang, bill.payable_satang) == (
        2,
        9_900_00,
        9_000_00,
        900_00,
    )
    assert (roll.bill_count, roll.line_count, roll.payable_satang) == (1, 1, 900_00)


def test_smaller_plot_gives_back(town: Roll, supplement: Build) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)

    assert Bill.objects.get(roll=supplement()).payable_satang == -900_00


def test_who_has_sold_gets_all_back_and_who_bought_is_billed(
    municipality: Municipality, town: Roll, supplement: Build
) -> None:
    hand_over(of("01A001"), to=an_owner(municipality, name="นางผู้ซื้อ"))

    roll = supplement()

    bills = Bill.objects.filter(roll=roll).values_list("owner_name", "payable_satang")
    assert dict(bills) == {"นายทดสอบ ใจดี": -9_000_00, "นางผู้ซื้อ": 9_000_00}
    assert roll.payable_satang == 0


def test_second_supplement_starts_from_the_first(town: Roll, supplement: Build, clerk: User) -> None:
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    first = closed(supplement(), clerk)
    former = ParcelVersion.objects.filter(code="01A001").latest("pk")
    ParcelVersion.objects.filter(pk=former.pk).update(deed_area_wah=120, other_wah=120)

    second = supplement()

    bill = Bill.objects.get(roll=second)
    assert (first.sequence, second.sequence) == (2, 3)
    assert (bill.charged_before_satang, bill.payable_satang) == (9_900_00, 900_00)


def test_sealed_roll_stays_as_it_was(town: Roll, supplement: Build, clerk: User) -> None:
    remeasure(of("01A001"), deed_area_wah=110, other_wah=110)

    closed(supplement(), clerk)

    assert assessment.digest(town) == town.rows_digest


def test_nothing_is_supplemented_when_nothing_changed(town: Roll, supplement: Build) -> None:
    with pytest.raises(supplements.NothingChanged):
        supplement()

    assert Roll.objects.count() == 1


def test_draft_cannot_be_supplemented(shop: ParcelVersion, build: Build, supplement: Build) -> None:
    build()

    with pytest.raises(supplements.MainRollNotSealed):
        supplement()


def test_no_notice_goes_out_for_a_refund(town: Roll, supplement: Build, clerk: User) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = closed(supplement(), clerk)

    with pytest.raises(notices.NothingToPay):
        notices.issue(Bill.objects.get(roll=roll), by=clerk, at=AT)


def test_what_an_objection_lowered_is_not_given_back_twice(town: Roll, supplement: Build, clerk: User) -> None:
    bill = Bill.objects.get(roll=town, owner_name="นายทดสอบ ใจดี")
    notice = notices.issue(bill, by=clerk, at=AT)
    ledger.reduce(notice, satang=900_00, reference=notice.uid, by=clerk, at=AT)
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)

    again = Bill.objects.get(roll=supplement())

    assert (again.charged_before_satang, again.payable_satang) == (8_100_00, 0)


def test_who_had_only_a_unit_and_sold_it_gets_all_back(
    municipality: Municipality, build: Build, supplement: Build, clerk: User
) -> None:
    unit = a_unit(municipality, on_parcel=a_parcel(municipality).parcel)
    a_right(an_owner(municipality), unit.unit)
    a_condo_price(municipality, baht_per_m2=30_000)
    bill = Bill.objects.get(roll=a_sealed(build(), by=clerk))
    buyer = an_owner(municipality, name="นางผู้ซื้อ")
    Right.objects.filter(unit=unit.unit).update(valid=Range(FIRST_DAY, NEW_YEAR))
    a_right(buyer, unit.unit, valid=Range(NEW_YEAR, None), recorded_at=AT)

    roll = supplement()

    bills = Bill.objects.filter(roll=roll).values_list("owner_name", "payable_satang")
    assert dict(bills) == {bill.owner_name: -bill.payable_satang, "นางผู้ซื้อ": bill.payable_satang}
