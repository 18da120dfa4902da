"""Waiving and writing off: only what is open, only by a decision."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from taxroll import ledger, payments
from taxroll.collection import remissions
from taxroll.models import Notice, Remission
from tests.taxroll.collection.conftest import LATE, NOW, Pay

DECIDED = date(2024, 7, 10)


def waive(notice: Notice, by: User, **facts: Any) -> Remission:
    decision: dict[str, Any] = {
        "penalty_satang": 500_00,
        "surcharge_satang": 0,
        "decided_on": DECIDED,
        "document_number": "คำสั่ง 3/2567",
        "reason": "กฎกระทรวง",
    }
    return remissions.waive(notice, by=by, at=NOW, **decision | facts)


def write_off(notice: Notice, by: User) -> Remission:
    return remissions.write_off(
        notice, decided_on=DECIDED, document_number="คำสั่ง 4/2567", reason="เสียชีวิตไม่มีทายาท", by=by, at=NOW
    )


def test_waived_penalty_need_not_be_paid(notice: Notice, clerk: User, pay: Pay) -> None:
    waive(notice, clerk)

    payment = pay(9_490_00, paid_at=LATE)

    assert (payment.tax_satang, payment.penalty_satang, payment.surcharge_satang) == (9_000_00, 400_00, 90_00)
    assert payments.open_on(notice, on=date(2024, 8, 1)).total_satang == 0


def test_more_than_open_is_refused_with_what_is_open(notice: Notice, clerk: User) -> None:
    with pytest.raises(remissions.MoreThanOpen, match=r"900\.00"):
        waive(notice, clerk, penalty_satang=900_01)


@pytest.mark.parametrize("facts", [{"document_number": ""}, {"reason": " "}])
def test_waived_only_by_a_decision(facts: dict[str, str], notice: Notice, clerk: User) -> None:
    with pytest.raises(remissions.DecisionMissing):
        waive(notice, clerk, **facts)


def test_nothing_is_no_waiver(notice: Notice, clerk: User) -> None:
    with pytest.raises(remissions.NothingToRemit):
        waive(notice, clerk, penalty_satang=0)


def test_decision_before_the_last_payment_is_refused(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(1_00, paid_at=NOW)

    with pytest.raises(remissions.DecidedAnotherDay):
        waive(notice, clerk)


def test_written_off_debt_owes_nothing_for_good(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(4_000_00)

    write_off(notice, clerk)

    assert ledger.owed_by(notice) == 0
    assert payments.open_on(notice, on=date(2030, 1, 1)).total_satang == 0


def test_settled_notice_has_nothing_to_write_off(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(9_000_00)

    with pytest.raises(remissions.NothingToRemit):
        write_off(notice, clerk)
