"""What a supplement charges less comes off the notice that is out, once, and what was paid above it is the payer's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gis_assets.models import Municipality
from taxroll import assessment, ledger, notices, payments
from taxroll.collection import closing, crediting, refunds
from taxroll.collection.closing import Counted
from taxroll.models import MONEY, Bill, Channel, Notice, Roll
from taxroll.rolls import listing, supplements
from tests import lasting
from tests.taxroll.builders import an_owner
from tests.taxroll.register import hand_over, of, remeasure

AT = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
LATER = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)

Supplement = Callable[[], Roll]


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    """9,000.00 baht for the shop of 100 square wah."""
    return notices.issue(Bill.objects.get(), by=clerk, at=AT)


@pytest.fixture
def supplement(municipality: Municipality, clerk: User) -> Supplement:
    """The next supplement, sealed."""

    def run() -> Roll:
        draft = supplements.build(municipality=municipality, tax_year_be=2567, by=clerk, at=LATER)
        listing.assess(draft, by=clerk, at=LATER, on=LATER.date())
        return assessment.seal(draft, by=clerk, at=LATER)

    return run


def take_off(roll: Roll, by: User) -> crediting.Taken:
    return crediting.take_off(roll, by=by, at=LATER)


def pay(notice: Notice, satang: int, by: User) -> None:
    payments.record(notice=notice, amount_satang=satang, paid_at=AT, channel=Channel.CASH, reference="", by=by, at=AT)


def test_notice_owes_less_when_the_plot_is_smaller(
    notice: Notice, supplement: Supplement, municipality: Municipality, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()

    taken = take_off(roll, clerk)

    assert taken == crediting.Taken(owners=1, satang=900_00)
    assert payments.open_on(notice, on=LATER.date()).total_satang == 8_100_00
    assert crediting.waiting(roll) == []
    assert ledger.check(municipality) == []


def test_payer_may_ask_back_what_was_paid_above_it(
    notice: Notice, supplement: Supplement, municipality: Municipality, clerk: User
) -> None:
    pay(notice, 9_000_00, clerk)
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)

    take_off(supplement(), clerk)

    assert refunds.unclaimed(notice) == 900_00
    assert ledger.check(municipality) == []


def test_who_has_sold_owes_nothing_more(notice: Notice, supplement: Supplement, clerk: User) -> None:
    hand_over(of("01A001"), to=an_owner(notice.municipality, name="นางผู้ซื้อ"))

    take_off(supplement(), clerk)

    assert payments.open_on(notice, on=LATER.date()).total_satang == 0


def test_it_is_taken_off_once(notice: Notice, supplement: Supplement, clerk: User) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    take_off(roll, clerk)

    with pytest.raises(crediting.NothingToTakeOff):
        take_off(roll, clerk)


def test_notice_of_an_earlier_supplement_is_lowered_first(notice: Notice, supplement: Supplement, clerk: User) -> None:
    version = remeasure(of("01A001"), deed_area_wah=110, other_wah=110)
    second = notices.issue(Bill.objects.get(roll=supplement()), by=clerk, at=LATER)
    type(version).objects.filter(pk=version.pk).update(deed_area_wah=80, other_wah=80)

    take_off(supplement(), clerk)

    assert (ledger.assessed(second), ledger.assessed(notice)) == (0, 7_200_00)


def test_next_supplement_counts_it_once(notice: Notice, supplement: Supplement, clerk: User) -> None:
    version = remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    take_off(supplement(), clerk)
    type(version).objects.filter(pk=version.pk).update(deed_area_wah=95, other_wah=95)

    bill = Bill.objects.get(roll=supplement())

    assert (bill.charged_before_satang, bill.payable_satang) == (8_100_00, 450_00)


def test_nothing_more_is_taken_off_when_a_decision_lowered_it_further(
    notice: Notice, supplement: Supplement, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    ledger.reduce(notice, satang=4_500_00, reference=notice.uid, by=clerk, at=LATER)

    assert crediting.waiting(roll) == []


def test_next_supplement_counts_what_still_waits(notice: Notice, supplement: Supplement, clerk: User) -> None:
    version = remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    first = supplement()
    type(version).objects.filter(pk=version.pk).update(deed_area_wah=95, other_wah=95)
    second = notices.issue(Bill.objects.get(roll=supplement()), by=clerk, at=LATER)

    take_off(first, clerk)

    assert (ledger.assessed(notice), ledger.assessed(second)) == (8_100_00, 450_00)


def test_owner_waits_when_no_notice_is_out(sealed: Roll, supplement: Supplement, clerk: User) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    with pytest.raises(crediting.NoNoticeToLower):
        take_off(roll, clerk)

    notice = notices.issue(Bill.objects.get(roll=sealed), by=clerk, at=LATER)
    take_off(roll, clerk)

    assert ledger.assessed(notice) == 8_100_00


def test_reissued_notice_asks_for_the_lowered_sum_and_is_not_lowered_again(
    notice: Notice, supplement: Supplement, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    take_off(roll, clerk)

    again = notices.reissue(notice, by=clerk, at=LATER, why="ที่อยู่ผิด")

    assert (again.assessed_satang, crediting.waiting(roll)) == (8_100_00, [])


def test_whole_sum_is_lowered_again_when_the_notice_was_cancelled_and_issued_anew(
    notice: Notice, supplement: Supplement, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    take_off(roll, clerk)
    notices.cancel(notice, by=clerk, at=LATER, why="ออกผิด")
    anew = notices.issue(notice.bill, by=clerk, at=LATER)

    take_off(roll, clerk)

    assert ledger.assessed(anew) == 8_100_00


def test_nothing_is_taken_off_on_a_closed_day(
    notice: Notice, supplement: Supplement, municipality: Municipality, clerk: User
) -> None:
    remeasure(of("01A001"), deed_area_wah=90, other_wah=90)
    roll = supplement()
    counted = {kind: Counted(0, "") for kind in MONEY}
    closing.close(municipality, on=timezone.localdate(LATER), counted=counted, by=clerk, at=LATER + timedelta(hours=9))

    with pytest.raises(payments.DayIsClosed):
        take_off(roll, clerk)


def test_nothing_waits_in_a_main_roll(sealed: Roll) -> None:
    assert crediting.waiting(sealed) == []
