"""Rolls, notices and payments from before the ledger and the seals of lines get what they lack, once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, transaction

from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from taxroll import assessment, backfilling, ledger, payments
from taxroll.backfilling import Added
from taxroll.models import Bill, Channel, LineSeal, Notice, Payment, Roll, RollStatus, Transfer
from taxroll.rolls import verification
from tests import lasting
from tests.taxroll.conftest import AT, an_assessed

NOW = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
PAID_AT = AT + timedelta(days=10)


@lasting.fixture
def old_roll(shop: ParcelVersion, build: Callable[..., Roll], clerk: User) -> Roll:
    """Sealed as a whole, without seals of its lines."""
    roll = an_assessed(build(), by=clerk)
    roll.status, roll.sealed_at, roll.sealed_by = RollStatus.SEALED, AT, clerk
    roll.rows_digest = assessment.digest(roll)
    roll.save()
    return roll


@lasting.fixture
def old_notices(old_roll: Roll, clerk: User) -> list[Notice]:
    """One notice cancelled and one in force, of which half is paid; no account knows of them."""
    common = {"municipality": old_roll.municipality, "bill": Bill.objects.get(), "assessed_satang": 9_000_00}
    papers = {"due_date": datetime(2024, 6, 30, tzinfo=UTC).date(), "issued_at": AT, "issued_by": clerk}
    gone = {"cancelled_at": AT + timedelta(days=1), "cancelled_by": clerk, "cancel_reason": "ชื่อผิด"}
    cancelled = Notice.objects.create(number="2567/000001", **common, **papers, **gone)
    in_force = Notice.objects.create(number="2567/000002", replaces=cancelled, **common, **papers)
    Payment.objects.create(
        municipality=old_roll.municipality,
        notice=in_force,
        amount_satang=4_500_00,
        tax_satang=4_500_00,
        penalty_satang=0,
        surcharge_satang=0,
        paid_at=PAID_AT,
        channel=Channel.CASH,
        reference="A1",
        recorded_by=clerk,
    )
    return [cancelled, in_force]


def test_old_papers_disagree_with_the_books_until_then(old_notices: list[Notice], municipality: Municipality) -> None:
    assert {fault.rule for fault in ledger.check(municipality)} >= {"open tax of notice", "tax of payment"}

    added = backfilling.backfill(municipality, at=NOW)

    assert added == Added(rolls=1, levied=2, withdrawn=1, payments=1)
    assert ledger.check(municipality) == []


def test_postings_stand_on_the_days_of_their_papers(old_notices: list[Notice], municipality: Municipality) -> None:
    backfilling.backfill(municipality, at=NOW)

    days = {transfer.kind: transfer.happened_on for transfer in Transfer.objects.all()}
    assert days == {
        "levy": AT.date(),
        "withdrawal": AT.date() + timedelta(days=1),
        "tax": PAID_AT.date(),
    }
    assert {transfer.recorded_at for transfer in Transfer.objects.all()} == {NOW}


def test_second_run_adds_nothing(old_notices: list[Notice], municipality: Municipality) -> None:
    backfilling.backfill(municipality, at=NOW)

    assert backfilling.backfill(municipality, at=NOW).is_nothing
    assert (Transfer.objects.count(), LineSeal.objects.count()) == (4, 1)
    assert JournalEntry.objects.filter(thing_kind="tax_ledger").count() == 1


def test_rest_is_paid_as_on_any_notice_afterwards(
    old_notices: list[Notice], municipality: Municipality, clerk: User
) -> None:
    backfilling.backfill(municipality, at=NOW)

    payments.record(
        notice=old_notices[1],
        amount_satang=4_500_00,
        paid_at=PAID_AT + timedelta(days=1),
        channel=Channel.CASH,
        reference="A2",
        by=clerk,
        at=NOW,
    )

    assert ledger.owed_by(old_notices[1]) == 0
    assert ledger.check(municipality) == []


def test_lines_of_a_sealed_roll_are_not_sealed_a_second_time(old_roll: Roll, municipality: Municipality) -> None:
    backfilling.backfill(municipality, at=NOW)

    with pytest.raises(DatabaseError, match="lines of the roll are sealed"), transaction.atomic():
        LineSeal.objects.create(municipality=municipality, roll=old_roll, number=2, sha256=b"0" * 32)


def test_old_roll_is_proved_after_its_lines_are_sealed(old_roll: Roll, municipality: Municipality) -> None:
    assert verification.verify(old_roll).broken_lines == (1,)

    backfilling.backfill(municipality, at=NOW)

    assert verification.verify(old_roll).is_proved


def test_roll_that_is_not_what_its_digest_says_is_told(
    shop: ParcelVersion, build: Callable[..., Roll], clerk: User, municipality: Municipality
) -> None:
    roll = an_assessed(build(), by=clerk)
    roll.status, roll.sealed_at, roll.sealed_by, roll.rows_digest = RollStatus.SEALED, AT, clerk, "0" * 64
    roll.save()

    added = backfilling.backfill(municipality, at=NOW)

    assert added.differing == (str(roll),)
    assert not verification.verify(roll).is_intact


@pytest.mark.parametrize(("words", "kept"), [([], 0), (["--commit"], 4)])
def test_command_keeps_it_only_with_commit(old_notices: list[Notice], words: list[str], kept: int) -> None:
    told = StringIO()

    call_command("ledger", "backfill", *words, stdout=told)

    assert "2 notices levied, 1 withdrawn, 1 payments booked" in told.getvalue()
    assert Transfer.objects.count() == kept
