"""Deciding: the new assessment beside the old one, the money, silence, and what is refused."""

import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from casework import steps
from taxroll import assessment, ledger, payments
from taxroll.disputes import deciding, letters, reassessing
from taxroll.disputes.reassessing import Correction
from taxroll.law.tables import Table
from taxroll.models import Bill, Channel, FilingKind, FilingOutcome, Notice, ReassessedLine, RollLine
from tests.taxroll.disputes.conftest import DECIDED_AT, FILED_AT, Decide, File


def text_of(document: bytes, folder: Path) -> str:
    file = folder / "letter.pdf"
    file.write_bytes(document)
    return subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout


def less_land() -> dict[int, Correction]:
    """80 sq wah instead of 100: 2,400,000 baht at 0.3 per cent."""
    return {RollLine.objects.get().pk: Correction(area_wah=Decimal(80))}


def test_tax_is_lower_when_the_area_is_put_right(file: File, decide: Decide, notice: Notice) -> None:
    decided = decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    assert (decided.before_satang, decided.after_satang) == (9_000_00, 7_200_00)
    again = Notice.objects.get(replaces=notice)
    assert payments.open_on(again, on=DECIDED_AT.date()).tax_satang == 7_200_00


def test_sealed_roll_is_as_it_was_after_a_decision(file: File, decide: Decide) -> None:
    roll = Bill.objects.get().roll
    decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    assert assessment.digest(roll) == roll.rows_digest
    assert Bill.objects.get().payable_satang == 9_000_00


def test_new_line_keeps_every_step_of_its_computing(file: File, decide: Decide) -> None:
    decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    line = ReassessedLine.objects.get()
    assert (line.area_wah, line.value_satang, line.net_satang, line.payable_satang) == (
        Decimal(80),
        2_400_000_00,
        2_400_000_00,
        7_200_00,
    )
    assert sum(line.slice_tax_satang) == line.tax_satang


def test_new_lines_are_never_changed(file: File, decide: Decide) -> None:
    decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    with pytest.raises(DatabaseError), transaction.atomic():
        ReassessedLine.objects.update(payable_satang=1, tax_satang=1)


def test_money_paid_above_the_new_tax_is_kept_for_the_payer(
    file: File, decide: Decide, notice: Notice, clerk: User
) -> None:
    payments.record(
        notice=notice,
        amount_satang=9_000_00,
        paid_at=FILED_AT,
        channel=Channel.CASH,
        reference="A1",
        by=clerk,
        at=FILED_AT,
    )

    decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    assert ledger.surplus_of(notice) == 1_800_00
    assert ledger.owed_by(notice) == 0


def test_use_is_put_right_by_the_rates_of_the_other_table(file: File, decide: Decide) -> None:
    farm = {RollLine.objects.get().pk: Correction(table=Table.AGRICULTURE)}

    decided = decide(file(), FilingOutcome.GRANTED, corrections=farm)

    assert decided.after_satang == 0


def test_decision_that_would_raise_the_tax_is_refused(file: File, decide: Decide) -> None:
    more = {RollLine.objects.get().pk: Correction(area_wah=Decimal(120))}

    with pytest.raises(deciding.WouldRaise):
        decide(file(), FilingOutcome.GRANTED, corrections=more)


def test_grant_without_any_change_is_refused_and_nothing_is_kept(file: File, decide: Decide) -> None:
    filing = file()

    with pytest.raises(deciding.NothingGranted):
        decide(filing, FilingOutcome.GRANTED)

    filing.refresh_from_db()
    assert filing.is_open
    assert steps.last_step(filing.case).code == "received"


def test_refusal_leaves_the_tax_and_tells_how_to_go_on(file: File, decide: Decide, notice: Notice) -> None:
    decided = decide(file(), FilingOutcome.REFUSED, corrections=less_land())

    further = letters.contents(decided)["further"]
    assert ledger.reduced_by(notice) == 0
    assert further
    assert (further["to"], further["days"]) == ("appeal", "30")


def test_decision_needs_its_reasons(file: File, decide: Decide) -> None:
    with pytest.raises(deciding.ReasonsMissing):
        decide(file(), FilingOutcome.REFUSED, reasons=" ")


def test_decision_is_made_once(file: File, decide: Decide) -> None:
    filing = file()
    decide(filing, FilingOutcome.REFUSED)

    with pytest.raises(deciding.AnsweredAlready):
        decide(filing, FilingOutcome.GRANTED, corrections=less_land())


@pytest.mark.parametrize(("days", "is_silent"), [(60, False), (61, True)])
def test_silence_grants_after_the_last_day_only(days: int, is_silent: bool, file: File) -> None:
    filing = file()

    assert deciding.is_silent(filing, on=FILED_AT.date() + timedelta(days=days)) is is_silent


def test_silence_before_the_last_day_is_refused(file: File, decide: Decide) -> None:
    with pytest.raises(deciding.TimeHasNotPassed):
        decide(file(), FilingOutcome.BY_SILENCE, corrections=less_land())


def test_appeal_lowers_further_from_what_the_objection_left(file: File, decide: Decide, notice: Notice) -> None:
    decide(file(), FilingOutcome.PARTLY, corrections={RollLine.objects.get().pk: Correction(area_wah=Decimal(90))})
    appeal = file(FilingKind.APPEAL, at=DECIDED_AT)

    decided = decide(appeal, FilingOutcome.GRANTED, corrections=less_land())

    assert (decided.before_satang, decided.after_satang) == (8_100_00, 7_200_00)
    assert deciding.assessed_now(decided) == 7_200_00


def test_effect_before_deciding_changes_nothing(file: File, notice: Notice) -> None:
    effect = deciding.effect(file(), corrections=less_land())

    assert effect.difference_satang == -1_800_00
    assert ledger.reduced_by(notice) == 0
    assert not ReassessedLine.objects.exists()


def test_area_of_nothing_is_refused(file: File) -> None:
    with pytest.raises(reassessing.AreaIsImpossible):
        deciding.effect(file(), corrections={RollLine.objects.get().pk: Correction(area_wah=Decimal(0))})


def test_request_is_answered_without_touching_the_tax(file: File, decide: Decide, notice: Notice) -> None:
    decided = decide(file(FilingKind.INSTALMENTS, parts=3), FilingOutcome.GRANTED)

    assert decided.after_satang is None
    assert ledger.reduced_by(notice) == 0


def test_letter_is_kept_as_it_was_issued(file: File, decide: Decide, tmp_path: Path) -> None:
    decided = decide(file(), FilingOutcome.GRANTED, corrections=less_land())

    text = text_of(letters.pdf(decided), tmp_path)

    assert decided.decision_number in text
    assert "7,200.00" in text


def test_owner_is_not_told_before_the_decision(file: File, decide: Decide, clerk: User) -> None:
    decided = decide(file(), FilingOutcome.REFUSED)

    with pytest.raises(deciding.ToldBeforeDecision):
        deciding.tell(decided, on=DECIDED_AT.date() - timedelta(days=1), by=clerk, at=datetime(2024, 4, 1, tzinfo=UTC))
