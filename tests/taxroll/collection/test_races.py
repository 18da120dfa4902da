"""Two cashiers at once: one wins, the other is told, and no satang is booked twice."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, Party
from gis_assets.models.parties import PartyKind
from gis_assets.refusals import Refusal
from gis_assets.rights import Person
from taxroll import assessment, ledger, mending, notices, payments
from taxroll.collection import bankfiles, bankformats, closing
from taxroll.collection.closing import Counted
from taxroll.disputes import deciding, filings
from taxroll.disputes.filings import Said
from taxroll.disputes.reassessing import Correction
from taxroll.models import (
    MONEY,
    BankFile,
    Bill,
    Channel,
    Filing,
    FilingChannel,
    FilingKind,
    FilingOutcome,
    Notice,
    Payment,
    RollLine,
)
from tests import databases, racing
from tests.conftest import a_municipality
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, a_zone, an_owner
from tests.taxroll.conftest import a_sealed

AT = datetime(2024, 5, 1, 3, 0, tzinfo=UTC)
DAY = date(2024, 5, 1)
NEW_YEAR = date(2024, 1, 1)
DIGEST = "d" * 64


def prepare() -> str:
    """Two notices of 9,000.00 baht each with an objection to each, and two cashiers, in an empty database."""
    municipality = a_municipality()
    ann, _ben = User.objects.create_user("ann"), User.objects.create_user("ben")
    with tenancy.within(municipality):
        a_zone(municipality)
        for number in range(2):
            plot = a_parcel(municipality, code=f"01A00{number}", other_wah=100, shape=square(east=50 * number))
            a_right(an_owner(municipality, name=f"นาย {number}"), plot.parcel)
        a_sealed(assessment.build(municipality=municipality, tax_year_be=2567, by=ann, at=AT), by=ann)
        for bill in Bill.objects.all():
            filings.receive(
                notices.issue(bill, by=ann, at=AT),
                kind=FilingKind.OBJECTION,
                said=Said("ที่ดินมี 80 ตารางวา"),
                key=uuid.uuid4(),
                channel=FilingChannel.OWNER,
                by=None,
                at=AT,
            )
    return "ready"


def act(verb: str, *words: str) -> str:
    """`pay NOTICE SATANG REFERENCE NAME`, `decide NOTICE NAME`, `bank NAME`, `own PLOT NAME` or `close NAME`.

    What comes of it: payments, sums owed and wrong books then, or the refusal.
    """
    municipality = Municipality.objects.get()
    by = User.objects.get(username=words[-1])
    with tenancy.within(municipality):
        try:
            if verb == "pay":
                pay(int(words[0]), satang=int(words[1]), reference=words[2], by=by)
            elif verb == "decide":
                grant(int(words[0]), by=by)
            elif verb == "own":
                own(int(words[0]), by=by)
                return str(Party.objects.filter(versions__id_digest=DIGEST).count())
            elif verb == "bank":
                take_file(by=by)
            elif verb == "close":
                counted = {account: Counted(0, "") for account in MONEY}
                closing.close(municipality, on=DAY, counted=counted, by=by, at=AT)
        except Refusal as refusal:
            return type(refusal).__name__
        owed = [ledger.owed_by(notice) for notice in Notice.objects.order_by("number")]
        return f"{Payment.objects.count()} {owed} {len(ledger.check(municipality))}"


def grant(place: int, *, by: User) -> Filing:
    """Grant the objection to a notice: 80 square wah instead of 100."""
    filing = Filing.objects.order_by("notice__number")[place]
    line = RollLine.objects.get(bill=filing.notice.bill)
    return deciding.decide(
        filing,
        outcome=FilingOutcome.GRANTED,
        reasons="รังวัดใหม่",
        corrections={line.pk: Correction(area_wah=Decimal(80))},
        by=by,
        at=AT,
    )


def pay(place: int, *, satang: int, reference: str, by: User) -> Payment:
    notice = Notice.objects.order_by("number")[place]
    return payments.record(
        notice=notice, amount_satang=satang, paid_at=AT, channel=Channel.CASH, reference=reference, by=by, at=AT
    )


def take_file(*, by: User) -> BankFile:
    """The bank's file of the day with one payment."""
    return bankfiles.receive(
        municipality=Municipality.objects.get(),
        layout=bankformats.layouts()["csv_transfers"],
        name="may.csv",
        content=b"paid_date,paid_time,ref1,ref2,amount,bank_reference\n2024-05-01,09:00:00,1,,9000.00,K1\n",
        by=by,
        at=AT,
    )


