"""Officers' hours: a weekly pattern becomes sessions; one is called off; a holiday comes later."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from casework.models import Holiday
from gis_assets.models import JournalEntry, Municipality, Role
from permits import workflow
from permits.appointments import booking, sessions
from permits.appointments.sessions import Hours
from permits.models import AppointmentState, Petition, Session
from tests.permits.appointments import builders
from tests.permits.appointments.builders import BANGKOK, MONDAY, at

MakeOfficer = Callable[..., User]


def hours(**facts: Any) -> Hours:
    """Mondays and Wednesdays of two weeks, from 8:30 to 16:30 with an hour for lunch."""
    usual: dict[str, Any] = {
        "weekdays": frozenset({0, 2}),
        "since": MONDAY,
        "until": MONDAY + timedelta(days=13),
        "opens": time(8, 30),
        "closes": time(16, 30),
        "break_from": time(12),
        "break_until": time(13),
    }
    return Hours(**usual | facts)


def closed(municipality: Municipality, on: date) -> None:
    Holiday.objects.create(municipality=municipality, on=on, name="วันหยุด", recorded_at=at("07:00"))


def made(municipality: Municipality, who: User, when: str = "08:00", **facts: Any) -> list[Session]:
    room = builders.a_room(municipality)
    return sessions.set_hours(municipality, officer=who, room=room, hours=hours(**facts), by=who, at=at(when))


def spans(found: list[Session]) -> list[str]:
    local = ((each.during.lower.astimezone(BANGKOK), each.during.upper.astimezone(BANGKOK)) for each in found)
    return [f"{start:%d} {start:%H:%M}-{stop:%H:%M}" for start, stop in local]


def test_pattern_becomes_sessions_of_its_weekdays_without_lunch_and_holidays(
    municipality: Municipality, officer: MakeOfficer
) -> None:
    closed(municipality, MONDAY + timedelta(days=7))

    found = made(municipality, officer(Role.PERMIT_OFFICER))

    assert spans(found) == [
        "30 08:30-12:00",
        "30 13:00-16:30",
        "02 08:30-12:00",
        "02 13:00-16:30",
        "09 08:30-12:00",
        "09 13:00-16:30",
    ]
    assert JournalEntry.objects.get(action="sessions.set").details["sessions"] == 6


def test_day_is_one_session_without_a_break_and_what_has_begun_is_left_out(
    municipality: Municipality, officer: MakeOfficer
) -> None:
    found = made(municipality, officer(Role.PERMIT_OFFICER), "08:30", break_from=None, break_until=None)

    assert spans(found) == ["02 08:30-16:30", "07 08:30-16:30", "09 08:30-16:30"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"closes": time(8)},
        {"break_until": time(11)},
        {"break_until": None},
        {"until": MONDAY - timedelta(days=1)},
        {"until": MONDAY + timedelta(days=400)},
        {"weekdays": frozenset()},
        {"slot_minutes": 0},
        {"capacity": 0},
        {"slot_minutes": 240},
        {"weekdays": frozenset({6}), "until": MONDAY + timedelta(days=2)},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_hours_are_refused_when_they_contradict_themselves(
    municipality: Municipality, officer: MakeOfficer, wrong: dict[str, Any]
) -> None:
    with pytest.raises(sessions.NoSuchHours):
        made(municipality, officer(Role.PERMIT_OFFICER), **wrong)
    assert not Session.objects.exists()


def test_hours_are_refused_as_a_whole_when_one_day_is_taken(municipality: Municipality, officer: MakeOfficer) -> None:
    first, second = officer(Role.PERMIT_OFFICER), officer(Role.PERMIT_OFFICER)
    builders.a_session(municipality, first, "15:00", "17:00", on=MONDAY + timedelta(days=9))

    with pytest.raises(sessions.HoursOverlap, match="2569"):
        made(municipality, second)
    assert Session.objects.count() == 1


def test_called_off_session_leaves_room_for_another(municipality: Municipality, officer: MakeOfficer) -> None:
    who = officer(Role.PERMIT_OFFICER)
    [first, *_rest] = made(municipality, who)
    sessions.call_off(first, by=who, at=at("08:10"))

    assert builders.a_session(municipality, who).pk


def test_database_refuses_an_officer_in_two_rooms_and_a_room_with_two_officers(
    counter: Session, officer: MakeOfficer
) -> None:
    other = builders.a_room(counter.municipality, "ช่องบริการ 2")
    during = Range(at("09:45"), at("10:30"))

    with pytest.raises(IntegrityError, match="officer_is_in_one_room_at_a_time"), transaction.atomic():
        Session.objects.create(municipality=counter.municipality, officer=counter.officer, room=other, during=during)
    someone = officer(Role.PERMIT_OFFICER)
    with pytest.raises(IntegrityError, match="room_has_one_session_at_a_time"), transaction.atomic():
        Session.objects.create(municipality=counter.municipality, officer=someone, room=counter.room, during=during)


def test_appointments_are_cancelled_and_told_when_their_session_is_called_off(
    counter: Session, petition: Petition
) -> None:
    town, clerk = counter.municipality, counter.officer
    held, here = builders.a_petition(town), builders.a_petition(town)
    for each, start in ((petition, "09:00"), (here, "09:15")):
        booking.hold(each, start=at(start), at=at("08:00"))
        booking.confirm(each, at=at("08:00"))
    booking.arrive(here.appointments.get(), by=clerk, at=at("08:30"))
    booking.hold(held, start=at("09:30"), at=at("08:29"))

    told = sessions.call_off(counter, by=clerk, at=at("08:31"))

    assert [each.petition for each in told.cancelled] == [petition]
    assert [each.petition for each in told.still_here] == [here]
    assert held.appointments.get().state == AppointmentState.RELEASED
    assert builders.stands_at(petition) == workflow.SUBMITTED
    assert builders.stands_at(here) == workflow.BOOKED
    assert JournalEntry.objects.get(action="session.called_off").details["cancelled"] == [petition.tracking[-4:]]
    with pytest.raises(booking.PlaceTaken):
        booking.hold(petition, start=at("09:00"), at=at("08:32"))
    with pytest.raises(sessions.NotToCallOff):
        sessions.call_off(counter, by=clerk, at=at("08:33"))


def test_session_that_is_over_is_not_called_off(counter: Session) -> None:
    with pytest.raises(sessions.NotToCallOff):
        sessions.call_off(counter, by=counter.officer, at=at("10:00"))


def test_sessions_on_a_later_holiday_are_told_with_how_many_are_booked(counter: Session, petition: Petition) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booking.confirm(petition, at=at("08:00"))
    assert sessions.on_holidays(counter.municipality, at=at("08:01")) == []
    closed(counter.municipality, MONDAY)

    [found] = sessions.on_holidays(counter.municipality, at=at("08:01"))

    assert (found, found.coming) == (counter, 1)  # type: ignore[attr-defined]  # annotated
    sessions.call_off(counter, by=counter.officer, at=at("08:02"))
    assert sessions.on_holidays(counter.municipality, at=at("08:03")) == []
