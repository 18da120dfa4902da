"""Closing a day: counted beside the books, explained where it differs, and closed for good."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from gis_assets.models import Municipality
from taxroll import ledger, payments
from taxroll.collection import bankfiles, closing
from taxroll.collection.closing import Counted
from taxroll.models import MONEY, AccountKind, DailyClosing, Notice, Transfer, TransferKind
from tests.taxroll.collection.conftest import NOW, Pay
from tests.taxroll.collection.test_bankfiles import row, table, take
from tests.taxroll.test_notices import words_of

DAY = date(2024, 5, 1)


def close(municipality: Municipality, by: User, cash: int, why: str = "", on: date = DAY) -> DailyClosing:
    counted = {kind: Counted(0) for kind in MONEY} | {AccountKind.CASH: Counted(cash, why)}
    return closing.close(municipality, on=on, counted=counted, by=by, at=NOW)


def test_day_is_closed_when_the_count_agrees(municipality: Municipality, clerk: User, pay: Pay, tmp_path: Path) -> None:
    pay(4_000_00)

    closed = close(municipality, clerk, 4_000_00)

    assert closed.counts.get(account_kind="cash").booked_satang == 4_000_00
    words = words_of(closing.pdf(closed), tmp_path)
    for part in ("4,000.00", "2567/000001", "1 พฤษภาคม 2567"):
        assert part in words


def test_difference_is_explained_or_refused(municipality: Municipality, clerk: User, pay: Pay) -> None:
    pay(4_000_00)

    with pytest.raises(closing.DifferenceUnexplained, match=r"-0\.25"):
        close(municipality, clerk, 3_999_75)

    assert close(municipality, clerk, 3_999_75, "ทอนผิด").counts.get(account_kind="cash").explanation == "ทอนผิด"


def test_closed_day_takes_no_payment_at_the_counter(municipality: Municipality, clerk: User, pay: Pay) -> None:
    close(municipality, clerk, 0)

    with pytest.raises(payments.DayIsClosed):
        pay(100)


def test_database_itself_refuses_money_on_a_closed_day(notice: Notice, municipality: Municipality, clerk: User) -> None:
    close(municipality, clerk, 0)
    entry = ledger.Entry(DAY, NOW, clerk, notice.uid, notice)
    cash = ledger.account(municipality, AccountKind.CASH)

    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        ledger.post(debit=cash, credit=ledger.receivable(notice), satang=1, kind=TransferKind.TAX, for_=entry)


def test_bank_money_of_a_closed_day_is_booked_today_and_counts_as_paid_in_time(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    close(municipality, clerk, 0, on=date(2024, 5, 2))

    line = take(municipality, clerk, table(row(notice, day="2024-05-02"))).lines.get()

    assert bankfiles.progress(line.file).matched == 1
    assert line.payment
    assert line.payment.penalty_satang == 0
    assert Transfer.objects.get(kind=TransferKind.RECEIVED).happened_on == date(2024, 8, 15)


def test_closed_once(municipality: Municipality, clerk: User) -> None:
    close(municipality, clerk, 0)

    with pytest.raises(closing.ClosedAlready):
        close(municipality, clerk, 0)


def test_tomorrow_is_not_closed(municipality: Municipality, clerk: User) -> None:
    with pytest.raises(closing.DayHasNotCome):
        close(municipality, clerk, 0, on=date(2024, 8, 16))
