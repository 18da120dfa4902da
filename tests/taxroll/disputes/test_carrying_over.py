"""What a granted objection makes of the notice and its money: another paper, the same debt, nothing lost or made."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gis_assets.models import Municipality
from taxroll import ledger, notices, payments, standing
from taxroll.collection import arrears, instalments, open_notices, refunds, reminders, remissions, reversals
from taxroll.disputes import deciding
from taxroll.disputes.reassessing import Correction
from taxroll.law import library
from taxroll.law.rules import DueAfterDecision, NoticeAfterDecision
from taxroll.models import Channel, Filing, FilingKind, FilingOutcome, Notice, Payment, ReportKind, RollLine
from taxroll.notices import NoticeIsCancelled
from tests.taxroll.disputes.conftest import DECIDED_AT, FILED_AT, Decide, File

LATE_AT = datetime(2024, 9, 20, 3, 0, tzinfo=UTC)
"""Eighty-two days after the last day to pay, the 30 June: three begun months."""
DUE = date(2024, 6, 30)
Grant = Callable[..., Notice]


@pytest.fixture
def grant(file: File, decide: Decide, notice: Notice) -> Grant:
    """Object and have it granted for so much land; the notice that is then in force."""

    def run(*, wah: int = 80, at: datetime = DECIDED_AT) -> Notice:
        corrections = {RollLine.objects.get().pk: Correction(area_wah=Decimal(wah))}
        decide(file(at=at), FilingOutcome.GRANTED, corrections=corrections, at=at)
        return Notice.objects.select_related("bill__roll", "municipality", "continues").get(cancelled_at=None)

    return run


@pytest.fixture
def pay(clerk: User) -> Callable[..., Payment]:
    def run(notice: Notice, satang: int, *, at: datetime = FILED_AT, reference: str = "A1") -> Payment:
        return payments.record(
            notice=notice,
            amount_satang=satang,
            paid_at=at,
            channel=Channel.QR,
            reference=reference,
            by=clerk,
            at=at,
        )

    return run


def parts(notice: Notice, at: datetime) -> tuple[int, int, int]:
    owed = payments.open_on(notice, on=timezone.localdate(at))
    return owed.tax_satang, owed.penalty_satang, owed.surcharge_satang


def test_notice_is_cancelled_and_issued_again_for_the_new_sum(grant: Grant, notice: Notice) -> None:
    again = grant()

    notice.refresh_from_db()
    decided = Filing.objects.get()
    assert (again.replaces, again.continues, again.decision) == (notice, notice, decided)
    assert (again.assessed_satang, notice.assessed_satang) == (7_200_00, 9_000_00)
    assert decided.decision_number in notice.cancel_reason
    assert again.due_date == notice.due_date


def test_new_paper_shows_the_new_computation_and_why(grant: Grant, tmp_path: Path) -> None:
    again = grant()

    (tmp_path / "notice.pdf").write_bytes(notices.pdf(again))
    read = ["pdftotext", "-layout", str(tmp_path / "notice.pdf"), "-"]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    assert "7,200.00" in text
    assert "9,000.00" not in text
    assert "2,400,000" in text
    assert Filing.objects.get().decision_number in text


def test_money_paid_before_counts_for_the_new_notice(grant: Grant, notice: Notice, pay: Callable[..., Payment]) -> None:
    pay(notice, 4_000_00)

    again = grant()

    assert parts(again, DECIDED_AT) == (3_200_00, 0, 0)
    assert ledger.owed_by(notice) == ledger.owed_by(again) == 3_200_00
    assert ledger.surplus_of(again) == 0


def test_rest_is_paid_on_the_new_notice_and_no_more(grant: Grant, notice: Notice, pay: Callable[..., Payment]) -> None:
    pay(notice, 4_000_00)
    again = grant()

    with pytest.raises(payments.MoreThanOwed):
        pay(again, 3_200_01, at=DECIDED_AT, reference="A2")
    pay(again, 3_200_00, at=DECIDED_AT, reference="A2")

    assert ledger.owed_by(again) == 0
    with pytest.raises(NoticeIsCancelled):
        pay(notice, 1, at=DECIDED_AT, reference="A3")


def test_money_above_the_new_tax_is_given_back_on_the_new_notice(
    grant: Grant, notice: Notice, pay: Callable[..., Payment], clerk: User
) -> None:
    pay(notice, 9_000_00)
    again = grant()

    asked = refunds.request(
        again,
        amount_satang=1_800_00,
        requested_on=DECIDED_AT.date(),
        number="9",
        reason="คัดค้านชนะ",
        by=clerk,
        at=DECIDED_AT,
    )

    assert refunds.decide(asked, grants=True, number="10", reason="", by=clerk, at=DECIDED_AT).state == "granted"
    assert refunds.unclaimed(again) == 0


def test_penalty_is_reckoned_on_the_lowered_tax_from_the_former_day(grant: Grant, notice: Notice) -> None:
    assert parts(notice, LATE_AT) == (9_000_00, 900_00, 270_00)

    again = grant(at=LATE_AT)

    assert again.due_date == DUE
    assert parts(again, LATE_AT) == (7_200_00, 720_00, 216_00)


def test_penalty_paid_on_tax_never_owed_becomes_the_payers(
    grant: Grant, notice: Notice, pay: Callable[..., Payment]
) -> None:
    pay(notice, 9_000_00 + 900_00 + 270_00, at=LATE_AT)

    again = grant(at=LATE_AT)

    assert parts(again, LATE_AT) == (0, 0, 0)
    assert ledger.surplus_of(again) == 1_800_00 + 180_00 + 54_00


def test_what_is_too_much_settles_the_surcharge_still_open(
    grant: Grant, notice: Notice, pay: Callable[..., Payment]
) -> None:
    pay(notice, 9_000_00 + 900_00, at=LATE_AT)  # the tax, then the penalty; the surcharge stays open

    again = grant(at=LATE_AT)

    assert parts(again, LATE_AT) == (0, 0, 0)
    assert ledger.surplus_of(again) == 1_800_00 + 180_00 - 216_00


def test_penalty_paid_on_tax_never_owed_settles_tax_still_open(
    grant: Grant, notice: Notice, pay: Callable[..., Payment], clerk: User
) -> None:
    tax = pay(notice, 9_000_00, at=LATE_AT)
    pay(notice, 900_00, at=LATE_AT, reference="A2")
    reversals.reverse(tax, reason="เช็คคืน", by=clerk, at=LATE_AT)
    assert parts(notice, LATE_AT) == (9_000_00, 0, 270_00)

    again = grant(at=LATE_AT)

    assert parts(again, LATE_AT) == (7_200_00 - 180_00, 0, 216_00)
    assert ledger.surplus_of(again) == 0


def test_bounced_payment_of_the_former_notice_is_owed_on_the_new_one(
    grant: Grant, notice: Notice, pay: Callable[..., Payment], clerk: User
) -> None:
    paid = pay(notice, 9_000_00 + 900_00 + 270_00, at=LATE_AT)
    again = grant(at=LATE_AT)

    reversals.reverse(paid, reason="เช็คคืน", by=clerk, at=LATE_AT)

    assert parts(again, LATE_AT) == (7_200_00, 720_00, 216_00)
    assert ledger.surplus_of(again) == 0


def test_what_was_written_off_is_nobodys_to_ask_back(grant: Grant, notice: Notice, clerk: User) -> None:
    remissions.write_off(
        notice, decided_on=FILED_AT.date(), document_number="1", reason="ไม่มีทรัพย์", by=clerk, at=FILED_AT
    )

    again = grant()

    assert (ledger.owed_by(again), ledger.surplus_of(again)) == (0, 0)


def test_instalments_go_on_with_smaller_parts(grant: Grant, notice: Notice, clerk: User) -> None:
    on = FILED_AT.date()
    instalments.grant(notice, parts=3, requested_on=on, document_number="1", by=clerk, at=FILED_AT, on=on)
    days = [part.due_date for part in standing.of(notice).plan]

    again = grant()

    plan = standing.of(again).plan
    assert [part.amount_satang for part in plan] == [2_400_00] * 3
    assert [part.due_date for part in plan] == days
    with pytest.raises(instalments.HasPlan):
        instalments.grant(again, parts=2, requested_on=on, document_number="2", by=clerk, at=DECIDED_AT, on=on)


def test_warning_of_the_former_notice_goes_on_for_the_new_one(
    grant: Grant, notice: Notice, clerk: User, municipality: Municipality
) -> None:
    (letter,) = reminders.write(municipality, notices=[notice], days_to_pay=15, by=clerk, at=LATE_AT)
    reminders.receive(letter, received_on=LATE_AT.date(), how="ตอบรับ", by=clerk, at=LATE_AT)

    again = grant(at=LATE_AT)

    assert parts(again, LATE_AT)[1] == 1_440_00  # 20 per cent within the days of the letter
    assert reminders.to_warn(municipality, tax_year_be=2567, on=LATE_AT.date()) == []
    assert list(open_notices.of_year(municipality, tax_year_be=2567)) == [again]


def test_arrears_reported_once_are_not_reported_again(
    grant: Grant, notice: Notice, clerk: User, municipality: Municipality, pay: Callable[..., Payment]
) -> None:
    arrears.report(municipality, tax_year_be=2567, kind=ReportKind.ARREARS, by=clerk, at=LATE_AT)
    again = grant(at=LATE_AT)
    assert arrears.to_report(municipality, tax_year_be=2567, on=LATE_AT.date()).arrears == []

    pay(again, sum(parts(again, LATE_AT)), at=LATE_AT)

    found = arrears.to_report(municipality, tax_year_be=2567, on=LATE_AT.date())
    assert [entry.parcel_code for entry in found.retractions] == ["01A001"]


def test_appeal_replaces_the_notice_once_more(
    file: File, decide: Decide, grant: Grant, notice: Notice, pay: Callable[..., Payment]
) -> None:
    pay(notice, 4_000_00)
    decide(file(), FilingOutcome.PARTLY, corrections={RollLine.objects.get().pk: Correction(area_wah=Decimal(90))})

    appeal = file(FilingKind.APPEAL, at=DECIDED_AT)
    decide(appeal, FilingOutcome.GRANTED, corrections={RollLine.objects.get().pk: Correction(area_wah=Decimal(80))})

    chain = list(Notice.objects.order_by("pk"))
    assert [paper.assessed_satang for paper in chain] == [9_000_00, 8_100_00, 7_200_00]
    assert [paper.continues for paper in chain] == [None, notice, notice]
    assert parts(chain[-1], DECIDED_AT) == (3_200_00, 0, 0)


def test_mistake_on_a_decided_notice_is_put_right_for_the_decided_sum(grant: Grant, clerk: User) -> None:
    again = grant()

    corrected = notices.reissue(again, by=clerk, at=DECIDED_AT, why="ที่อยู่ผิด")

    assert corrected.assessed_satang == 7_200_00
    assert (corrected.continues, corrected.decision) == (None, again.decision)
    assert (ledger.owed_by(corrected), ledger.owed_by(again)) == (7_200_00, 0)


def test_decided_notice_that_was_paid_before_is_not_cancelled_by_hand(
    grant: Grant, notice: Notice, pay: Callable[..., Payment], clerk: User
) -> None:
    pay(notice, 1_00)
    again = grant()

    with pytest.raises(notices.NoticeHasPayments):
        notices.cancel(again, by=clerk, at=DECIDED_AT, why="ผิด")


def test_grant_is_refused_when_no_notice_is_in_force(file: File, decide: Decide, notice: Notice, clerk: User) -> None:
    filing = file()
    notices.cancel(notice, by=clerk, at=FILED_AT, why="ผิด")

    with pytest.raises(NoticeIsCancelled):
        decide(filing, FilingOutcome.GRANTED, corrections={RollLine.objects.get().pk: Correction(area_wah=Decimal(80))})


def test_notice_stays_when_the_setting_keeps_it(grant: Grant, notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    law = library.of_year(2567)
    kept = replace(law, notice_after_decision=replace(law.notice_after_decision, value=NoticeAfterDecision.KEPT))
    monkeypatch.setattr(library, "of_year", lambda year: kept)

    again = grant()

    assert again == notice
    assert parts(again, DECIDED_AT) == (7_200_00, 0, 0)


def test_day_to_pay_is_that_of_a_late_notice_when_the_setting_says_anew(
    grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = library.of_year(2567)
    anew = replace(law, due_after_decision=replace(law.due_after_decision, value=DueAfterDecision.ANEW))
    monkeypatch.setattr(library, "of_year", lambda year: anew)

    again = grant(at=LATE_AT)

    assert again.due_date == LATE_AT.date() + timedelta(days=law.late_notice_days.value)
    assert parts(again, LATE_AT) == (7_200_00, 0, 0)


def test_second_decision_starts_from_what_the_first_put_right(grant: Grant, file: File) -> None:
    grant()

    decided = deciding.decided_lines(file(at=DECIDED_AT))

    assert [line.area_wah for line in decided.values()] == [Decimal(80)]