def own(place: int, *, by: User) -> None:
    """A new owner of one plot, known by his number."""
    owner = Person(PartyKind.NATURAL, "นายใหม่ มาก่อน", "", DIGEST, "123")
    version = ParcelVersion.objects.order_by("code")[place]
    edit = mending.Edit([f"parcel:{version.pk}"], NEW_YEAR, "สัญญาซื้อขาย", version.municipality, by, AT)
    mending.set_owners(edit, owners=[(owner, Fraction(1))])


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with two notices, to be copied."""
    with racing.prepared("cashiers", prepare, told="ready") as name:
        yield name


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


def test_same_reference_on_two_notices_is_taken_once(database: str) -> None:
    outcomes = racing.at_once(database, act, "pay 0 100 SLIP ann", "pay 1 100 SLIP ben")

    assert outcomes == ("1 [899900, 900000] 0", "AlreadyRecorded")


def test_last_satang_is_paid_once(database: str) -> None:
    outcomes = racing.at_once(database, act, "pay 0 900000 A ann", "pay 0 900000 B ben")

    assert outcomes == ("1 [0, 900000] 0", "MoreThanOwed")


def test_two_parts_at_once_are_both_taken(database: str) -> None:
    outcomes = racing.at_once(database, act, "pay 0 400000 A ann", "pay 0 500000 B ben")

    assert outcomes == ("1 [500000, 900000] 0", "2 [0, 900000] 0")


def test_day_is_not_closed_over_a_payment_of_that_moment(database: str) -> None:
    outcomes = racing.at_once(database, act, "pay 0 100 A ann", "close ben")

    assert outcomes == ("1 [899900, 900000] 0", "DifferenceUnexplained")


def test_payment_of_that_moment_is_refused_when_the_day_is_closed_first(database: str) -> None:
    outcomes = racing.at_once(database, act, "close ann", "pay 0 100 A ben")

    assert outcomes == ("0 [900000, 900000] 0", "DayIsClosed")


def test_objection_is_granted_once(database: str) -> None:
    outcomes = racing.at_once(database, act, "decide 0 ann", "decide 0 ben")

    assert outcomes == ("0 [720000, 900000, 720000] 0", "AnsweredAlready")


def test_payment_of_that_moment_counts_for_the_notice_that_a_decision_issues(database: str) -> None:
    outcomes = racing.at_once(database, act, "pay 0 400000 A ann", "decide 0 ben")

    assert outcomes == ("1 [500000, 900000] 0", "1 [320000, 900000, 320000] 0")


def test_payment_on_a_notice_that_is_being_replaced_is_told_so(database: str) -> None:
    outcomes = racing.at_once(database, act, "decide 0 ann", "pay 0 400000 A ben")

    assert outcomes == ("0 [720000, 900000, 720000] 0", "NoticeIsCancelled")


def test_file_of_the_bank_is_taken_once_when_two_send_it_at_once(database: str) -> None:
    said = racing.at_once(database, act, "bank ann", "bank ben")

    assert sorted(said) == ["0 [900000, 900000] 0", "FileTakenAlready"]


def test_new_owner_of_two_plots_is_one_person_when_two_enter_him_at_once(database: str) -> None:
    assert racing.at_once(database, act, "own 0 ann", "own 1 ben") == ("1", "1")
