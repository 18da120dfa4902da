"""Files of a bank: read by their layout, taken once, matched by their references; nothing of them is ever lost."""

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import ledger, notices, payments
from taxroll.collection import bankfiles, bankformats, refunds, reversals
from taxroll.collection.bankformats import UnreadableFile
from taxroll.models import AccountKind, BankFile, BankLine, LineState, Notice, Payment, Receipt
from tests.taxroll.collection.conftest import NOW, TODAY, Pay
from tests.taxroll.test_notices import ISSUED_AT

LAYOUTS = bankformats.layouts()
HEAD = "paid_date,paid_time,ref1,ref2,amount,bank_reference\n"


def table(*rows: str) -> bytes:
    return (HEAD + "".join(f"{row}\n" for row in rows)).encode()


def row(notice: Notice, amount: str = "9000.00", *, ref: str = "K1", ref2: str = "", day: str = "2024-05-02") -> str:
    return f"{day},10:15:00,{notice.bill.reference},{ref2},{amount},{ref}"


def take(municipality: Municipality, by: User, content: bytes, *, layout: str = "csv_transfers") -> BankFile:
    taken = bankfiles.receive(
        municipality=municipality, layout=LAYOUTS[layout], name="may.csv", content=content, by=by, at=NOW
    )
    bankfiles.match_waiting(taken, at=NOW)
    return taken


def fixed_line(reference: str, *, satang: int, number: int = 2, direction: str = "C") -> str:
    """One detail of 256 places, put together field by field as the layout numbers them."""
    head = f"D{number:06d}006" + "1234567890" + "02052024" + "101500" + f"{'นาย ทดสอบ':<50}"
    refs = f"{reference:<20}" + f"{'':<20}" + f"{'':<20}"
    return head + refs + "0001" + "0002" + direction + "CSH" + "0000000" + f"{satang:013d}" + "000" + " " * 77


def fixed_file(*details: str, satang: int, count: int) -> bytes:
    head = "H000001006" + "1234567890" + " " * 236
    tail = "T000009006" + "1234567890" + "0" * 13 + "000000" + f"{satang:013d}" + f"{count:06d}" + " " * 198
    return "\r\n".join([head, *details, tail]).encode("cp874")


def test_payment_of_the_file_settles_its_notice(notice: Notice, municipality: Municipality, clerk: User) -> None:
    taken = take(municipality, clerk, table(row(notice)))

    line = taken.lines.get()
    assert line.payment
    assert (line.state, line.payment.notice, Receipt.objects.count()) == (LineState.MATCHED, notice, 1)
    assert payments.open_on(notice, on=TODAY).total_satang == 0
    assert ledger.balances(municipality)[AccountKind.BANK] == 9_000_00
    assert ledger.balances(municipality)[AccountKind.SUSPENSE] == 0


def test_file_of_256_places_is_read_by_its_layout(notice: Notice, municipality: Municipality, clerk: User) -> None:
    content = fixed_file(fixed_line(notice.bill.reference, satang=4_000_00), satang=4_000_00, count=1)

    taken = take(municipality, clerk, content, layout="bill_payment_256")

    assert len(content.decode("cp874").splitlines()[1]) == 256
    line = taken.lines.get()
    assert (line.state, line.amount_satang) == (LineState.MATCHED, 4_000_00)
    assert line.paid_at == datetime(2024, 5, 2, 3, 15, tzinfo=UTC)
    assert line.bank_reference == "006-1234567890-02052024101500-000002"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (fixed_file(fixed_line("1", satang=100), satang=101, count=1), 3),
        (fixed_file(fixed_line("1", satang=100), satang=100, count=2), 3),
        (fixed_file(fixed_line("1", satang=100, direction="D"), satang=100, count=1), 2),
        (fixed_line("1", satang=100).encode("cp874"), 0),
        (b"", 0),
    ],
    ids=["other sum", "other count", "debit", "cut off", "empty"],
)
def test_file_that_does_not_add_up_is_refused_with_its_line(content: bytes, line: int) -> None:
    with pytest.raises(UnreadableFile) as refused:
        bankformats.read(content, layout=LAYOUTS["bill_payment_256"])

    assert refused.value.line == line


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "NaN", "", "x"])
def test_table_with_an_impossible_amount_is_refused(amount: str) -> None:
    with pytest.raises(UnreadableFile, match="line 2"):
        bankformats.read(table(f"2024-05-02,10:15:00,1,,{amount},K1"), layout=LAYOUTS["csv_transfers"])


@pytest.mark.parametrize(
    "line",
    [
        "2024-05-02,10:15:00,1,,99999999999999999999,K1",
        "2024-05-02,10:15:00,1,,1e30,K1",
        "2024-05-02,10:15:00,1\0,,100,K1",
        "0024-05-02,10:15:00,1,,100,K1",
        f"2024-05-02,10:15:00,1,,100,{'K' * 61}",
    ],
    ids=["amount", "power of ten", "no text", "year", "reference"],
)
def test_file_is_refused_in_the_readers_language_when_no_bank_can_mean_its_line(
    line: str, municipality: Municipality, clerk: User
) -> None:
    with pytest.raises(bankfiles.FileRefused) as refused:
        take(municipality, clerk, table(line))

    assert not re.search("[a-z]{3}", str(refused.value).replace("utf-8-sig", ""))


