"""The clocks of petitions across holidays, midnight, weekends and pauses, and what the status says of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from casework.models import Holiday
from gis_assets.models import Municipality, Role
from permits import moving
from permits.appointments import booking
from permits.desk import asking, examining
from permits.following import journey, lives
from permits.models import Appointment, AppointmentState, Checkup, Decision, Outcome, Petition, Room, Session, Sitting
from permits.petitions import answering
from tests import lasting
from tests.permits import builders
from tests.permits.builders import AT, later

DAY = 24 * 60


def bangkok(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """An instant of 2026 by the office's clock."""
    return datetime(2026, month, day, hour - 7, minute, tzinfo=UTC)


def moment(petition: Petition, code: str, *, at: datetime) -> journey.Moment:
    return next(each for each in journey.of(petition, at=at).moments if each.code == code)


@lasting.fixture
def petition(municipality: Municipality) -> Petition:
    """Submitted at ten on Friday the twentieth."""
    return builders.a_submitted_petition(municipality)


def test_three_office_hours_end_on_monday_when_it_came_on_friday_afternoon(municipality: Municipality) -> None:
    petition = builders.a_submitted_petition(municipality, at=5 * 60)  # at three; the office closes at half past four

    assert moment(petition, "submitted", at=later(5 * 60)).due_at == bangkok(23, 10, 0)


def test_midnight_and_the_weekend_do_not_count_when_nobody_works(petition: Petition) -> None:
    at_midnight, on_monday = bangkok(21, 7), bangkok(23, 8, 30)

    assert moment(petition, "submitted", at=at_midnight).minutes == 6.5 * 60
    assert moment(petition, "submitted", at=on_monday).minutes == 6.5 * 60


def test_holiday_moves_the_day_of_decision_when_it_is_put_on_the_list(petition: Petition) -> None:
    before = journey.of(petition, at=AT).due_at
    Holiday.objects.create(municipality=petition.municipality, on=date(2026, 12, 10), name="หยุด", recorded_at=AT)

    after = journey.of(petition, at=AT).due_at

    assert before == bangkok(11, 10, month=12)  # fifteen office days after Friday the twentieth, at ten
    assert after == bangkok(14, 10, month=12)


def test_clock_stands_still_while_the_applicant_is_waited_for(petition: Petition, officer: Callable[..., User]) -> None:
    official = officer(Role.LOCAL_OFFICIAL)
    examining.begin(petition, by=official, at=later(10))
    asking.ask(petition, words="ขาดผังบริเวณ", items=[], by=official, at=later(20))

    waiting = journey.of(petition, at=later(3 * DAY))

    assert (waiting.code, waiting.is_paused, waiting.is_late) == ("asked", True, False)
    # Three days of waiting, over the weekend, hold one office day.
    assert waiting.due_at == bangkok(14, 9, 40, month=12)


def test_clock_runs_on_from_where_it_stood_when_the_applicant_answers(
    petition: Petition, officer: Callable[..., User]
) -> None:
    official = officer(Role.LOCAL_OFFICIAL)
    for requirement in ("land_document", "id_card", "house_registration", "drawings"):
        builders.a_document(petition, requirement=requirement)
    examining.begin(petition, by=official, at=later(10))
    asking.ask(petition, words="ขาดผังบริเวณ", items=[], by=official, at=later(20))
    answering.answer(petition, at=later(3 * DAY))

    going_on = journey.of(petition, at=later(3 * DAY + 5))

    assert (going_on.code, going_on.is_paused) == ("examined", False)
    assert going_on.moments[-3].minutes == 5


def test_petition_is_late_when_its_days_are_over_and_not_when_it_is_decided(
    petition: Petition, officer: Callable[..., User]
) -> None:
    long_after = bangkok(15, 10, month=12)
    assert journey.of(petition, at=long_after).is_late

    Decision.objects.create(
        municipality=petition.municipality, petition=petition, number="1/2569", outcome=Outcome.APPROVED, reasons="",
        facts={}, by=officer(Role.LOCAL_OFFICIAL), at=later(30),
    )  # fmt: skip

    decided = journey.of(petition, at=long_after)
    assert (decided.is_late, decided.due_at, decided.decided_at) == (False, None, later(30))


def test_way_ahead_is_the_usual_one_when_a_petition_was_led_aside(municipality: Municipality) -> None:
    petition = builders.a_submitted_petition(municipality, ("examined", 10), ("visit", 12))

    found = journey.of(petition, at=later(20))

    assert [(each.code, each.tense) for each in found.moments] == [
        ("submitted", "past"), ("examined", "past"), ("visit", "present"), ("examined", "future"),
        ("approved", "future"), ("issued", "future"),
    ]  # fmt: skip
    assert str(found.moments[2].whose) == str(Role.PERMIT_OFFICER.label)


