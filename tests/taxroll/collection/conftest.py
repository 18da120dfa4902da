"""A notice of 9,000.00 baht, due on 30 June 2024, and short ways to act on it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import ledger, notices, payments
from taxroll.models import Bill, Channel, Notice, Payment, Roll
from tests import lasting
from tests.taxroll.test_notices import ISSUED_AT

IN_TIME = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
LATE = datetime(2024, 7, 10, 3, 0, tzinfo=UTC)
NOW = datetime(2024, 8, 15, 4, 0, tzinfo=UTC)
TODAY = date(2024, 8, 15)
Pay = Callable[..., Payment]


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


@lasting.fixture
def pay(notice: Notice, clerk: User) -> Pay:
    def run(
        satang: int, *, paid_at: datetime = IN_TIME, reference: str = "A1", channel: Channel = Channel.CASH
    ) -> Payment:
        return payments.record(
            notice=notice,
            amount_satang=satang,
            paid_at=paid_at,
            channel=channel,
            reference=reference,
            by=clerk,
            at=max(NOW, paid_at),
        )

    return run


@pytest.fixture(autouse=True)
def books_agree(municipality: Municipality) -> Iterator[None]:
    """After every test here the books agree with the papers, whatever was done."""
    yield
    assert ledger.check(municipality) == []
    assert sum(ledger.balances(municipality).values()) == 0
