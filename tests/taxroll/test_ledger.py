"""The books: what each act posts, what the database refuses, and that the check finds what is off."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, LiteralString

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import assessment, ledger, notices, payments
from taxroll.models import Account, AccountKind, Bill, Channel, Notice, Payment, Roll, Transfer, TransferKind
from tests import databases, lasting, racing
from tests.conftest import a_municipality
from tests.gis_assets.builders import a_parcel
from tests.taxroll.builders import a_right, a_zone, an_owner
from tests.taxroll.conftest import a_sealed
from tests.taxroll.test_notices import ISSUED_AT

PAID_AT = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
LATE = datetime(2024, 7, 10, 3, 0, tzinfo=UTC)
AT = datetime(2024, 7, 10, 4, 0, tzinfo=UTC)


@lasting.fixture
def notice(sealed: Roll, clerk: User) -> Notice:
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED_AT)


def pay(notice: Notice, clerk: User, satang: int, *, paid_at: datetime = PAID_AT, reference: str = "A1") -> Payment:
    return payments.record(
        notice=notice,
        amount_satang=satang,
        paid_at=paid_at,
        channel=Channel.CASH,
        reference=reference,
        by=clerk,
        at=AT,
    )


def written() -> str:
    """A notice of 9,000.00 baht in the books of an empty database."""
    municipality = a_municipality()
    by = User.objects.create_user("ann")
    with tenancy.within(municipality):
        a_zone(municipality)
        a_right(an_owner(municipality), a_parcel(municipality, other_wah=100).parcel)
        a_sealed(assessment.build(municipality=municipality, tax_year_be=2567, by=by, at=AT), by=by)
        notices.issue(Bill.objects.get(), by=by, at=AT)
        return f"{Transfer.objects.count()} {Account.objects.count()}"


@pytest.fixture(scope="module")
def books() -> Iterator[str]:
    """A database with committed books, which the owner of its tables sees, too."""
    with racing.prepared("books", written, told="1 2") as name:
        yield name


def test_issue_makes_the_tax_receivable(notice: Notice) -> None:
    levied = Transfer.objects.get()

    assert (levied.kind, levied.amount_satang, levied.tax_year_be) == ("levy", 9_000_00, 2567)
    assert (levied.debit.kind, levied.credit.kind) == ("receivable", "levy_income")
    assert levied.happened_on == date(2024, 4, 2)


def test_levying_twice_changes_nothing(notice: Notice) -> None:
    ledger.levy(notice, at=ISSUED_AT)

    assert ledger.levy_all([notice], at=ISSUED_AT) == 0
    assert Transfer.objects.count() == 1


def test_cancelled_notice_owes_nothing_and_its_successor_owes_all(notice: Notice, clerk: User) -> None:
    cancelled = notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")
    again = notices.issue(notice.bill, by=clerk, at=ISSUED_AT)

    assert (ledger.owed_by(cancelled), ledger.owed_by(again)) == (0, 9_000_00)


def test_late_payment_is_posted_part_by_part(notice: Notice, clerk: User, municipality: Municipality) -> None:
    pay(notice, clerk, 9_990_00, paid_at=LATE)

    assert ledger.balances(municipality) == {
        AccountKind.RECEIVABLE: 0,
        AccountKind.LEVY_INCOME: -9_000_00,
        AccountKind.CASH: 9_990_00,
        AccountKind.PENALTY_INCOME: -900_00,
        AccountKind.SURCHARGE_INCOME: -90_00,
    }


def test_reduction_below_what_was_paid_is_kept_for_the_payer(notice: Notice, clerk: User) -> None:
    pay(notice, clerk, 9_000_00)

    ledger.reduce(notice, satang=2_000_00, reference=notice.uid, by=clerk, at=AT)

    assert (ledger.owed_by(notice), ledger.surplus_of(notice), ledger.reduced_by(notice)) == (0, 2_000_00, 2_000_00)


def test_check_is_content_when_books_and_papers_agree(notice: Notice, clerk: User, municipality: Municipality) -> None:
    pay(notice, clerk, 4_000_00)

    assert ledger.check(municipality) == []


def test_check_names_the_notice_that_is_off(notice: Notice, clerk: User, municipality: Municipality) -> None:
    entry = ledger.Entry(date(2024, 5, 1), AT, clerk, notice.uid, notice)
    cash = ledger.account(municipality, AccountKind.CASH)
    ledger.post(debit=cash, credit=ledger.receivable(notice), satang=1, kind=TransferKind.TAX, for_=entry)

    assert ledger.Fault("open tax of notice", notice.number, 9_000_00, 8_999_99) in ledger.check(municipality)


def test_command_says_what_is_off_and_fails(notice: Notice, clerk: User, municipality: Municipality) -> None:
    entry = ledger.Entry(date(2024, 5, 1), AT, clerk, notice.uid, notice)
    cash = ledger.account(municipality, AccountKind.CASH)
    ledger.post(debit=cash, credit=ledger.receivable(notice), satang=1, kind=TransferKind.TAX, for_=entry)
    told = io.StringIO()

    with pytest.raises(CommandError, match="faults"):
        call_command("ledger", "check", stdout=told)

    assert f"{notice.number}: 9,000.00 expected, 8,999.99 in the books" in told.getvalue()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE taxroll_transfer SET amount_satang = 1",
        "DELETE FROM taxroll_transfer",
        "DELETE FROM taxroll_account",
        "TRUNCATE taxroll_transfer",
    ],
)
def test_database_refuses_to_rewrite_the_books(statement: str, notice: Notice) -> None:
    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["taxroll_transfer", "taxroll_account"])
@pytest.mark.parametrize(
    ("act", "statement"), [("UPDATE", "UPDATE {} SET tax_year_be = 2500"), ("DELETE", "DELETE FROM {}")]
)
def test_books_are_guarded_even_from_the_owner_of_the_tables(
    act: str, statement: LiteralString, table: str, books: str
) -> None:
    with databases.owner(books) as owner, pytest.raises(psycopg.Error, match=f"{table} was issued: {act} is refused"):
        owner.execute(sql.SQL(statement).format(sql.Identifier(table)))


@pytest.mark.parametrize("satang", [0, -1])
def test_transfer_of_nothing_is_refused(satang: int, notice: Notice, clerk: User) -> None:
    entry = ledger.Entry(date(2024, 5, 1), AT, clerk, notice.uid, notice)
    cash = ledger.account(notice.municipality, AccountKind.CASH)

    with pytest.raises(DatabaseError, match="transfer_is_positive"), transaction.atomic():
        ledger.post(debit=cash, credit=ledger.receivable(notice), satang=satang, kind=TransferKind.TAX, for_=entry)


def test_transfer_to_an_account_of_another_municipality_is_refused(
    notice: Notice, clerk: User, other_municipality: Municipality
) -> None:
    entry = ledger.Entry(date(2024, 5, 1), AT, clerk, notice.uid, notice)
    with tenancy.within(other_municipality):
        theirs = ledger.account(other_municipality, AccountKind.CASH)

    with pytest.raises(DatabaseError, match="credit_belongs_to_its_municipality"), transaction.atomic():
        ledger.post(debit=ledger.receivable(notice), credit=theirs, satang=1, kind=TransferKind.TAX, for_=entry)


def test_batch_of_notices_is_levied_by_two_questions(
    notice: Notice, clerk: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    again = Notice(
        municipality=notice.municipality,
        bill=notice.bill,
        number="2567/000009",
        assessed_satang=notice.assessed_satang,
        due_date=notice.due_date,
        issued_at=ISSUED_AT,
        issued_by=clerk,
    )
    notices.cancel(notice, by=clerk, at=ISSUED_AT, why="ที่อยู่ผิด")
    again.save()

    with django_assert_num_queries(4):  # the two statements between a savepoint and its release
        ledger.levy_all([again], at=ISSUED_AT)

    assert Account.objects.filter(kind=AccountKind.LEVY_INCOME).count() == 1
