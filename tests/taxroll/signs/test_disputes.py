"""An assessment of signs is appealed against, decided and paid in parts by the rules of the Signboard Tax Act."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import translation

from gis_assets.models import Municipality, SignVersion
from taxroll import ledger, notices, payments, standing
from taxroll.collection import instalments
from taxroll.disputes import deciding, filings, letters
from taxroll.disputes.deciding import NothingGranted, TimeHasNotPassed, WouldRaise
from taxroll.disputes.filings import NotAboutSigns, NothingToAppeal, Said
from taxroll.law import library
from taxroll.models import (
    Bill,
    Channel,
    Filing,
    FilingChannel,
    FilingKind,
    FilingOutcome,
    InstalmentPlan,
    Notice,
    ReassessedSign,
    SignLine,
)
from taxroll.signs import assessing, declaring, reassessing
from taxroll.signs.reassessing import SignCorrection
from tests import lasting
from tests.taxroll.signs.conftest import YEAR_BE
from tests.taxroll.test_notices import words_of

Declare = Callable[..., SignVersion]
ISSUED = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
FILED = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
DECIDED = datetime(2026, 4, 20, 3, 0, tzinfo=UTC)

File = Callable[..., Filing]


@lasting.fixture
def notice(municipality: Municipality, clerk: User, declare: Declare) -> Notice:
    """Static, Thai only, 100 x 5,000 cm: 1,000 units at 5 baht, 5,000.00, returned in time."""
    sign = declare(height_cm=5_000)
    received_on = date(2026, 1, 20)
    declaring.receive_returns([sign.sign], tax_year_be=YEAR_BE, received_on=received_on, by=clerk, at=ISSUED)
    assessing.assess(municipality, tax_year_be=YEAR_BE, by=clerk, at=ISSUED)
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED)


@lasting.fixture
def late_notice(municipality: Municipality, clerk: User, declare: Declare) -> Notice:
    """The same sign, whose return came on 1 April: 500.00 baht beside the tax."""
    sign = declare(height_cm=5_000)
    late = ISSUED.date()
    declaring.receive_returns([sign.sign], tax_year_be=YEAR_BE, received_on=late, by=clerk, at=ISSUED)
    assessing.assess(municipality, tax_year_be=YEAR_BE, by=clerk, at=ISSUED)
    return notices.issue(Bill.objects.get(), by=clerk, at=ISSUED)


@pytest.fixture
def file(clerk: User) -> File:
    def run(notice: Notice, kind: FilingKind = FilingKind.OBJECTION) -> Filing:
        return filings.receive(
            notice,
            kind=kind,
            said=Said("ป้ายเล็กกว่านี้", notified_on=ISSUED.date()),
            key=uuid.uuid4(),
            channel=FilingChannel.COUNTER,
            by=clerk,
            at=FILED,
        )

    return run


def decide(filing: Filing, by: User, outcome: FilingOutcome = FilingOutcome.PARTLY, **put: Any) -> Filing:
    line = SignLine.objects.get()
    corrections = {line.pk: SignCorrection(**put)} if put else {}
    return deciding.decide(
        filing, outcome=outcome, reasons="วัดใหม่ ตามมาตรา 30", corrections=corrections, by=by, at=DECIDED
    )


def in_parts(notice: Notice, by: User) -> InstalmentPlan:
    on = FILED.date()
    return instalments.grant(notice, parts=3, requested_on=on, document_number="1", by=by, at=FILED, on=on)


def test_days_of_an_appeal_are_those_of_the_signboard_tax(notice: Notice, file: File) -> None:
    filed = file(notice)

    law = library.of_year(YEAR_BE)
    assert filed.lodge_by == ISSUED.date() + timedelta(days=law.signboard_appeal_days.value)
    assert filed.decide_by == FILED.date() + timedelta(days=law.signboard_appeal_decision_days.value)
    with translation.override("th"):
        assert "ภ.ป. 4" in filed.kind_said


def test_notice_is_issued_again_for_the_smaller_sign(
    notice: Notice, file: File, clerk: User, municipality: Municipality
) -> None:
    decided = decide(file(notice), clerk, height_cm=2_500)

    again = Notice.objects.get(cancelled_at=None)
    assert (decided.before_satang, decided.after_satang) == (5_000_00, 2_500_00)
    assert (again.continues, again.assessed_satang, ledger.assessed(again)) == (notice, 2_500_00, 2_500_00)
    assert SignLine.objects.get().tax_satang == 5_000_00
    assert ledger.check(municipality) == []


def test_new_paper_shows_the_new_size_and_the_right_to_appeal(
    notice: Notice, file: File, clerk: User, tmp_path: Path
) -> None:
    decided = decide(file(notice), clerk, height_cm=2_500)

    words = words_of(notices.pdf(Notice.objects.get(cancelled_at=None)), tmp_path)
    for part in ("2,500.00", "2,500", str(decided.decision_number), "ภ.ป. 4"):
        assert part in words


def test_letter_names_the_court_and_no_committee_when_it_is_refused(
    notice: Notice, file: File, clerk: User, tmp_path: Path
) -> None:
    decided = decide(file(notice), clerk, FilingOutcome.REFUSED)

    words = words_of(letters.pdf(decided), tmp_path)
    assert "ศาล" in words
    assert "คณะกรรมการ" not in words


def test_late_return_costs_less_when_the_tax_is_lowered(
    late_notice: Notice, file: File, clerk: User, municipality: Municipality
) -> None:
    decide(file(late_notice), clerk, height_cm=2_500)

    again = Notice.objects.get(cancelled_at=None)
    owed = standing.of(again).owed(on=DECIDED.date())
    assert (owed.tax_satang, owed.penalty_satang) == (2_500_00, 250_00)
    assert ledger.check(municipality) == []


def test_what_was_paid_for_the_late_return_is_the_payers_when_nothing_is_owed(
    late_notice: Notice, file: File, clerk: User, municipality: Municipality
) -> None:
    payments.record(
        notice=late_notice,
        amount_satang=5_500_00,
        paid_at=FILED,
        channel=Channel.CASH,
        reference="",
        by=clerk,
        at=FILED,
    )

    decide(file(late_notice), clerk, FilingOutcome.GRANTED, owes_nothing=True)

    again = Notice.objects.get(cancelled_at=None)
    assert standing.of(again).owed(on=DECIDED.date()).total_satang == 0
    assert ledger.surplus_of(again) == 5_500_00
    assert ledger.check(municipality) == []


def test_second_decision_starts_from_the_first(notice: Notice, file: File, clerk: User) -> None:
    decide(file(notice), clerk, height_cm=2_500)
    again = Notice.objects.get(cancelled_at=None)

    court = decide(file(again, FilingKind.COURT), clerk, height_cm=1_000)

    assert (court.before_satang, court.after_satang) == (2_500_00, 1_000_00)


def test_grant_without_a_change_is_refused_and_a_larger_sign_too(notice: Notice, file: File, clerk: User) -> None:
    filed = file(notice)

    with pytest.raises(NothingGranted):
        decide(filed, clerk)
    with pytest.raises(WouldRaise):
        decide(filed, clerk, height_cm=9_000)

    assert not ReassessedSign.objects.exists()


def test_sign_put_up_after_the_year_is_refused_in_words(notice: Notice, file: File, clerk: User) -> None:
    with pytest.raises(reassessing.ShownAfterTheYear, match=SignLine.objects.get().sign_number):
        decide(file(notice), clerk, shown_from=date(2027, 1, 1))


def test_silence_grants_nothing(notice: Notice, file: File, clerk: User) -> None:
    filed = file(notice)
    years_later = datetime(2028, 4, 20, 3, 0, tzinfo=UTC)

    assert not deciding.is_silent(filed, on=years_later.date())
    with pytest.raises(TimeHasNotPassed):
        deciding.decide(
            filed, outcome=FilingOutcome.BY_SILENCE, reasons="พ้นกำหนด", corrections={}, by=clerk, at=years_later
        )


def test_court_follows_the_appeal_and_needs_its_decision(notice: Notice, file: File, clerk: User) -> None:
    with pytest.raises(NothingToAppeal):
        file(notice, FilingKind.COURT)
    decided = decide(file(notice), clerk, FilingOutcome.REFUSED)

    assert filings.next_kind(decided) == FilingKind.COURT
    assert file(notice, FilingKind.COURT).against == decided


@pytest.mark.parametrize("kind", [FilingKind.APPEAL, FilingKind.LIST_CORRECTION, FilingKind.CHANGE_OF_USE])
def test_what_signs_do_not_know_is_refused(notice: Notice, file: File, kind: FilingKind) -> None:
    with pytest.raises(NotAboutSigns):
        file(notice, kind)


def test_decided_signs_are_never_changed(notice: Notice, file: File, clerk: User) -> None:
    decide(file(notice), clerk, height_cm=2_500)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReassessedSign.objects.update(tax_satang=1)


def test_tax_is_paid_in_three_parts_a_month_apart(notice: Notice, clerk: User) -> None:
    plan = in_parts(notice, clerk)

    parts = list(plan.parts.order_by("number").values_list("due_date", "amount_satang"))
    assert notice.due_date == date(2026, 4, 16)
    assert parts == [
        (date(2026, 4, 16), 1_666_68),
        (date(2026, 5, 16), 1_666_66),
        (date(2026, 6, 16), 1_666_66),
    ]
    assert standing.of(notice).owed(on=date(2026, 4, 16)).surcharge_satang == 0


def test_missed_part_starts_the_surcharge_of_signs(notice: Notice, clerk: User) -> None:
    in_parts(notice, clerk)

    owed = standing.of(notice).owed(on=date(2026, 4, 17))

    assert (owed.tax_satang, owed.penalty_satang, owed.surcharge_satang) == (5_000_00, 0, 100_00)


def test_small_tax_is_not_paid_in_parts(municipality: Municipality, clerk: User, declare: Declare) -> None:
    sign = declare()
    declaring.receive_returns([sign.sign], tax_year_be=YEAR_BE, received_on=ISSUED.date(), by=clerk, at=ISSUED)
    assessing.assess(municipality, tax_year_be=YEAR_BE, by=clerk, at=ISSUED)
    notice = notices.issue(Bill.objects.get(), by=clerk, at=ISSUED)

    with pytest.raises(instalments.TooSmall, match=r"3,000\.00"):
        in_parts(notice, clerk)
