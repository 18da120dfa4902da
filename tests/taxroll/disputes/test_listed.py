"""What owners file about the list becomes a correction of the list, and is answered with it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality
from taxroll import assessment, ledger
from taxroll.disputes import answering, deciding, listed
from taxroll.models import About, Asker, Bill, Correction, Filing, FilingKind, FilingOutcome, Notice, Roll, RollLine
from taxroll.rolls import corrections, listing
from taxroll.rolls.corrections import PlotFacts
from tests import lasting
from tests.taxroll.disputes.conftest import Decide, File

LISTED_AT = datetime(2024, 12, 2, 3, 0, tzinfo=UTC)
ASKED_AT = datetime(2024, 12, 5, 3, 0, tzinfo=UTC)
SMALLER = PlotFacts(Decimal(80), other_wah=Decimal(80))


@lasting.fixture
def next_list(notice: Notice, municipality: Municipality, clerk: User) -> Roll:
    return published(municipality, clerk)


def published(municipality: Municipality, clerk: User) -> Roll:
    """The list of 2568, published while the notice of 2567 is in force."""
    roll = assessment.build(municipality=municipality, tax_year_be=2568, by=clerk, at=LISTED_AT)
    return listing.publish(roll, listed_on=LISTED_AT.date(), place="หน้าสำนักงาน", by=clerk, at=LISTED_AT)


@pytest.fixture
def ask(file: File) -> Callable[..., Filing]:
    def run(kind: FilingKind = FilingKind.LIST_CORRECTION, at: datetime = ASKED_AT, **said: object) -> Filing:
        return file(kind, at=at, **{"line": RollLine.objects.order_by("pk")[0], "grounds": "area"} | said)

    return run


def test_request_stands_in_the_published_list_as_a_correction(next_list: Roll, ask: Callable[..., Filing]) -> None:
    filing = ask()

    correction = Correction.objects.get()
    assert filing.correction == correction
    assert (correction.roll, correction.parcel_code) == (next_list, "01A001")
    assert (correction.about, correction.asked_by) == (About.AREA, Asker.OWNER)
    assert correction.request == filing.words
    assert correction.case.case_type.code == "tax-list-correction"


def test_owner_is_answered_when_the_list_is_corrected(
    next_list: Roll, ask: Callable[..., Filing], clerk: User, municipality: Municipality
) -> None:
    filing = ask()

    answering.accept(Correction.objects.get(), reasons="รังวัดใหม่", facts=SMALLER, by=clerk, at=ASKED_AT)

    filing.refresh_from_db()
    assert (filing.outcome, filing.reasons) == (FilingOutcome.GRANTED, "รังวัดใหม่")
    assert filing.pdf
    assert Bill.objects.get(roll=next_list).payable_satang == 7_200_00
    assert Bill.objects.exclude(roll=next_list).get().payable_satang == 9_000_00


def test_owner_is_answered_when_the_list_stays(next_list: Roll, ask: Callable[..., Filing], clerk: User) -> None:
    filing = ask()

    answering.refuse(Correction.objects.get(), reasons="โฉนดระบุ 100 ตารางวา", by=clerk, at=ASKED_AT)

    filing.refresh_from_db()
    assert (filing.outcome, filing.after_satang) == (FilingOutcome.REFUSED, None)
    assert Bill.objects.get(roll=next_list).payable_satang == 9_000_00


def test_list_is_not_assessed_while_an_owner_waits(next_list: Roll, ask: Callable[..., Filing], clerk: User) -> None:
    ask()
    later = datetime(2025, 1, 20, 3, 0, tzinfo=UTC)

    with pytest.raises(listing.CorrectionsWait):
        listing.assess(next_list, by=clerk, at=later, on=later.date())


def test_request_in_the_list_is_not_answered_apart_from_it(
    next_list: Roll, ask: Callable[..., Filing], decide: Decide
) -> None:
    filing = ask()

    with pytest.raises(deciding.DecidedInTheList):
        decide(filing, FilingOutcome.GRANTED, at=ASKED_AT)


def test_request_waits_while_no_list_is_published_and_is_taken_into_the_next(
    ask: Callable[..., Filing], municipality: Municipality, clerk: User
) -> None:
    filing = ask()
    assert filing.correction is None
    with pytest.raises(listed.NoListOpen):
        answering.take_into_list(filing, by=clerk, at=ASKED_AT)

    roll = published(municipality, clerk)
    correction = answering.take_into_list(filing, by=clerk, at=ASKED_AT)

    assert correction.roll == roll
    with pytest.raises(listed.TakenAlready):
        answering.take_into_list(filing, by=clerk, at=ASKED_AT)


@pytest.mark.parametrize(("happened_on", "is_taken"), [(date(2024, 11, 30), True), (date(2025, 1, 2), False)])
def test_change_of_use_belongs_to_the_list_of_a_later_first_of_january(
    next_list: Roll, ask: Callable[..., Filing], happened_on: date, is_taken: bool
) -> None:
    at = datetime(2025, 1, 3, 3, 0, tzinfo=UTC)

    filing = ask(FilingKind.CHANGE_OF_USE, at=at, happened_on=happened_on, grounds="")

    assert (filing.correction is not None) is is_taken
    assert not is_taken or Correction.objects.get().about == About.USE


def test_request_must_name_its_property(next_list: Roll, file: File) -> None:
    with pytest.raises(listed.PropertyMissing):
        file(FilingKind.LIST_CORRECTION, at=ASKED_AT)


def test_correction_of_an_officer_is_decided_without_a_filing(
    next_list: Roll, ask: Callable[..., Filing], clerk: User, municipality: Municipality
) -> None:
    parcel = ask().correction.parcel  # type: ignore[union-attr]  # the list is open
    own = corrections.ask(
        next_list, parcel=parcel, about=About.OTHER, asked_by=Asker.OFFICER, request="ซ้ำ", by=clerk, at=ASKED_AT
    )

    answering.refuse(own, reasons="ไม่จริง", by=clerk, at=ASKED_AT)

    assert Filing.objects.filter(outcome="").count() == 1
    assert ledger.check(municipality) == []
