"""A time is held, confirmed, moved and given up; and what the clock and the list of holidays do to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.types.range import Range

from casework.models import Holiday
from gis_assets.models import Municipality, Role
from permits import services, workflow
from permits.appointments import booking, places, tidying
from permits.models import Appointment, AppointmentState, Petition, Session
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, SERVICE, at

MakeOfficer = Callable[..., User]
TUESDAY = MONDAY + timedelta(days=1)


def offered(municipality: Municipality, *, now: str = "08:00", since: date = MONDAY, days: int = 1) -> dict[str, int]:
    found = booking.slots(municipality, service=services.every()[SERVICE], since=since, days=days, at=at(now))
    return {f"{place.start.astimezone(builders.BANGKOK):%H:%M}": place.free for place in found}


def booked(petition: Petition, start: str = "09:00", *, now: str = "08:00") -> Appointment:
    booking.hold(petition, start=at(start), at=at(now))
    return booking.confirm(petition, at=at(now))


def closed(municipality: Municipality, on: date = MONDAY) -> None:
    Holiday.objects.create(municipality=municipality, on=on, name="วันหยุดพิเศษ", recorded_at=at("07:00"))


def test_held_and_confirmed_time_moves_the_petition_to_booked(petition: Petition) -> None:
    held = booking.hold(petition, start=at("09:15"), at=at("08:00"))
    before = builders.stands_at(petition)
    confirmed = booking.confirm(petition, at=at("08:05"))

    assert (held.state, held.held_until) == (AppointmentState.HELD, at("08:10"))
    assert before == workflow.SUBMITTED
    assert confirmed.pk == held.pk
    assert confirmed.state == AppointmentState.CONFIRMED
    assert builders.stands_at(petition) == workflow.BOOKED


def test_confirming_twice_is_as_once_when_the_button_was_pressed_twice(petition: Petition) -> None:
    once = booked(petition)

    assert booking.confirm(petition, at=at("08:01")).confirmed_at == once.confirmed_at


def test_time_is_taken_for_others_while_it_is_held_and_free_when_the_hold_ran_out(petition: Petition) -> None:
    other = builders.a_petition(petition.municipality)
    booking.hold(petition, start=at("09:00"), at=at("08:00"))

    assert offered(petition.municipality, now="08:09")["09:00"] == 0
    with pytest.raises(booking.PlaceTaken):
        booking.hold(other, start=at("09:00"), at=at("08:09"))
    assert offered(petition.municipality, now="08:10")["09:00"] == 1
    assert booking.hold(other, start=at("09:00"), at=at("08:10")).state == AppointmentState.HELD
    assert petition.appointments.get().state == AppointmentState.RELEASED


def test_time_is_taken_when_as_many_hold_it_as_there_are_seats(counter: Session) -> None:
    Session.objects.filter(pk=counter.pk).update(capacity=2)
    first, second, third = (builders.a_petition(counter.municipality) for _each in range(3))

    seats = {booked(petition).seat for petition in (first, second)}

    assert seats == {0, 1}
    with pytest.raises(booking.PlaceTaken):
        booking.hold(third, start=at("09:00"), at=at("08:00"))
    assert offered(counter.municipality)["09:15"] == 2


@pytest.mark.parametrize(("now", "is_late"), [("08:09", False), ("08:10", True), ("08:30", True)])
def test_hold_cannot_be_confirmed_when_its_minutes_are_over(petition: Petition, now: str, is_late: bool) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))

    if not is_late:
        assert booking.confirm(petition, at=at(now)).state == AppointmentState.CONFIRMED
        return
    with pytest.raises(booking.HoldEnded) as refused:
        booking.confirm(petition, at=at(now))
    assert refused.value.start == at("09:00")
    assert booked(petition, now=now).state == AppointmentState.CONFIRMED


def test_late_confirmation_says_the_same_when_somebody_else_has_the_place_by_now(petition: Petition) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booked(builders.a_petition(petition.municipality), now="08:20")

    with pytest.raises(booking.HoldEnded):
        booking.confirm(petition, at=at("08:21"))
    assert Appointment.objects.filter(state=AppointmentState.CONFIRMED).count() == 1


def test_second_hold_moves_the_first_when_a_petition_holds_twice(petition: Petition) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booking.hold(petition, start=at("09:30"), at=at("08:01"))

    assert offered(petition.municipality) == {"09:00": 1, "09:15": 1, "09:30": 0, "09:45": 1}
    assert booking.hold(petition, start=at("09:30"), at=at("08:02")).held_until == at("08:12")


def test_hold_ends_with_the_beginning_when_the_time_is_near(petition: Petition) -> None:
    held = booking.hold(petition, start=at("09:00"), at=at("08:55"))

    assert held.held_until == at("09:00")
    with pytest.raises(booking.HoldEnded):
        booking.confirm(petition, at=at("09:00"))


@pytest.mark.parametrize("now", ["09:15", "09:16"])
def test_time_is_not_offered_when_it_has_begun(petition: Petition, now: str) -> None:
    assert list(offered(petition.municipality, now=now)) == ["09:30", "09:45"]
    with pytest.raises(booking.PlaceTaken, match=r"09:15"):
        booking.hold(petition, start=at("09:15"), at=at(now))


@pytest.mark.parametrize("start", ["08:45", "09:07", "10:00", "23:59"])
def test_time_outside_the_slots_is_refused(petition: Petition, start: str) -> None:
    with pytest.raises(booking.PlaceTaken):
        booking.hold(petition, start=at(start), at=at("08:00"))
    assert not Appointment.objects.exists()


def test_nothing_is_offered_beyond_the_days_ahead_of_the_municipality(petition: Petition) -> None:
    town = petition.municipality
    builders.a_session(town, Session.objects.get().officer, on=MONDAY + timedelta(days=2))

    assert len(offered(town, days=7)) == 4
    found = booking.slots(town, service=services.every()[SERVICE], since=MONDAY, days=7, at=at("08:00"))
    town.settings = {"permit_appointments": {"days_ahead": 1}}
    near = booking.slots(town, service=services.every()[SERVICE], since=MONDAY, days=7, at=at("08:00"))

    assert (len(found), len(near)) == (8, 4)


def test_holiday_declared_meanwhile_closes_the_day_also_to_what_is_held(petition: Petition) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    closed(petition.municipality)

    assert offered(petition.municipality) == {}
    with pytest.raises(booking.PlaceTaken):
        booking.confirm(petition, at=at("08:01"))
    with pytest.raises(booking.PlaceTaken):
        booking.hold(petition, start=at("09:15"), at=at("08:02"))


def test_days_end_at_the_offices_midnight_when_the_servers_clock_is_elsewhere(petition: Petition) -> None:
    town = petition.municipality
    builders.a_session(town, Session.objects.get().officer, "00:00", "00:30", on=TUESDAY)
    closed(town, on=TUESDAY)

    with timezone.override("America/New_York"):
        closed_day = offered(town, now="00:00", since=MONDAY - timedelta(days=1), days=3)
        Holiday.objects.all().delete()
        before_midnight = offered(town, now="23:59", since=TUESDAY)
        today_is_over = offered(town, now="23:59", since=MONDAY)

    assert list(closed_day) == ["09:00", "09:15", "09:30", "09:45"]
    assert list(before_midnight) == ["00:00", "00:15"]
    assert today_is_over == {}
    assert places.day_of(at("00:00", on=TUESDAY)) == TUESDAY


def test_service_that_takes_longer_has_two_slots_and_shuts_out_both(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = replace(services.every()[SERVICE], minutes_at_counter=20)
    monkeypatch.setattr(services, "every", lambda: {SERVICE: longer})

    assert list(offered(petition.municipality)) == ["09:00", "09:15", "09:30"]
    booked(petition, "09:15")
    assert [start for start, free in offered(petition.municipality).items() if free] == []


def test_service_that_a_session_does_not_serve_is_not_offered_there(counter: Session) -> None:
    Session.objects.update(services=["another-service"])

    assert offered(counter.municipality) == {}


def test_two_officers_at_one_time_are_two_places(counter: Session, officer: MakeOfficer) -> None:
    room = builders.a_room(counter.municipality, "ช่องบริการ 2")
    builders.a_session(counter.municipality, officer(Role.PERMIT_OFFICER), room=room)
    first, second, third = (builders.a_petition(counter.municipality) for _ in range(3))

    assert booked(first).session_id != booked(second).session_id
    with pytest.raises(booking.PlaceTaken):
        booked(third)


def test_appointment_is_moved_and_the_former_place_is_free(petition: Petition) -> None:
    former = booked(petition)
    new = booking.move(petition, start=at("09:30"), at=at("08:30"))
    former.refresh_from_db()

    assert (former.state, former.moved_to) == (AppointmentState.CANCELLED, new)
    assert offered(petition.municipality) == {"09:00": 1, "09:15": 1, "09:30": 0, "09:45": 1}
    assert builders.stands_at(petition) == workflow.BOOKED


def test_former_appointment_stays_when_the_new_time_cannot_be_had(petition: Petition) -> None:
    former = booked(petition)
    booked(builders.a_petition(petition.municipality), "09:30")

    with pytest.raises(booking.PlaceTaken):
        booking.move(petition, start=at("09:30"), at=at("08:30"))
    former.refresh_from_db()
    assert former.state == AppointmentState.CONFIRMED
    assert Appointment.objects.count() == 2


def test_appointment_cannot_be_booked_beside_a_confirmed_one(petition: Petition) -> None:
    booked(petition)

    with pytest.raises(booking.HasAppointment):
        booking.hold(petition, start=at("09:30"), at=at("08:30"))


def test_cancelled_appointment_frees_its_place_and_another_can_be_booked(petition: Petition) -> None:
    booked(petition)
    booking.cancel(petition, by=None, at=at("08:59"))

    assert builders.stands_at(petition) == workflow.SUBMITTED
    assert offered(petition.municipality)["09:00"] == 1
    assert booked(petition, now="08:59").state == AppointmentState.CONFIRMED


def test_appointment_is_neither_moved_nor_cancelled_by_the_citizen_when_it_has_begun(
    petition: Petition, officer: MakeOfficer
) -> None:
    booked(petition)

    with pytest.raises(booking.TooLateToChange):
        booking.cancel(petition, by=None, at=at("09:00"))
    with pytest.raises(booking.TooLateToChange):
        booking.move(petition, start=at("09:30"), at=at("09:00"))
    gone = booking.cancel(petition, by=officer(Role.PERMIT_OFFICER), at=at("09:00"))
    assert gone.state == AppointmentState.CANCELLED


def test_draft_and_withdrawn_petition_get_no_appointment(petition: Petition) -> None:
    draft = builders.a_petition(petition.municipality, submitted_at=None)
    builders.goes(petition, workflow.WITHDRAWN, when=at("07:00"))

    for none_of_these in (draft, petition):
        with pytest.raises(booking.NotToBook):
            booking.hold(none_of_these, start=at("09:00"), at=at("08:00"))
    with pytest.raises(booking.NoAppointment):
        booking.confirm(petition, at=at("08:00"))


def test_places_of_a_month_are_one_question(petition: Petition) -> None:
    officer = Session.objects.get().officer
    for day in range(1, 20):
        builders.a_session(petition.municipality, officer, on=MONDAY + timedelta(days=day))

    with CaptureQueriesContext(connection) as asked:
        found = offered(petition.municipality, days=30)

    assert len(asked) == 1
    assert len(found) == 4


def test_tidying_releases_old_holds_and_appointments_that_nobody_needs_and_is_safe_to_run_twice(
    petition: Petition,
) -> None:
    town = petition.municipality
    withdrawn, kept = builders.a_petition(town), builders.a_petition(town)
    booking.hold(petition, start=at("09:00"), at=at("08:00"))
    booked(withdrawn, "09:15")
    booked(kept, "09:30")
    builders.goes(withdrawn, workflow.WITHDRAWN, when=at("08:05"))

    assert tidying.tidy(town, at=at("08:10")) == 2
    assert tidying.tidy(town, at=at("08:11")) == 0
    assert offered(town) == {"09:00": 1, "09:15": 1, "09:30": 0, "09:45": 1}
    assert builders.stands_at(withdrawn) == workflow.WITHDRAWN


def test_petition_is_booked_again_when_it_comes_back_with_its_appointment_to_come(
    petition: Petition, officer: MakeOfficer
) -> None:
    appointment, clerk = booked(petition), officer(Role.PERMIT_OFFICER)
    builders.goes(petition, workflow.ASKED, by=clerk, when=at("08:10"))
    tidying.tidy(petition.municipality, at=at("08:11"))
    assert builders.stands_at(petition) == workflow.ASKED

    builders.goes(petition, workflow.SUBMITTED, when=at("08:20"))
    tidying.tidy(petition.municipality, at=at("08:21"))

    assert builders.stands_at(petition) == workflow.BOOKED
    appointment.refresh_from_db()
    assert appointment.state == AppointmentState.CONFIRMED


def test_database_refuses_a_place_twice_and_a_second_appointment_to_come(petition: Petition) -> None:
    had = booked(petition)
    other = builders.a_petition(petition.municipality)
    facts = {
        "municipality": had.municipality,
        "session": had.session,
        "held_at": at("08:00"),
        "held_until": at("08:10"),
    }
    same = {"during": had.during, "seat": 0, "state": AppointmentState.HELD}
    overlapping = same | {"during": Range(at("09:10"), at("09:20"))}

    for refused in (same, overlapping):
        with pytest.raises(IntegrityError, match="place_of_a_session_is_had_by_one"), transaction.atomic():
            Appointment.objects.create(petition=other, **facts | refused)
    with pytest.raises(IntegrityError, match="petition_has_one_appointment_to_come"), transaction.atomic():
        Appointment.objects.create(petition=petition, **facts | same | {"seat": 1})
