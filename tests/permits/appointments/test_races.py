"""Two people at once, in two real transactions: one has the place, the other is told kindly."""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import Range
from pytest_django import DjangoDbBlocker

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import workflow
from permits.appointments import booking, rooms, sessions, standing, tidying
from permits.models import Appointment, AppointmentState, Petition, Room, Session
from tests import conftest, databases
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, at
from tests.two_connections import LONGEST_S, in_another_connection, wait_until_blocked

Act = Callable[[], object]


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Municipality]:
    """A municipality whose rows are committed, so that other connections see them; emptied again after all."""
    with django_db_blocker.unblock():
        try:
            municipality = conftest.a_municipality()
            with tenancy.within(municipality):
                builders.ready(municipality)
            yield municipality
        finally:
            with databases.owner(connection.settings_dict["NAME"]) as server:
                server.execute("TRUNCATE gis_assets_municipality, auth_user CASCADE")


@pytest.fixture
def town(committed: Municipality, django_db_blocker: DjangoDbBlocker) -> Iterator[Municipality]:
    """The same for each test, with the times of the tests before made free."""
    with django_db_blocker.unblock(), tenancy.within(committed):
        Appointment.objects.update(moved_to=None)
        Appointment.objects.all().delete()
        Session.objects.all().delete()
        Room.objects.update(is_open=True)
        yield committed


@pytest.fixture
def clerk(town: Municipality) -> User:
    return a_clerk("clerk")


@pytest.fixture
def last_place(town: Municipality, clerk: User) -> Session:
    """A session with one place."""
    return builders.a_session(town, clerk, "09:00", "09:15")


def a_clerk(name: str) -> User:
    return User.objects.get_or_create(username=name)[0]


def at_once(town: Municipality, first: Act, second: Act) -> object:
    """What the second gets, which begins while the first has not committed yet and must wait for it."""
    answers: queue.Queue[Any] = queue.Queue()
    with transaction.atomic():
        first()
        thread: threading.Thread = in_another_connection(town, second, answers)
        wait_until_blocked(answers.get(timeout=LONGEST_S), thread)
    answer = answers.get(timeout=LONGEST_S)
    thread.join(timeout=LONGEST_S)
    return answer


def refused(act: Act) -> Refusal:
    """What the act is refused with."""
    with pytest.raises(Refusal) as told:
        act()
    return told.value


def held(petition: Petition, start: str = "09:00") -> Appointment:
    return booking.hold(petition, start=at(start), at=at("08:00"))


def test_one_petition_has_the_last_place_when_two_hold_it_at_once(town: Municipality, last_place: Session) -> None:
    one, other = builders.a_petition(town), builders.a_petition(town)

    answer = at_once(town, lambda: held(one), lambda: held(other))

    assert isinstance(answer, booking.PlaceTaken)
    assert [each.petition for each in Appointment.objects.all()] == [one]


def test_database_refuses_the_last_place_when_two_write_it_past_the_steps(
    town: Municipality, last_place: Session
) -> None:
    def written() -> Appointment:
        return Appointment.objects.create(
            municipality=town,
            petition=builders.a_petition(town),
            session=last_place,
            during=Range(at("09:00"), at("09:15")),
            seat=0,
            state=AppointmentState.CONFIRMED,
            held_at=at("08:00"),
            held_until=at("08:10"),
        )

    answer = at_once(town, written, written)

    assert isinstance(answer, IntegrityError)
    assert "place_of_a_session_is_had_by_one" in str(answer)
    assert Appointment.objects.count() == 1


def test_petition_has_one_place_when_two_tabs_hold_at_once(town: Municipality, clerk: User) -> None:
    builders.a_session(town, clerk)
    petition = builders.a_petition(town)

    answer = at_once(town, lambda: held(petition), lambda: held(petition, "09:30"))

    assert isinstance(answer, Appointment)
    states = dict(Appointment.objects.values_list("during__startswith", "state"))
    assert states == {at("09:00"): AppointmentState.RELEASED, at("09:30"): AppointmentState.HELD}


def test_place_is_confirmed_once_when_two_tabs_confirm_at_once(town: Municipality, last_place: Session) -> None:
    petition = builders.a_petition(town)
    held(petition)

    def confirmed() -> Appointment:
        return booking.confirm(petition, at=at("08:05"))

    answer = at_once(town, confirmed, confirmed)

    assert isinstance(answer, Appointment)
    assert petition.case
    assert petition.case.steps.filter(code=workflow.BOOKED).count() == 1


def test_place_is_not_lost_when_it_is_confirmed_while_the_clock_releases_it(
    town: Municipality, last_place: Session
) -> None:
    petition = builders.a_petition(town)
    held(petition)

    at_once(town, lambda: booking.confirm(petition, at=at("08:09")), lambda: tidying.tidy(town, at=at("08:10")))

    assert Appointment.objects.get().state == AppointmentState.CONFIRMED


def test_person_is_not_marked_as_missing_when_she_arrives_at_that_moment(
    town: Municipality, clerk: User, last_place: Session
) -> None:
    petition = builders.a_petition(town)
    held(petition)
    appointment = booking.confirm(petition, at=at("08:05"))

    at_once(
        town,
        lambda: booking.arrive(appointment, by=clerk, at=at("09:30")),
        lambda: booking.miss(town, at=at("09:30")),
    )

    assert Appointment.objects.get().state == AppointmentState.ARRIVED


