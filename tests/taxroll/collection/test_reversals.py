"""A payment that was none: the notice owes again, and the books show both."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import ledger, notices, payments
from taxroll.collection import refunds, reversals
from taxroll.models import AccountKind, Channel, Notice, Payment
from tests.taxroll.collection.conftest import LATE, NOW, TODAY, Pay


def bounce(payment: Payment, by: User) -> None:
    reversals.reverse(payment, reason="เช็คคืน", by=by, at=NOW)


def test_notice_owes_again_when_the_cheque_bounces(
    notice: Notice, clerk: User, pay: Pay, municipality: Municipality
) -> None:
    payment = pay(9_990_00, paid_at=LATE, channel=Channel.CHEQUE)

    bounce(payment, clerk)

    assert ledger.owed_by(notice) == 9_000_00
    assert payments.open_on(notice, on=date(2024, 7, 10)).total_satang == 9_990_00
    assert ledger.balances(municipality)[AccountKind.CHEQUES] == 0
    assert ledger.movement(municipality, AccountKind.CHEQUES, on=TODAY) == -9_990_00


def test_reversed_once(clerk: User, pay: Pay) -> None:
    payment = pay(100)
    bounce(payment, clerk)

    with pytest.raises(reversals.ReversedAlready):
        bounce(payment, clerk)


def test_reversed_only_with_a_reason(clerk: User, pay: Pay) -> None:
    with pytest.raises(reversals.ReasonMissing):
        reversals.reverse(pay(100), reason=" ", by=clerk, at=NOW)


def test_notice_whose_only_payment_was_reversed_may_be_cancelled(notice: Notice, clerk: User, pay: Pay) -> None:
    bounce(pay(100), clerk)

    notices.cancel(notice, by=clerk, at=NOW, why="ออกผิดราย")

    assert ledger.owed_by(notice) == 0


def test_reduction_counts_again_when_the_payment_is_reversed(notice: Notice, clerk: User, pay: Pay) -> None:
    payment = pay(9_000_00)
    ledger.reduce(notice, satang=2_000_00, reference=notice.uid, by=clerk, at=NOW)

    bounce(payment, clerk)

    assert (ledger.owed_by(notice), ledger.surplus_of(notice)) == (7_000_00, 0)


def test_payment_whose_surplus_is_granted_back_cannot_be_reversed(notice: Notice, clerk: User, pay: Pay) -> None:
    payment = pay(9_000_00)
    ledger.reduce(notice, satang=2_000_00, reference=notice.uid, by=clerk, at=NOW)
    asked = refunds.request(
        notice, amount_satang=500_00, requested_on=TODAY, number="1", reason="ชำระเกิน", by=clerk, at=NOW
    )
    refunds.decide(asked, grants=True, number="2", reason="", by=clerk, at=NOW)

    with pytest.raises(reversals.SurplusGivenBack, match=r"500\.00"):
        bounce(payment, clerk)
