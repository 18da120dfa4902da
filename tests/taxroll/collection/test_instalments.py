"""Paying in parts: when it is granted, what a part costs, and what one missed part does."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import calendars, payments, standing
from taxroll.collection import instalments
from taxroll.models import CalendarStep, InstalmentPlan, Notice
from tests.taxroll.collection.conftest import IN_TIME, NOW, Pay

ASKED = date(2024, 4, 20)


def grant(notice: Notice, by: User, **facts: Any) -> InstalmentPlan:
    asked: dict[str, Any] = {"parts": 3, "requested_on": ASKED, "document_number": "รับ 15/2567", "on": ASKED}
    return instalments.grant(notice, by=by, at=IN_TIME, **asked | facts)


def test_three_equal_parts_by_the_days_of_the_calendar(notice: Notice, clerk: User) -> None:
    plan = grant(notice, clerk)

    assert [(part.due_date, part.amount_satang) for part in plan.parts.all()] == [
        (date(2024, 6, 30), 3_000_00),
        (date(2024, 7, 31), 3_000_00),
        (date(2024, 8, 31), 3_000_00),
    ]


def test_nothing_is_late_while_every_part_comes_in_time(notice: Notice, clerk: User, pay: Pay) -> None:
    grant(notice, clerk)
    pay(3_000_00, reference="A1")

    assert payments.open_on(notice, on=date(2024, 7, 31)).total_satang == 6_000_00
    assert standing.of(notice).missed(on=date(2024, 7, 31)) == []


def test_missed_part_ends_the_right_and_starts_the_surcharge(notice: Notice, clerk: User, pay: Pay) -> None:
    grant(notice, clerk)
    pay(3_000_00, reference="A1")

    owed = payments.open_on(notice, on=date(2024, 8, 1))

    assert (owed.tax_satang, owed.penalty_satang, owed.surcharge_satang) == (6_000_00, 0, 60_00)
    assert [part.due_date for part in standing.of(notice).missed(on=date(2024, 8, 1))] == [date(2024, 7, 31)]


def test_extended_day_moves_a_granted_part(notice: Notice, clerk: User, municipality: Municipality) -> None:
    grant(notice, clerk)
    calendars.extend(
        municipality=municipality,
        tax_year_be=2567,
        step=CalendarStep.INSTALMENT_1,
        last_date=date(2024, 7, 15),
        document_number="1/2567",
        reason="น้ำท่วม",
        by=clerk,
        at=NOW,
    )

    assert payments.open_on(notice, on=date(2024, 7, 15)).surcharge_satang == 0


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"parts": 4}, instalments.TooSmall),
        ({"document_number": " "}, instalments.RequestMissing),
        ({"requested_on": date(2024, 7, 1), "on": date(2024, 7, 1)}, instalments.RequestTooLate),
        ({"requested_on": date(2024, 4, 21)}, instalments.RequestOfTomorrow),
    ],
)
def test_refused_when_the_law_does_not_allow_it(
    facts: dict[str, Any], refusal: type[Exception], notice: Notice, clerk: User
) -> None:
    with pytest.raises(refusal):
        grant(notice, clerk, **facts)


def test_granted_once(notice: Notice, clerk: User) -> None:
    grant(notice, clerk)

    with pytest.raises(instalments.HasPlan):
        grant(notice, clerk, parts=2)


def test_refused_after_the_first_payment(notice: Notice, clerk: User, pay: Pay) -> None:
    pay(1)

    with pytest.raises(instalments.PaidAlready):
        grant(notice, clerk)
