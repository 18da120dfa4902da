"""Receiving: the days of the law, lateness, and what cannot be filed."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from taxroll import notices
from taxroll.disputes import deciding, filings
from taxroll.law import library
from taxroll.models import FilingKind, FilingOutcome, Notice
from tests.taxroll.disputes.conftest import DECIDED_AT, FILED_AT, Decide, File

LAW = library.of_year(2567).time_limits
FILED_ON = date(2024, 3, 1)


def test_objection_is_to_be_decided_within_the_days_of_the_law(file: File) -> None:
    filing = file()

    assert filing.decide_by == FILED_ON + timedelta(days=LAW["decision"].value)


@pytest.mark.parametrize(("days_before", "is_late"), [(30, False), (31, True)])
def test_objection_is_late_after_the_days_from_receipt(days_before: int, is_late: bool, file: File) -> None:
    filing = file(notified_on=FILED_ON - timedelta(days=days_before))

    assert filing.is_late is is_late


def test_objection_is_not_called_late_when_the_day_of_receipt_is_unknown(file: File) -> None:
    filing = file()

    assert (filing.lodge_by, filing.is_late) == (None, False)


def test_case_stands_with_its_standard_from_the_law(file: File) -> None:
    standard = file().case.case_type.standards.get(step="total")

    assert standard.target_minutes == LAW["decision"].value * 24 * 60
    assert standard.citation == LAW["decision"].citation.cite_th


def test_second_objection_is_refused_while_the_first_is_open(file: File) -> None:
    file()

    with pytest.raises(filings.FiledAlready):
        file()


def test_appeal_needs_a_decision_that_did_not_grant_everything(file: File, decide: Decide) -> None:
    objection = file()
    with pytest.raises(filings.NothingToAppeal):
        file(FilingKind.APPEAL)

    decide(objection, FilingOutcome.REFUSED)

    assert file(FilingKind.APPEAL, at=DECIDED_AT).against == objection


def test_days_of_an_appeal_count_from_the_day_the_decision_was_received(
    file: File, decide: Decide, clerk: User
) -> None:
    objection = decide(file(), FilingOutcome.REFUSED)
    told_on = date(2024, 3, 21)
    deciding.tell(objection, on=told_on, by=clerk, at=DECIDED_AT + timedelta(days=2))

    late = file(FilingKind.APPEAL, at=DECIDED_AT + timedelta(days=2 + LAW["appeal"].value))

    assert late.lodge_by == told_on + timedelta(days=LAW["appeal"].value)
    assert late.is_late


def test_court_follows_the_appeal(file: File, decide: Decide) -> None:
    decide(file(), FilingOutcome.REFUSED)
    appeal = decide(file(FilingKind.APPEAL, at=DECIDED_AT), FilingOutcome.REFUSED)

    assert file(FilingKind.COURT, at=DECIDED_AT).against == appeal


def test_nothing_is_filed_about_a_cancelled_notice(notice: Notice, file: File, clerk: User) -> None:
    notices.cancel(notice, by=clerk, at=FILED_AT, why="ผิด")

    with pytest.raises(notices.NoticeIsCancelled):
        file()


def test_words_are_needed(file: File) -> None:
    with pytest.raises(filings.WordsMissing):
        file(words="  ")


def test_day_of_receipt_cannot_lie_ahead(file: File) -> None:
    with pytest.raises(filings.DayHasNotCome):
        file(notified_on=FILED_ON + timedelta(days=1))
