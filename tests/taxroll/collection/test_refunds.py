"""Money given back: asked for, decided, paid out, each once and never more than there is."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import ledger
from taxroll.collection import refunds
from taxroll.models import AccountKind, Channel, Notice, Refund
from tests import lasting
from tests.taxroll.collection.conftest import NOW, TODAY, Pay


@lasting.fixture
def surplus(notice: Notice, clerk: User, pay: Pay) -> Notice:
    """2,000.00 baht too much, by an assessment that was reduced after it was paid."""
    pay(9_000_00)
    ledger.reduce(notice, satang=2_000_00, reference=notice.uid, by=clerk, at=NOW)
    return notice


def ask(notice: Notice, by: User, satang: int = 2_000_00, **facts: Any) -> Refund:
    asked: dict[str, Any] = {"requested_on": TODAY, "number": "รับ 9/2567", "reason": "ชำระเกิน"}
    return refunds.request(notice, amount_satang=satang, by=by, at=NOW, **asked | facts)


def test_surplus_is_paid_out_step_by_step(surplus: Notice, clerk: User, municipality: Municipality) -> None:
    asked = ask(surplus, clerk)
    refunds.decide(asked, grants=True, number="อนุมัติ 1", reason="", by=clerk, at=NOW)
    set_apart = ledger.balances(municipality)[AccountKind.REFUNDS_PAYABLE]

    refunds.pay(asked, channel=Channel.TRANSFER, reference="T1", by=clerk, at=NOW)

    balances = ledger.balances(municipality)
    assert set_apart == -2_000_00
    assert (balances[AccountKind.REFUNDS_PAYABLE], balances[AccountKind.BANK]) == (0, -2_000_00)
    assert ledger.surplus_of(surplus) == 0


def test_more_than_the_surplus_is_refused_with_what_is_left(surplus: Notice, clerk: User) -> None:
    ask(surplus, clerk, 1_500_00)

    with pytest.raises(refunds.MoreThanSurplus, match=r"500\.00"):
        ask(surplus, clerk, 500_01)


@pytest.mark.parametrize("satang", [0, -1])
def test_request_for_nothing_is_refused(satang: int, surplus: Notice, clerk: User) -> None:
    with pytest.raises(refunds.MoreThanSurplus):
        ask(surplus, clerk, satang)


def test_request_after_three_years_is_refused(surplus: Notice, clerk: User) -> None:
    with pytest.raises(refunds.RequestTooLate, match="2570"):
        refunds.request(
            surplus,
            amount_satang=1,
            requested_on=date(2027, 5, 2),
            number="1",
            reason="ชำระเกิน",
            by=clerk,
            at=NOW.replace(year=2028),
        )


def test_request_of_tomorrow_is_refused(surplus: Notice, clerk: User) -> None:
    with pytest.raises(refunds.RequestOfTomorrow):
        ask(surplus, clerk, requested_on=date(2024, 8, 16))


def test_decided_once(surplus: Notice, clerk: User) -> None:
    asked = ask(surplus, clerk)
    refunds.decide(asked, grants=False, number="1", reason="ไม่ครบเอกสาร", by=clerk, at=NOW)

    with pytest.raises(refunds.NotWaiting):
        refunds.decide(asked, grants=True, number="2", reason="", by=clerk, at=NOW)


def test_refused_request_may_be_asked_again(surplus: Notice, clerk: User) -> None:
    refunds.decide(ask(surplus, clerk), grants=False, number="1", reason="ไม่ครบเอกสาร", by=clerk, at=NOW)

    assert refunds.unclaimed(surplus) == 2_000_00


def test_refusal_needs_its_reason(surplus: Notice, clerk: User) -> None:
    with pytest.raises(refunds.DecisionMissing):
        refunds.decide(ask(surplus, clerk), grants=False, number="1", reason=" ", by=clerk, at=NOW)


def test_nothing_is_paid_out_before_it_is_granted(surplus: Notice, clerk: User) -> None:
    with pytest.raises(refunds.NotWaiting):
        refunds.pay(ask(surplus, clerk), channel=Channel.CASH, reference="T1", by=clerk, at=NOW)


def test_nothing_is_paid_out_twice(surplus: Notice, clerk: User) -> None:
    asked = ask(surplus, clerk)
    refunds.decide(asked, grants=True, number="1", reason="", by=clerk, at=NOW)
    refunds.pay(asked, channel=Channel.CASH, reference="T1", by=clerk, at=NOW)

    with pytest.raises(refunds.NotWaiting):
        refunds.pay(asked, channel=Channel.CASH, reference="T2", by=clerk, at=NOW)
