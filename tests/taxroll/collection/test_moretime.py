"""More time for one owner: what it does to what is owed, to warnings and arrears, and who is not given it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from gis_assets.models import JournalEntry, Municipality
from gis_assets.refusals import Refusal
from taxroll import payments, standing
from taxroll.collection import arrears, instalments, moretime, reminders
from taxroll.models import MoreTime, Notice
from tests import lasting
from tests.taxroll.collection.conftest import IN_TIME, LATE, NOW, TODAY, Pay

UNTIL = date(2024, 9, 30)


@lasting.fixture
def granted(notice: Notice, clerk: User) -> MoreTime:
    return grant(notice, clerk)


def grant(notice: Notice, by: User, **facts: Any) -> MoreTime:
    usual: dict[str, Any] = {
        "last_date": UNTIL,
        "decided_on": IN_TIME.date(),
        "document_number": "ชม 1/2567",
        "reason": "น้ำท่วมบ้าน",
    }
    usual["at"] = IN_TIME
    return moretime.grant(notice, by=by, **usual | facts)


def test_owner_pays_half_the_surcharge_and_no_penalty_within_it(granted: MoreTime, notice: Notice) -> None:
    owed = payments.open_on(notice, on=TODAY)

    assert (owed.tax_satang, owed.penalty_satang, owed.surcharge_satang) == (9_000_00, 0, 90_00)


def test_owner_is_as_late_as_anybody_after_it(granted: MoreTime, notice: Notice) -> None:
    owed = payments.open_on(notice, on=date(2024, 10, 1))

    assert (owed.penalty_satang, owed.surcharge_satang) == (900_00, 4 * 90_00)


def test_payment_within_it_settles_the_notice(granted: MoreTime, notice: Notice, pay: Pay) -> None:
    pay(9_090_00, paid_at=datetime(2024, 8, 14, 3, 0, tzinfo=UTC))

    assert payments.open_on(notice, on=date(2025, 1, 1)).total_satang == 0


def test_nobody_is_warned_or_reported_within_it(granted: MoreTime, notice: Notice, municipality: Municipality) -> None:
    late_on = date(2024, 10, 1)

    assert reminders.to_warn(municipality, tax_year_be=2567, on=UNTIL) == []
    assert arrears.to_report(municipality, tax_year_be=2567, on=UNTIL).arrears == []
    assert [late.notice for late in reminders.to_warn(municipality, tax_year_be=2567, on=late_on)] == [notice]


def test_later_decision_holds_and_both_are_kept(granted: MoreTime, notice: Notice, clerk: User) -> None:
    grant(notice, clerk, last_date=date(2024, 10, 31))

    assert standing.of(notice).more_time == date(2024, 10, 31)
    assert MoreTime.objects.count() == JournalEntry.objects.filter(action="more time granted").count() == 2


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"last_date": date(2024, 6, 30)}, moretime.NotLater),
        ({"last_date": TODAY, "at": NOW}, moretime.NotLater),
        ({"decided_on": date(2024, 5, 2)}, moretime.DecidedTomorrow),
        ({"document_number": " "}, moretime.DecisionMissing),
        ({"reason": ""}, moretime.DecisionMissing),
    ],
)
def test_decision_that_cannot_be_is_refused(
    facts: dict[str, Any], refusal: type[Refusal], notice: Notice, clerk: User
) -> None:
    with pytest.raises(refusal):
        grant(notice, clerk, **facts)


def test_settled_notice_needs_no_more_time(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(9_000_00)

    with pytest.raises(moretime.NothingOpen):
        grant(notice, clerk)


def test_who_was_warned_is_given_no_more_time(notice: Notice, municipality: Municipality, clerk: User) -> None:
    [letter] = reminders.write(municipality, notices=[notice], days_to_pay=30, by=clerk, at=LATE)
    reminders.receive(letter, received_on=date(2024, 7, 20), how="ไปรษณีย์ตอบรับ", by=clerk, at=NOW)

    with pytest.raises(moretime.LateAlready):
        grant(notice, clerk, at=NOW)


def test_who_paid_a_part_late_is_given_no_more_time(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(1_000_00, paid_at=LATE)

    with pytest.raises(moretime.LateAlready):
        grant(notice, clerk, at=NOW)


def test_more_time_and_instalments_exclude_one_another(granted: MoreTime, notice: Notice, clerk: User) -> None:
    with pytest.raises(instalments.HasMoreTime):
        instalments.grant(
            notice, parts=3, requested_on=IN_TIME.date(), document_number="1", by=clerk, at=IN_TIME, on=IN_TIME.date()
        )


def test_notice_in_instalments_is_given_no_more_time(notice: Notice, clerk: User) -> None:
    on = IN_TIME.date()
    instalments.grant(notice, parts=3, requested_on=on, document_number="1", by=clerk, at=IN_TIME, on=on)

    with pytest.raises(moretime.PaidInParts):
        grant(notice, clerk)


def test_database_refuses_to_change_what_was_granted(granted: MoreTime) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        MoreTime.objects.update(last_date=date(2030, 1, 1))