def test_former_place_stays_when_two_move_to_the_last_one_at_once(town: Municipality, clerk: User) -> None:
    builders.a_session(town, clerk, "09:00", "09:45")
    one, other = builders.a_petition(town), builders.a_petition(town)
    for petition, start in ((one, "09:00"), (other, "09:15")):
        held(petition, start)
        booking.confirm(petition, at=at("08:01"))

    answer = at_once(
        town,
        lambda: booking.move(one, start=at("09:30"), at=at("08:05")),
        lambda: booking.move(other, start=at("09:30"), at=at("08:05")),
    )

    assert isinstance(answer, booking.PlaceTaken)
    assert other.appointments.get().state == AppointmentState.CONFIRMED
    assert one.appointments.get(state=AppointmentState.CONFIRMED).during.lower == at("09:30")


def test_nobody_has_a_place_when_the_session_is_called_off_while_it_is_held(
    town: Municipality, clerk: User, last_place: Session
) -> None:
    petition = builders.a_petition(town)

    answer = at_once(town, lambda: sessions.call_off(last_place, by=clerk, at=at("08:00")), lambda: held(petition))

    assert isinstance(answer, booking.PlaceTaken)
    assert not Appointment.objects.exists()


def test_held_place_is_lost_when_its_session_is_called_off_at_that_moment(
    town: Municipality, clerk: User, last_place: Session
) -> None:
    """Either way round: whoever confirms is told, and whoever was confirmed is cancelled and told."""
    late, early = builders.a_petition(town), builders.a_petition(town)

    answer = at_once(town, lambda: held(late), lambda: sessions.call_off(last_place, by=clerk, at=at("08:01")))
    assert isinstance(answer, sessions.CalledOff)
    assert isinstance(refused(lambda: booking.confirm(late, at=at("08:02"))), booking.HoldEnded)

    another = builders.a_session(town, clerk, "10:00", "10:15")
    held(early, "10:00")
    at_once(
        town,
        lambda: booking.confirm(early, at=at("08:05")),
        lambda: sessions.call_off(another, by=clerk, at=at("08:06")),
    )
    assert early.appointments.get().state == AppointmentState.CANCELLED
    assert not standing.to_come(early)


def test_nobody_has_a_place_when_the_room_is_closed_while_it_is_held(
    town: Municipality, clerk: User, last_place: Session
) -> None:
    petition = builders.a_petition(town)

    answer = at_once(town, lambda: rooms.close(last_place.room, by=clerk, at=at("08:00")), lambda: held(petition))

    assert isinstance(answer, booking.PlaceTaken)
    assert not Appointment.objects.exists()


def test_held_place_is_not_confirmed_when_the_room_was_closed_after_it(
    town: Municipality, clerk: User, last_place: Session
) -> None:
    petition = builders.a_petition(town)

    answer = at_once(town, lambda: held(petition), lambda: rooms.close(last_place.room, by=clerk, at=at("08:01")))

    assert isinstance(answer, rooms.Closed)
    assert isinstance(refused(lambda: booking.confirm(petition, at=at("08:02"))), booking.PlaceTaken)


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_whoever_closes_a_room_knows_of_everybody_who_is_confirmed_in_it(
    town: Municipality, clerk: User, last_place: Session, is_closed_first: bool
) -> None:
    """Confirmed before the room closes: told to the one who closes it. After: told to the one who confirms."""
    petition = builders.a_petition(town)
    held(petition)

    def confirmed() -> Appointment:
        return booking.confirm(petition, at=at("08:05"))

    def closed() -> rooms.Closed:
        return rooms.close(last_place.room, by=clerk, at=at("08:05"))

    answer = at_once(town, closed, confirmed) if is_closed_first else at_once(town, confirmed, closed)

    if is_closed_first:
        assert isinstance(answer, booking.PlaceTaken)
        assert petition.appointments.get().state == AppointmentState.HELD
    else:
        assert isinstance(answer, rooms.Closed)
        assert [each.petition for each in answer.to_be_moved] == [petition]


def test_one_officer_has_the_room_when_two_set_hours_at_once(town: Municipality) -> None:
    one, other = a_clerk("one"), a_clerk("other")
    room = builders.a_room(town)
    hours = sessions.Hours(weekdays=frozenset({0}), since=MONDAY, until=MONDAY, opens=time(9), closes=time(10))

    def hours_of(officer: User) -> object:
        return sessions.set_hours(town, officer=officer, room=room, hours=hours, by=officer, at=at("08:00"))

    answer = at_once(town, lambda: hours_of(one), lambda: hours_of(other))

    assert isinstance(answer, sessions.HoursOverlap)
    assert [each.officer for each in Session.objects.all()] == [one]


def test_officer_is_in_one_room_when_two_rooms_are_set_at_once(town: Municipality, clerk: User) -> None:
    two = [builders.a_room(town, name) for name in ("ช่อง 1", "ช่อง 2")]

    answer = at_once(
        town,
        lambda: builders.a_session(town, clerk, room=two[0]),
        lambda: builders.a_session(town, clerk, room=two[1]),
    )

    assert isinstance(answer, IntegrityError)
    assert "officer_is_in_one_room_at_a_time" in str(answer)