def test_table_with_an_open_quotation_mark_is_refused_as_it_would_swallow_the_payments_after_it() -> None:
    rows = [f"2024-05-02,10:15:00,1,,1.00,{mark}K{number}" for number, mark in enumerate(["", '"', "", ""])]

    with pytest.raises(UnreadableFile, match="quotation mark"):
        bankformats.read(table(*rows), layout=LAYOUTS["csv_transfers"])


def test_satang_too_much_is_kept_for_the_payer(notice: Notice, municipality: Municipality, clerk: User) -> None:
    take(municipality, clerk, table(row(notice, "9000.01")))

    assert Payment.objects.get().surplus_satang == 1
    assert ledger.surplus_of(notice) == 1


def test_second_payment_of_a_settled_notice_is_kept_whole(
    notice: Notice, municipality: Municipality, clerk: User, pay: Pay
) -> None:
    pay(9_000_00)

    take(municipality, clerk, table(row(notice, "9000.00", day="2024-04-30")))

    assert ledger.surplus_of(notice) == 9_000_00


def test_unknown_reference_waits_in_suspense_with_its_reason(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    taken = take(municipality, clerk, table("2024-05-02,10:15:00,NOBODY,,500.00,K1"))

    line = taken.lines.get()
    assert (line.state, line.proposed) == (LineState.SUSPENSE, None)
    assert line.remark
    assert ledger.balances(municipality)[AccountKind.SUSPENSE] == -500_00


def test_payment_of_a_cancelled_notice_is_proposed_for_its_successor(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")
    again = notices.issue(notice.bill, by=clerk, at=ISSUED_AT)

    taken = take(municipality, clerk, table(row(notice, ref2="2567000001")))

    line = taken.lines.get()
    assert (line.state, line.proposed) == (LineState.SUSPENSE, again)


def test_line_is_matched_by_hand(notice: Notice, municipality: Municipality, clerk: User) -> None:
    line = take(municipality, clerk, table("2024-05-02,10:15:00,NOBODY,,500.00,K1")).lines.get()

    bankfiles.match_by_hand(line, notice=notice, by=clerk, at=NOW)

    assert payments.open_on(notice, on=date(2024, 5, 3)).tax_satang == 8_500_00
    with pytest.raises(bankfiles.LineIsSettled):
        bankfiles.match_by_hand(line, notice=notice, by=clerk, at=NOW)


def test_line_on_the_wrong_notice_goes_back_to_suspense_and_may_be_matched_again(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    line = take(municipality, clerk, table(row(notice, "500.00"))).lines.get()
    assert line.payment

    reversals.reverse(line.payment, reason="ผิดราย", by=clerk, at=NOW)
    line.refresh_from_db()
    state = line.state
    bankfiles.match_by_hand(line, notice=notice, by=clerk, at=NOW)

    assert state == LineState.SUSPENSE
    assert sorted(Payment.objects.values_list("reference", flat=True)) == ["K1", "K1 (2)"]


def test_same_file_is_taken_once(notice: Notice, municipality: Municipality, clerk: User) -> None:
    take(municipality, clerk, table(row(notice)))

    with pytest.raises(bankfiles.FileTakenAlready, match=r"may\.csv"):
        take(municipality, clerk, table(row(notice)))


def test_line_of_a_former_file_is_refused_and_nothing_is_booked(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    take(municipality, clerk, table(row(notice, "1.00")))

    with pytest.raises(bankfiles.LineTakenAlready, match="K1"):
        take(municipality, clerk, table(row(notice, "1.00"), row(notice, "2.00", ref="K2")))

    assert (BankFile.objects.count(), BankLine.objects.count()) == (1, 1)


def test_line_twice_in_one_file_is_refused(notice: Notice, municipality: Municipality, clerk: User) -> None:
    with pytest.raises(bankfiles.LineTwice, match="K1"):
        take(municipality, clerk, table(row(notice), row(notice)))


def test_payment_of_tomorrow_is_refused(notice: Notice, municipality: Municipality, clerk: User) -> None:
    with pytest.raises(bankfiles.PaymentOfTomorrow):
        take(municipality, clerk, table(row(notice, day="2024-08-16")))


def test_matching_again_changes_nothing(notice: Notice, municipality: Municipality, clerk: User) -> None:
    taken = take(municipality, clerk, table(row(notice, "1.00"), row(notice, "2.00", ref="K2")))

    bankfiles.match_waiting(taken, at=NOW)

    assert Payment.objects.count() == 2
    assert bankfiles.progress(taken) == bankfiles.Progress(lines=2, waiting=0, matched=2, suspense=0, returned=0)


def test_confirmations_of_qr_stand_in_their_own_account(
    notice: Notice, municipality: Municipality, clerk: User
) -> None:
    take(municipality, clerk, table(row(notice)), layout="csv_qr")

    assert ledger.balances(municipality)[AccountKind.QR_CLEARING] == 9_000_00


def test_money_nobody_can_place_is_given_back(notice: Notice, municipality: Municipality, clerk: User) -> None:
    line = take(municipality, clerk, table("2024-05-02,10:15:00,NOBODY,,500.00,K1")).lines.get()
    asked = refunds.request_of_line(line, requested_on=TODAY, number="1", reason="โอนผิด", by=clerk, at=NOW)

    refunds.decide(asked, grants=True, number="2", reason="", by=clerk, at=NOW)

    line.refresh_from_db()
    assert line.state == LineState.RETURNED
    with pytest.raises(bankfiles.LineIsSettled):
        bankfiles.match_by_hand(line, notice=notice, by=clerk, at=NOW)
