"""Money: what is taken, how it is divided, and what is refused with a reason."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from gis_assets.models import JournalEntry
from taxroll import notices, payments
from taxroll.models import Bill, Channel, Notice, Payment, Receipt, Roll
from tests import lasting
from tests.taxroll.test_notices import ISSUED_AT, words_of

IN_TIME = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
LATE = datetime(2024, 7, 10, 3, 0, tzinfo=UTC)
RECORDED_AT = datetime(2024, 7, 10, 4, 0, tzinfo=UTC)
Record = Callable[..., Payment]


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


@pytest.fixture
def record(notice: Notice, clerk: User) -> Record:
    def run(amount_satang: int, *, paid_at: datetime = IN_TIME, reference: str = "A1") -> Payment:
        return payments.record(
            notice=notice,
            amount_satang=amount_satang,
            paid_at=paid_at,
            channel=Channel.TRANSFER,
            reference=reference,
            by=clerk,
            at=RECORDED_AT,
        )

    return run


def test_payment_in_time_settles_the_tax(record: Record, notice: Notice) -> None:
    payment = record(9_000_00)

    assert (payment.tax_satang, payment.penalty_satang, payment.surcharge_satang) == (9_000_00, 0, 0)
    assert payments.open_on(notice, on=date(2026, 1, 1)).total_satang == 0


def test_late_payment_carries_penalty_and_surcharge(record: Record) -> None:
    payment = record(9_990_00, paid_at=LATE)

    assert (payment.tax_satang, payment.penalty_satang, payment.surcharge_satang) == (9_000_00, 900_00, 90_00)


def test_part_payment_leaves_the_rest_open(record: Record, notice: Notice) -> None:
    record(4_000_00)

    assert payments.open_on(notice, on=date(2024, 6, 30)).total_satang == 5_000_00


def test_receipt_is_numbered_by_its_year_and_says_the_sum_in_words(record: Record, tmp_path: Path) -> None:
    receipt = Receipt.objects.get(payment=record(9_000_00))

    words = words_of(payments.receipt_pdf(receipt), tmp_path)
    assert receipt.number == "2567/000001"
    for part in ("ใบเสร็จรับเงิน", "9,000.00", "เก้าพันบาทถ้วน", "A1", "นายทดสอบ ใจดี", "หน้า 1 จาก 1"):
        assert part in words


def test_second_payment_by_the_same_reference_is_refused(record: Record) -> None:
    record(4_000_00)

    with pytest.raises(payments.AlreadyRecorded, match="A1"):
        record(4_000_00)


def test_more_than_owed_is_refused_with_the_open_sum(record: Record) -> None:
    with pytest.raises(payments.MoreThanOwed, match=r"9,000\.00"):
        record(9_000_01)


def test_nothing_is_no_payment(record: Record) -> None:
    with pytest.raises(payments.NothingPaid):
        record(0)


def test_payment_of_tomorrow_is_refused(record: Record) -> None:
    with pytest.raises(payments.PaidInFuture):
        record(100, paid_at=datetime(2024, 7, 11, 4, 0, tzinfo=UTC))


def test_payment_before_a_recorded_one_is_refused(record: Record) -> None:
    record(100, paid_at=LATE)

    with pytest.raises(payments.PaidBeforeFormer):
        record(100, paid_at=IN_TIME, reference="A2")


def test_cancelled_notice_takes_no_money(record: Record, notice: Notice, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")

    with pytest.raises(notices.NoticeIsCancelled):
        record(9_000_00)


def test_paid_notice_cannot_be_cancelled(record: Record, notice: Notice, clerk: User) -> None:
    record(1)

    with pytest.raises(notices.NoticeHasPayments):
        notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")


@pytest.mark.parametrize("statement", ["UPDATE taxroll_payment SET amount_satang = 1", "DELETE FROM taxroll_receipt"])
def test_database_refuses_to_touch_money(statement: str, record: Record) -> None:
    record(9_000_00)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_parts_that_do_not_add_up_are_refused_by_the_database(record: Record) -> None:
    payment = record(100)
    payment.pk, payment.reference, payment.amount_satang = None, "A2", 101
    payment.uid = uuid.uuid4()

    with pytest.raises(DatabaseError, match="payment_parts_add_up"), transaction.atomic():
        payment.save(force_insert=True)


def test_payment_is_written_in_the_journal(record: Record) -> None:
    record(9_000_00)

    assert JournalEntry.objects.get(thing_kind="tax_payment").details["receipt"] == "2567/000001"
