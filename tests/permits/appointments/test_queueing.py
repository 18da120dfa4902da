"""Whose turn is next at a counter."""

from gis_assets.models import Municipality
from permits.appointments import booking, queueing
from permits.models import Appointment, Petition, Session
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, at


def booked(municipality: Municipality, start: str) -> Appointment:
    petition = builders.a_petition(municipality)
    booking.hold(petition, start=at(start), at=at("08:00"))
    return booking.confirm(petition, at=at("08:00"))


def waiting(counter: Session, now: str) -> list[Petition]:
    [found] = queueing.counters(counter.municipality, on=MONDAY, at=at(now))
    return [turn.appointment.petition for turn in found.waiting]


def test_appointments_are_called_by_their_times_and_then_who_came_without(counter: Session) -> None:
    town, clerk = counter.municipality, counter.officer
    late, early, absent = booked(town, "09:30"), booked(town, "09:00"), booked(town, "09:45")
    first, second = builders.a_petition(town), builders.a_petition(town)
    booking.walk_in(first, by=clerk, at=at("08:40"))
    booking.walk_in(second, by=clerk, at=at("08:45"))
    booking.arrive(late, by=clerk, at=at("08:50"))
    booking.arrive(early, by=clerk, at=at("08:58"))

    assert waiting(counter, "09:00") == [early.petition, late.petition, first, second]
    here = [first.appointments.get(), second.appointments.get(), early, late]
    assert [queueing.before(each, at=at("09:00")) for each in here] == [2, 3, 0, 1]
    assert absent.petition not in waiting(counter, "09:00")


def test_who_is_served_is_at_the_counter_until_it_is_decided(counter: Session) -> None:
    one, clerk = booked(counter.municipality, "09:00"), counter.officer
    booking.arrive(one, by=clerk, at=at("08:58"))
    booking.serve(one.petition, by=clerk, at=at("09:01"))

    [during] = queueing.counters(counter.municipality, on=MONDAY, at=at("09:05"))
    booking.ended(one.petition, at=at("09:09"))
    [after] = queueing.counters(counter.municipality, on=MONDAY, at=at("09:10"))

    assert during.now
    assert during.now.appointment == one
    assert (during.waiting, after.now) == ([], None)


def test_minutes_of_waiting_count_from_arrival_and_lateness_from_the_time(counter: Session) -> None:
    one = booked(counter.municipality, "09:00")
    expected = booked(counter.municipality, "09:15")
    booking.arrive(one, by=counter.officer, at=at("08:50"))
    one.refresh_from_db()

    turn = queueing.Turn(one, at("09:10"))
    assert (turn.waits_min, turn.late_min, turn.overdue_min) == (20, 10, 0)
    assert queueing.Turn(expected, at("09:14")).overdue_min == 0
    assert queueing.Turn(expected, at("09:17")).overdue_min == 2
