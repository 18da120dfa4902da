"""The day of the appointment: arrival, people without one, being served, and not coming."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from casework.models import Step
from gis_assets.models import Role
from permits import workflow
from permits.appointments import attending, booking
from permits.models import Appointment, AppointmentState, Petition, Session
from tests import lasting
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, at

NEXT_DAY = MONDAY + timedelta(days=1)


@lasting.fixture
def clerk(officer: Callable[..., User]) -> User:
    return officer(Role.PERMIT_OFFICER)


def booked(petition: Petition, start: str = "09:00") -> Appointment:
    booking.hold(petition, start=at(start), at=at("08:00"))
    return booking.confirm(petition, at=at("08:00"))


def test_arrival_is_written_once_when_the_code_is_scanned_twice(petition: Petition, clerk: User) -> None:
    appointment = booked(petition)

    booking.arrive(appointment, by=clerk, at=at("08:50"))
    again = booking.arrive(appointment, by=clerk, at=at("08:55"))

    assert (again.state, again.arrived_at) == (AppointmentState.ARRIVED, at("08:50"))


def test_nobody_arrives_when_the_appointment_is_held_only_on_another_day_or_over(
    petition: Petition, clerk: User
) -> None:
    held = booking.hold(petition, start=at("09:00"), at=at("08:00"))
    with pytest.raises(attending.NotToday):
        booking.arrive(held, by=clerk, at=at("08:50"))

    confirmed = booking.confirm(petition, at=at("08:05"))
    with pytest.raises(attending.NotToday):
        booking.arrive(confirmed, by=clerk, at=at("23:59", on=MONDAY - timedelta(days=1)))
    with pytest.raises(attending.NotToday):
        booking.arrive(confirmed, by=clerk, at=at("00:00", on=NEXT_DAY))


def test_walk_in_takes_the_next_free_place_of_the_running_session(petition: Petition, clerk: User) -> None:
    booked(builders.a_petition(petition.municipality), "09:15")

    taken = booking.walk_in(petition, by=clerk, at=at("09:20"))

    assert (taken.during.lower, taken.seat, taken.is_walk_in) == (at("09:30"), 0, True)
    assert (taken.state, taken.arrived_at) == (AppointmentState.ARRIVED, at("09:20"))
    assert builders.stands_at(petition) == workflow.BOOKED


def test_walk_in_sits_beside_the_others_when_all_places_are_taken_and_only_as_the_terms_allow(
    petition: Petition, clerk: User
) -> None:
    town = petition.municipality
    for start in ("09:30", "09:45"):
        booked(builders.a_petition(town), start)
    extra = [booking.walk_in(builders.a_petition(town), by=clerk, at=at("09:35")) for _ in range(2)]

    assert [(each.during.lower, each.seat) for each in extra] == [(at("09:30"), 1), (at("09:45"), 1)]
    with pytest.raises(attending.NoCounterOpen):
        booking.walk_in(petition, by=clerk, at=at("09:35"))
    assert builders.stands_at(petition) == workflow.SUBMITTED


def test_walk_in_is_refused_when_the_counter_closed_or_is_called_off(petition: Petition, clerk: User) -> None:
    with pytest.raises(attending.NoCounterOpen):
        booking.walk_in(petition, by=clerk, at=at("10:00"))
    Session.objects.update(called_off_at=at("08:00"))
    with pytest.raises(attending.NoCounterOpen):
        booking.walk_in(petition, by=clerk, at=at("09:10"))


def test_walk_in_gives_up_an_appointment_on_another_day(petition: Petition, clerk: User) -> None:
    builders.a_session(petition.municipality, clerk, on=NEXT_DAY)
    booking.hold(petition, start=at("09:00", on=NEXT_DAY), at=at("08:00"))
    later = booking.confirm(petition, at=at("08:00"))

    now = booking.walk_in(petition, by=clerk, at=at("09:05"))
    later.refresh_from_db()

    assert (later.state, later.moved_to) == (AppointmentState.CANCELLED, now)
    assert booking.walk_in(petition, by=clerk, at=at("09:06")).pk == now.pk


def test_walk_in_is_refused_when_the_petition_is_decided(petition: Petition, clerk: User) -> None:
    builders.goes(petition, workflow.WITHDRAWN, when=at("07:00"))

    with pytest.raises(attending.NotToServe):
        booking.walk_in(petition, by=clerk, at=at("09:05"))


@pytest.mark.parametrize(("now", "is_missed"), [("09:29", False), ("09:30", True)])
def test_not_come_is_marked_when_the_minutes_after_the_end_are_over(
    petition: Petition, clerk: User, now: str, is_missed: bool
) -> None:
    booked(petition)

    missed = booking.miss(petition.municipality, at=at(now))

    assert bool(missed) is is_missed
    assert builders.stands_at(petition) == (workflow.SUBMITTED if is_missed else workflow.BOOKED)


def test_marking_is_safe_to_run_twice_and_another_time_can_be_booked(petition: Petition, clerk: User) -> None:
    town = petition.municipality
    appointment = booked(petition)

    booking.miss(town, at=at("09:30"))
    assert booking.miss(town, at=at("09:31")) == []

    assert Step.objects.filter(case=petition.case, code=workflow.SUBMITTED).count() == 2
    with pytest.raises(attending.NotToday):
        booking.arrive(appointment, by=clerk, at=at("09:32"))
    assert booking.hold(petition, start=at("09:45"), at=at("09:32")).state == AppointmentState.HELD


def test_who_arrived_is_not_missed_and_a_missed_place_is_not_free_again(petition: Petition, clerk: User) -> None:
    here = booked(petition)
    booking.arrive(here, by=clerk, at=at("09:02"))
    booked(builders.a_petition(petition.municipality), "09:15")

    [missed] = booking.miss(petition.municipality, at=at("09:50"))

    assert missed.during.lower == at("09:15")
    here.refresh_from_db()
    assert here.state == AppointmentState.ARRIVED


def test_petition_stays_with_the_officer_when_its_appointment_is_missed_after_he_began(
    petition: Petition, clerk: User
) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booking.confirm(petition, at=at("08:00"))
    builders.goes(petition, workflow.EXAMINED, by=clerk, when=at("08:30"))

    booking.miss(petition.municipality, at=at("09:30"))

    assert builders.stands_at(petition) == workflow.EXAMINED


def test_served_from_is_when_the_officer_begins_and_ends_with_the_decision(petition: Petition, clerk: User) -> None:
    booking.arrive(booked(petition), by=clerk, at=at("08:55"))

    served = booking.serve(petition, by=clerk, at=at("09:03"))
    ended = booking.ended(petition, at=at("09:11"))

    assert served
    assert (served.state, served.served_from) == (AppointmentState.SERVED, at("09:03"))
    assert ended
    assert (ended.pk, ended.state, ended.ended_at) == (served.pk, AppointmentState.SERVED, at("09:11"))
    assert booking.ended(petition, at=at("09:12")) is None


def test_person_who_did_not_check_in_is_served_all_the_same(petition: Petition, clerk: User) -> None:
    booked(petition)

    served = booking.serve(petition, by=clerk, at=at("09:03"))

    assert served
    assert served.arrived_at == at("09:03")


def test_appointment_of_another_day_stays_when_the_officer_begins_early_and_ends_with_the_decision(
    petition: Petition, clerk: User
) -> None:
    appointment = booked(petition)
    day_before = MONDAY - timedelta(days=1)

    assert booking.serve(petition, by=clerk, at=at("15:00", on=day_before)) is None
    gone = booking.ended(petition, at=at("15:10", on=day_before))

    assert gone
    assert (gone.pk, gone.state) == (appointment.pk, AppointmentState.CANCELLED)
    assert booking.serve(petition, by=clerk, at=at("09:00")) is None
