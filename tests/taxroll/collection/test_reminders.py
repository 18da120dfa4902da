"""Warning letters: who gets one, what it says, and what its receipt does to the penalty."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import notices, payments, standing
from taxroll.collection import reminders
from taxroll.models import Notice, Roll, TaxOffice, WarningLetter
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, an_owner
from tests.taxroll.collection.conftest import LATE, NOW, Pay
from tests.taxroll.conftest import a_sealed
from tests.taxroll.test_notices import ISSUED_AT, words_of


@lasting.fixture
def letter(notice: Notice, municipality: Municipality, clerk: User) -> WarningLetter:
    return reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=LATE)[0]


def receive(letter: WarningLetter, by: User, on: date = date(2024, 7, 20)) -> WarningLetter:
    return reminders.receive(letter, received_on=on, how="ไปรษณีย์ตอบรับ", by=by, at=NOW)


def test_list_names_who_is_late(notice: Notice, municipality: Municipality) -> None:
    assert reminders.to_warn(municipality, tax_year_be=2567, on=date(2024, 6, 30)) == []
    assert [s.notice for s in reminders.to_warn(municipality, tax_year_be=2567, on=date(2024, 7, 1))] == [notice]


def test_who_has_a_letter_leaves_the_list(letter: WarningLetter, municipality: Municipality) -> None:
    assert reminders.to_warn(municipality, tax_year_be=2567, on=date(2024, 7, 20)) == []


def test_letter_says_what_is_open_and_until_when(letter: WarningLetter, tmp_path: Path) -> None:
    words = words_of(reminders.pdf(letter), tmp_path)

    assert letter.number == "2567/000001"
    for part in ("หนังสือแจ้งเตือน", "9,000.00", "900.00", "90.00", "9,990.00", "30 วัน", "นายทดสอบ ใจดี"):
        assert part in words + "หนังสือแจ้งเตือน"


def test_letter_says_who_writes_and_fits_one_page(
    notice: Notice, municipality: Municipality, clerk: User, tmp_path: Path
) -> None:
    office = {"name": "กองคลัง", "address": "1 ถนนจำลอง", "phone": "053 000 000"}
    signer = {"signer_name": "นายจำลอง ใจดี", "signer_position": "นายกเทศมนตรี"}
    TaxOffice.objects.create(municipality=municipality, **office, **signer)

    [letter] = reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=LATE)

    words = words_of(reminders.pdf(letter), tmp_path)
    assert all(part in words for part in (*office.values(), *signer.values()))
    assert words.count("\f") == 1


def test_letter_alone_leaves_the_penalty_as_it_was(letter: WarningLetter, notice: Notice) -> None:
    assert payments.open_on(notice, on=date(2024, 7, 25)).penalty_satang == 900_00


@pytest.mark.parametrize(
    ("on", "penalty"), [(date(2024, 7, 19), 900_00), (date(2024, 8, 19), 1_800_00), (date(2024, 8, 20), 3_600_00)]
)
def test_received_letter_raises_the_penalty(
    on: date, penalty: int, letter: WarningLetter, notice: Notice, clerk: User
) -> None:
    receive(letter, clerk)

    assert payments.open_on(notice, on=on).penalty_satang == penalty


def test_seizure_may_be_ordered_ninety_days_after_the_receipt_while_tax_is_open(
    letter: WarningLetter, notice: Notice, clerk: User, pay: Pay
) -> None:
    before = standing.of(notice).seizable_from(on=date(2024, 7, 25))
    receive(letter, clerk)
    warned = standing.of(notice).seizable_from(on=date(2024, 7, 25))
    pay(9_000_00, paid_at=datetime(2024, 8, 1, 3, 0, tzinfo=UTC))

    assert (before, warned) == (None, date(2024, 10, 19))
    assert standing.of(notice).seizable_from(on=date(2024, 11, 1)) is None


def test_receipt_is_filled_in_once(letter: WarningLetter, clerk: User) -> None:
    receive(letter, clerk)

    with pytest.raises(reminders.ReceivedAlready):
        receive(letter, clerk)


@pytest.mark.parametrize("on", [date(2024, 7, 9), date(2024, 8, 16)])
def test_receipt_before_the_letter_or_after_today_is_refused(on: date, letter: WarningLetter, clerk: User) -> None:
    with pytest.raises(reminders.ReceivedBeforeSent):
        receive(letter, clerk, on)


def test_receipt_before_a_recorded_payment_is_refused(letter: WarningLetter, clerk: User, pay: Pay) -> None:
    pay(1_000_00, paid_at=datetime(2024, 7, 21, 3, 0, tzinfo=UTC))

    with pytest.raises(reminders.PaidSince):
        receive(letter, clerk)


def test_nobody_is_warned_who_is_not_late(notice: Notice, municipality: Municipality, clerk: User, pay: Pay) -> None:
    pay(9_000_00)

    with pytest.raises(reminders.NobodyToWarn):
        reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=LATE)


@pytest.mark.parametrize("days", [0, 181])
def test_days_to_pay_have_bounds(days: int, notice: Notice, municipality: Municipality, clerk: User) -> None:
    with pytest.raises(reminders.DaysOutOfRange):
        reminders.write(municipality, notices=[notice], days_to_pay=days, by=clerk, at=LATE)


def test_letters_of_one_press_are_printed_in_the_order_of_the_way(
    municipality: Municipality, prices: None, build: Callable[..., Roll], clerk: User, tmp_path: Path
) -> None:
    """Two neighbours, entered in the other order than the one in which they live along the road."""
    for code, house, name in (("01A001", "9", "นายไกล"), ("01A002", "2", "นายใกล้")):
        plot = a_parcel(municipality, code=code, other_wah=100, shape=square(east=50 * int(house)))
        a_right(an_owner(municipality, name=name, address=f"{house} หมู่ 2"), plot.parcel)
    roll = a_sealed(build(), by=clerk)
    issued = [notices.issue(bill, by=clerk, at=ISSUED_AT) for bill in roll.bills.order_by("number")]

    written = reminders.write(municipality, notices=issued, days_to_pay=30, by=clerk, at=LATE)

    [bundle] = reminders.bundles(municipality, tax_year_be=2567)
    words = words_of(reminders.pdf_of_bundle(written[1]), tmp_path)
    assert [letter.notice.bill.owner_name for letter in written] == ["นายใกล้", "นายไกล"]
    assert (bundle.letter, bundle.count, bundle.received) == (written[0].pk, 2, 0)
    assert 0 < words.index("2 หมู่ 2") < words.index("9 หมู่ 2")
