"""A correction of the list: asked for, decided with words, written into the register, its owner assessed again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from casework import steps
from casework.models import StepStandard
from gis_assets.models import JournalEntry, Municipality, ParcelVersion
from taxroll import assessment, mending
from taxroll.models import About, Asker, Bill, Correction, Roll
from taxroll.rolls import case_types, corrections, listing
from taxroll.rolls.corrections import PlotFacts
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, an_owner
from tests.taxroll.conftest import AT, a_listed
from tests.taxroll.register import hand_over

Build = Callable[..., Roll]


@lasting.fixture
def listed(shop: ParcelVersion, build: Build, clerk: User) -> Roll:
    return a_listed(build(), by=clerk)


def asked_for(roll: Roll, plot: ParcelVersion, *, by: User, at: datetime) -> Correction:
    return corrections.ask(
        roll,
        parcel=plot.parcel,
        about=About.AREA,
        asked_by=Asker.OWNER,
        request="โฉนดระบุ 90 ตารางวา",
        by=by,
        at=at,
    )


@pytest.fixture
def ask(listed: Roll, shop: ParcelVersion, clerk: User) -> Callable[..., Correction]:
    def make(*, at: datetime = datetime(2023, 12, 10, 3, tzinfo=UTC)) -> Correction:
        return asked_for(listed, shop, by=clerk, at=at)

    return make


def test_request_opens_a_case_with_standards_that_say_their_doubt(ask: Callable[..., Correction]) -> None:
    correction = ask()

    assert steps.last_step(correction.case).code == case_types.RECEIVED
    assert not correction.is_late
    standard = StepStandard.objects.get(case_type=correction.case.case_type, step=case_types.RECEIVED)
    assert standard.target_minutes == 30 * 24 * 60
    assert "ข้อเสนอ" in standard.doubt


def test_request_is_late_after_the_days_for_corrections(ask: Callable[..., Correction]) -> None:
    # Posted on 1 December, 15 days to ask.
    assert not ask(at=datetime(2023, 12, 16, 3, tzinfo=UTC)).is_late
    assert ask(at=datetime(2023, 12, 17, 3, tzinfo=UTC)).is_late


def test_accepted_area_enters_the_register_and_the_owner_is_assessed_again(
    ask: Callable[..., Correction], shop: ParcelVersion, clerk: User
) -> None:
    facts = PlotFacts(deed_area_wah=Decimal(90), other_wah=Decimal(90))

    done = corrections.accept(ask(), reasons="ตามโฉนด", facts=facts, by=clerk, at=AT)

    # 90 sq wah at 30,000 baht, 0.3 %.
    assert Bill.objects.get().payable_satang == 8_100_00
    assert (done.before_satang, done.after_satang) == (9_000_00, 8_100_00)
    now = ParcelVersion.objects.as_of(date(2024, 1, 1)).get(parcel=shop.parcel)
    assert (now.deed_area_wah, now.document_number, now.source.kind) == (Decimal(90), "12345", corrections.SOURCE_KIND)
    assert now.shape.equals_exact(shop.shape)
    assert steps.last_step(done.case).code == case_types.APPLIED


def test_refused_request_changes_nothing_and_keeps_its_reasons(ask: Callable[..., Correction], clerk: User) -> None:
    done = corrections.refuse(ask(), reasons="โฉนดระบุ 100 ตารางวา", by=clerk, at=AT)

    assert Bill.objects.get().payable_satang == 9_000_00
    assert steps.last_step(done.case).code == case_types.REFUSED
    assert JournalEntry.objects.filter(action="correction refused", why="โฉนดระบุ 100 ตารางวา").exists()


def test_new_owner_is_billed_after_the_rights_were_changed(
    municipality: Municipality, ask: Callable[..., Correction], shop: ParcelVersion, clerk: User
) -> None:
    accepted = corrections.accept(ask(), reasons="ขายแล้ว", facts=None, by=clerk, at=AT)
    buyer = an_owner(municipality, name="นางผู้ซื้อ")
    hand_over(shop.parcel, to=buyer)

    corrections.apply(accepted, by=clerk, at=AT)

    assert list(Bill.objects.values_list("owner_name", flat=True)) == ["นางผู้ซื้อ"]


def test_other_owners_lines_stay_the_very_same_rows(
    municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User
) -> None:
    other = a_parcel(municipality, code="01A002", shape=square(east=100), other_wah=10)
    a_right(an_owner(municipality, name="นายอื่น"), other.parcel)
    roll = a_listed(build(), by=clerk)
    untouched = list(roll.lines.filter(parcel_code="01A002").values())
    correction = asked_for(roll, shop, by=clerk, at=AT)

    corrections.accept(correction, reasons="-", facts=PlotFacts(Decimal(90), other_wah=Decimal(90)), by=clerk, at=AT)

    assert list(roll.lines.filter(parcel_code="01A002").values()) == untouched


def test_second_decision_is_refused(ask: Callable[..., Correction], clerk: User) -> None:
    correction = ask()
    corrections.refuse(correction, reasons="ไม่ตรงโฉนด", by=clerk, at=AT)

    with pytest.raises(corrections.AlreadyDecided, match="256"):
        corrections.accept(correction, reasons="เปลี่ยนใจ", facts=None, by=clerk, at=AT)


def test_uses_larger_than_the_deed_are_refused_and_nothing_is_decided(
    ask: Callable[..., Correction], clerk: User
) -> None:
    correction = ask()

    with pytest.raises(corrections.UsesExceedArea):
        corrections.accept(
            correction, reasons="-", facts=PlotFacts(Decimal(90), other_wah=Decimal(91)), by=clerk, at=AT
        )

    correction.refresh_from_db()
    assert correction.outcome == ""


@pytest.mark.parametrize("year", [2568, 25670, 99_999_999_999])
def test_year_since_when_a_plot_is_unused_is_not_after_that_of_the_roll(
    ask: Callable[..., Correction], clerk: User, year: int
) -> None:
    facts = PlotFacts(Decimal(90), vacant_wah=Decimal(90), vacant_since_be=year)

    with pytest.raises(mending.YearIsImpossible):
        corrections.accept(ask(), reasons="-", facts=facts, by=clerk, at=AT)


def test_draft_takes_no_corrections(shop: ParcelVersion, build: Build, clerk: User) -> None:
    with pytest.raises(corrections.ListNotPublished):
        corrections.ask(
            build(), parcel=shop.parcel, about=About.USE, asked_by=Asker.OWNER, request="x", by=clerk, at=AT
        )


def test_roll_is_not_assessed_while_a_correction_waits(
    ask: Callable[..., Correction], listed: Roll, clerk: User
) -> None:
    correction = ask()
    with pytest.raises(listing.CorrectionsWait):
        listing.assess(listed, by=clerk, at=AT, on=AT.date())

    corrections.refuse(correction, reasons="ไม่ตรงโฉนด", by=clerk, at=AT)

    assert listing.assess(listed, by=clerk, at=AT, on=AT.date()).status == "assessed"


def test_roll_is_not_assessed_before_the_days_for_corrections_are_over(listed: Roll, clerk: User) -> None:
    with pytest.raises(listing.ListStillOpen, match="16"):
        listing.assess(listed, by=clerk, at=AT, on=date(2023, 12, 16))


def test_town_may_set_its_own_days(municipality: Municipality, shop: ParcelVersion, build: Build, clerk: User) -> None:
    municipality.settings["tax_list"] = {"correction_days": 30}
    municipality.save()

    assert a_listed(build(), by=clerk).corrections_until == date(2023, 12, 31)


def test_published_list_is_not_built_again_as_a_whole(listed: Roll, build: Build, clerk: User) -> None:
    with pytest.raises(assessment.MoveNotOpen):
        build()

    listing.withdraw(listed, why="ประกาศผิดปี", by=clerk, at=AT)

    assert build().status == "draft"


@pytest.mark.parametrize(
    ("day", "place", "refusal"),
    [
        (date(2023, 12, 1), " ", listing.PlaceMissing),
        (date(2024, 2, 2), "ที่นี่", listing.PublishedInTheFuture),
        (date(2022, 12, 31), "ที่นี่", listing.PublishedTooEarly),
    ],
)
def test_impossible_publication_is_refused(
    day: date, place: str, refusal: type[Exception], shop: ParcelVersion, build: Build, clerk: User
) -> None:
    with pytest.raises(refusal):
        listing.publish(build(), listed_on=day, place=place, by=clerk, at=AT)
