"""A notice of 9,000.00 baht on a plot of 100 sq wah, and short ways to file about it and to decide."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from taxroll import ledger, notices
from taxroll.disputes import deciding, filings
from taxroll.disputes.filings import Said
from taxroll.models import Bill, Filing, FilingChannel, FilingKind, FilingOutcome, Notice, Roll
from tests import lasting
from tests.taxroll.conftest import AT

FILED_AT = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
DECIDED_AT = datetime(2024, 3, 20, 3, 0, tzinfo=UTC)
File = Callable[..., Filing]
Decide = Callable[..., Filing]


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=AT)


@pytest.fixture
def file(notice: Notice) -> File:
    def run(kind: FilingKind = FilingKind.OBJECTION, *, at: datetime = FILED_AT, **said: Any) -> Filing:
        in_force = notice.bill.notices.filter(cancelled_at=None).first()
        return filings.receive(
            in_force or notice,
            kind=kind,
            said=Said(**{"words": "ที่ดินมีเพียง 80 ตารางวา"} | said),
            key=uuid.uuid4(),
            channel=FilingChannel.OWNER,
            by=None,
            at=at,
        )

    return run


@pytest.fixture
def decide(clerk: User) -> Decide:
    def run(filing: Filing, outcome: FilingOutcome, *, at: datetime = DECIDED_AT, **facts: Any) -> Filing:
        usual: dict[str, Any] = {"reasons": "รังวัดใหม่ ตามมาตรา 73", "corrections": {}}
        return deciding.decide(filing, outcome=outcome, by=clerk, at=at, **usual | facts)

    return run


@pytest.fixture(autouse=True)
def books_agree(municipality: Any) -> Any:
    """After every test here the books agree with the papers, whatever was decided."""
    yield
    assert ledger.check(municipality) == []
    assert sum(ledger.balances(municipality).values()) == 0