def test_examination_comes_next_when_an_examined_one_is_asked_back(municipality: Municipality) -> None:
    examined = builders.a_submitted_petition(municipality, ("examined", 10), ("asked", 12))
    only_submitted = builders.a_submitted_petition(
        municipality, ("asked", 12), parcel=builders.a_parcel_at(municipality, 100)
    )

    ahead = [
        [each.code for each in journey.of(petition, at=later(20)).moments if each.tense == "future"]
        for petition in (examined, only_submitted)
    ]

    assert ahead == [["examined", "approved", "issued"], ["booked", "examined", "approved", "issued"]]


def test_lives_hold_what_was_written_down_of_each_petition(petition: Petition, officer: Callable[..., User]) -> None:
    official = officer(Role.LOCAL_OFFICIAL)
    Petition.objects.filter(pk=petition.pk).update(entry_s=312)
    examining.begin(petition, by=official, at=later(10))
    Checkup.objects.create(
        municipality=petition.municipality, petition=petition, at=later(11), as_of=builders.ON, asked_of="x",
        took_ms=150, verdict="pass", findings=[],
    )  # fmt: skip
    for begun, seen in ((10, 12), (20, 23)):
        Sitting.objects.create(
            municipality=petition.municipality, petition=petition, officer=official, began_at=later(begun),
            seen_at=later(seen),
        )  # fmt: skip

    [life] = lives.of(petition.municipality, since=AT, until=later(60))

    checked = sum(petition.checkups.values_list("took_ms", flat=True))
    assert (life.entry_s, life.touch_s, life.machine_s) == (312, 5 * 60, checked / 1000)
    assert (life.month, life.submitted_at, life.decided_at) == ("2026-11", AT, None)
    # Without an appointment the examination is the start.
    assert (life.start_at, life.began_at) == (later(10), later(10))
    assert life.stays == (("submitted", 600.0),)
    assert lives.of(petition.municipality, since=later(1), until=later(60)) == []
    assert lives.of(petition.municipality, since=AT, until=later(60), service="signboard") == []


@pytest.mark.parametrize(("checked_in", "start"), [(85, 90), (100, 100), (None, 90)])
def test_minutes_run_from_the_booked_time_when_the_officer_is_late(
    petition: Petition, officer: Callable[..., User], checked_in: float | None, start: float
) -> None:
    official = officer(Role.LOCAL_OFFICIAL)
    town = petition.municipality
    room = Room.objects.create(municipality=town, name_th="ช่อง 1")
    session = Session.objects.create(
        municipality=town, officer=official, room=room, during=Range(later(60), later(180))
    )
    booked = Appointment.objects.create(
        municipality=town, petition=petition, session=session, during=Range(later(90), later(105)), seat=0,
        state=AppointmentState.CONFIRMED, held_at=AT, held_until=later(10), confirmed_at=later(1),
    )  # fmt: skip
    moving.move(petition, to="booked", by=None, at=later(1))
    if checked_in is not None:
        booking.arrive(booked, by=official, at=later(checked_in))
    examining.begin(petition, by=official, at=later(150))

    [life] = lives.of(town, since=AT, until=later(200))

    assert (life.start_at, life.began_at) == (later(start), later(150))


def test_holiday_within_the_waiting_is_not_counted_twice(petition: Petition, officer: Callable[..., User]) -> None:
    official = officer(Role.LOCAL_OFFICIAL)
    for requirement in ("land_document", "id_card", "house_registration", "drawings"):
        builders.a_document(petition, requirement=requirement)
    Holiday.objects.create(municipality=petition.municipality, on=date(2026, 11, 23), name="หยุด", recorded_at=AT)
    examining.begin(petition, by=official, at=later(10))
    asking.ask(petition, words="ขาดผังบริเวณ", items=[], by=official, at=later(20))

    answering.answer(petition, at=later(4 * DAY))  # on Tuesday at ten, after the weekend and the holiday of Monday

    # Fifteen office days without that Monday end on Monday the fourteenth at ten; the applicant was waited for from
    # twenty past ten on Friday to ten on Tuesday, which the office counts as one day less twenty minutes.
    assert journey.of(petition, at=later(4 * DAY)).due_at == bangkok(15, 9, 40, month=12)
