"""The last days of a year: the law's, moved by documents, and what that does to what is owed."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

from gis_assets.models import JournalEntry, Municipality
from taxroll import calendars, notices, payments
from taxroll.models import Bill, CalendarExtension, CalendarStep, Roll
from tests.taxroll.test_notices import ISSUED_AT

AT = datetime(2024, 7, 5, 3, 0, tzinfo=UTC)


def extend(municipality: Municipality, by: User, last_date: date, *, step: CalendarStep = CalendarStep.PAY) -> None:
    calendars.extend(
        municipality=municipality,
        tax_year_be=2567,
        step=step,
        last_date=last_date,
        document_number="ชม 52001/12",
        reason="น้ำท่วม",
        by=by,
        at=AT,
    )


def test_law_names_the_days_when_nobody_moved_them(municipality: Municipality) -> None:
    year = calendars.of(municipality, 2567)

    assert year.pay_by == date(2024, 6, 30)
    assert year.instalments_by == (date(2024, 6, 30), date(2024, 7, 31), date(2024, 8, 31))
    assert year.pay_by_document is None


def test_day_that_no_source_names_stays_open(municipality: Municipality) -> None:
    assert calendars.of(municipality, 2567).days[CalendarStep.WARNING].last_date is None
    assert calendars.of(municipality, 2566).days[CalendarStep.WARNING].last_date == date(2023, 7, 31)


def test_rhythm_of_the_act_is_told_where_no_source_names_a_day(municipality: Municipality) -> None:
    days = calendars.of(municipality, 2567).days

    assert days[CalendarStep.LIST].usual == date(2023, 11, 30)
    assert days[CalendarStep.NOTICE].usual == date(2024, 2, 29)
    assert [days[step].usual.month for step in calendars.INSTALMENTS] == [4, 5, 6]


def test_latest_extension_holds_and_former_ones_are_kept(municipality: Municipality, clerk: User) -> None:
    extend(municipality, clerk, date(2024, 7, 31))
    extend(municipality, clerk, date(2024, 8, 31))

    year = calendars.of(municipality, 2567)

    assert year.pay_by == date(2024, 8, 31)
    assert [entry.last_date for entry in year.history] == [date(2024, 7, 31), date(2024, 8, 31)]


def test_extension_of_one_municipality_leaves_the_other_alone(
    municipality: Municipality, other_municipality: Municipality, clerk: User
) -> None:
    extend(municipality, clerk, date(2024, 7, 31))

    assert calendars.of(other_municipality, 2567).pay_by == date(2024, 6, 30)


def test_extension_after_the_notice_takes_the_penalty_away(
    sealed: Roll, municipality: Municipality, clerk: User
) -> None:
    notice = notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)
    before = payments.open_on(notice, on=date(2024, 7, 10))

    extend(municipality, clerk, date(2024, 7, 31))

    assert (before.penalty_satang, before.surcharge_satang) == (900_00, 90_00)
    assert payments.open_on(notice, on=date(2024, 7, 10)).total_satang == 9_000_00
    assert payments.open_on(notice, on=date(2024, 8, 1)).penalty_satang == 900_00


def test_day_before_that_of_the_law_is_refused(municipality: Municipality, clerk: User) -> None:
    with pytest.raises(calendars.EarlierThanTheLaw):
        extend(municipality, clerk, date(2024, 6, 29))


def test_same_day_again_is_refused(municipality: Municipality, clerk: User) -> None:
    with pytest.raises(calendars.SameDay):
        extend(municipality, clerk, date(2024, 6, 30))


@pytest.mark.parametrize(("document", "reason"), [(" ", "น้ำท่วม"), ("1/2567", " ")])
def test_day_is_moved_only_by_a_document_with_a_reason(
    document: str, reason: str, municipality: Municipality, clerk: User
) -> None:
    with pytest.raises(calendars.DocumentMissing):
        calendars.extend(
            municipality=municipality,
            tax_year_be=2567,
            step=CalendarStep.PAY,
            last_date=date(2024, 7, 31),
            document_number=document,
            reason=reason,
            by=clerk,
            at=AT,
        )


def test_extension_is_written_in_the_journal_and_never_changed(municipality: Municipality, clerk: User) -> None:
    extend(municipality, clerk, date(2024, 7, 31))

    assert JournalEntry.objects.get(thing_kind="tax_calendar").why == "น้ำท่วม"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE taxroll_calendarextension SET last_date = '2030-01-01'")
    assert CalendarExtension.objects.count() == 1


def test_notice_after_an_extension_names_the_new_day(municipality: Municipality, sealed: Roll, clerk: User) -> None:
    extend(municipality, clerk, date(2024, 8, 31))

    notice = notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)

    assert notice.due_date == date(2024, 8, 31)
