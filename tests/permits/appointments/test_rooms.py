"""Rooms of the office: added, renamed, closed while people are booked in them, opened again; by its officers alone."""

from collections.abc import Callable
from datetime import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import JournalEntry, Municipality, Role
from permits import services
from permits.appointments import attending, booking, rooms, sessions
from permits.models import AppointmentState, Petition, Room, Session
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, at
from tests.speaking import Officer, english

Browsers = Callable[..., Officer]


@pytest.fixture
def clerk(officer: Callable[..., User]) -> User:
    return officer(Role.PERMIT_OFFICER)


def free(municipality: Municipality) -> int:
    service = services.every()[builders.SERVICE]
    return sum(one.free for one in booking.slots(municipality, service=service, since=MONDAY, days=1, at=at("08:00")))


def booked(petition: Petition, start: str = "09:00") -> None:
    booking.hold(petition, start=at(start), at=at("08:00"))
    booking.confirm(petition, at=at("08:01"))


def test_closed_room_keeps_who_is_booked_and_takes_nobody_new(
    counter: Session, petition: Petition, clerk: User
) -> None:
    booked(petition)
    another = builders.a_petition(counter.municipality)

    closed = rooms.close(counter.room, by=clerk, at=at("08:30"))

    assert [each.petition for each in closed.to_be_moved] == [petition]
    assert petition.appointments.get().state == AppointmentState.CONFIRMED
    assert free(counter.municipality) == 0
    with pytest.raises(booking.PlaceTaken):
        booking.hold(another, start=at("09:15"), at=at("08:31"))
    with pytest.raises(attending.NoCounterOpen):
        booking.walk_in(another, by=clerk, at=at("08:31"))


def test_held_time_is_not_confirmed_when_the_room_was_closed_meanwhile(
    counter: Session, petition: Petition, clerk: User
) -> None:
    booking.hold(petition, start=at("09:00"), at=at("08:00"))

    closed = rooms.close(counter.room, by=clerk, at=at("08:01"))

    assert closed.to_be_moved == ()
    with pytest.raises(booking.PlaceTaken):
        booking.confirm(petition, at=at("08:02"))


def test_appointment_is_moved_out_of_a_closed_room(counter: Session, petition: Petition, clerk: User) -> None:
    booked(petition)
    other = builders.a_session(
        counter.municipality, clerk, "10:00", "11:00", room=builders.a_room(counter.municipality, "ห้อง 2")
    )
    rooms.close(counter.room, by=clerk, at=at("08:30"))

    moved = booking.move(petition, start=at("10:00"), at=at("08:31"))

    assert moved.session == other
    assert not rooms.to_be_moved(counter.room, at=at("08:31")).exists()


def test_hours_are_not_set_in_a_closed_room_and_are_kept_when_it_opens(counter: Session, clerk: User) -> None:
    rooms.close(counter.room, by=clerk, at=at("08:00"))
    pattern = sessions.Hours(
        weekdays=frozenset({0}), since=MONDAY, until=MONDAY, opens=time(13), closes=time(14)
    )  # fmt: skip

    for room in (Room.objects.get(), counter.room.name_th):
        with pytest.raises(sessions.RoomClosed):
            sessions.set_hours(counter.municipality, officer=clerk, room=room, hours=pattern, by=clerk, at=at("08:01"))
    with pytest.raises(rooms.ClosedAlready):
        rooms.close(counter.room, by=clerk, at=at("08:02"))
    rooms.open_again(counter.room, by=clerk, at=at("08:03"))

    assert free(counter.municipality) == 4
    with pytest.raises(rooms.OpenAlready):
        rooms.open_again(counter.room, by=clerk, at=at("08:04"))


def test_name_is_new_and_not_empty(counter: Session, clerk: User) -> None:
    town = counter.municipality
    added = rooms.add(town, name_th=" ห้อง 2 ", name_en="", by=clerk, at=at("08:00"))

    with pytest.raises(rooms.NameTaken):
        rooms.rename(counter.room, name_th="ห้อง 2", name_en="Room 2", by=clerk, at=at("08:01"))
    with pytest.raises(rooms.NoName):
        rooms.add(town, name_th=" ", name_en="Room 3", by=clerk, at=at("08:01"))
    rooms.rename(added, name_th="ห้องใหญ่", name_en="Hall", by=clerk, at=at("08:02"))

    assert set(Room.objects.values_list("name_th", "name_en")) == {("ช่องบริการ 1", "Counter 1"), ("ห้องใหญ่", "Hall")}
    assert [each.action for each in JournalEntry.objects.order_by("pk")] == ["room.added", "room.renamed"]


def test_rooms_are_for_officers_of_the_town_alone(
    counter: Session, client_as: Browsers, other_municipality: Municipality
) -> None:
    elsewhere, wrong = client_as(Role.PERMIT_OFFICER, of=other_municipality), client_as(Role.TAX_OFFICER)
    acts = [reverse("permits:rooms")]
    acts += [reverse(f"permits:room_{act}", args=[counter.room_id]) for act in ("rename", "close", "open")]

    for url in acts:
        sent = {"name_th": "ห้องลับ", f"room{counter.room_id}-name_th": "ห้องลับ"}
        assert Client().post(url, sent).status_code == 302
        assert {elsewhere.post(url, sent).status_code, wrong.post(url, sent).status_code} == {403}
    assert Room.objects.get().is_open
    assert Room.objects.get().name_th == "ช่องบริการ 1"


def test_room_of_another_town_is_not_found(
    municipality: Municipality, other_municipality: Municipality, client_as: Browsers
) -> None:
    theirs = Room(municipality=other_municipality, name_th="x", pk=987)

    answer = client_as(Role.PERMIT_OFFICER).post(reverse("permits:room_close", args=[theirs.pk]))

    assert answer.status_code == 404


def test_page_adds_renames_closes_and_names_who_is_to_be_moved(
    counter: Session, petition: Petition, client_as: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("08:30"))
    booked(petition)
    browser, page, room = english(client_as(Role.PERMIT_OFFICER)), reverse("permits:rooms"), counter.room_id

    browser.post(page, {"name_th": "ห้อง 2"})
    twice = browser.post(page, {"name_th": "ห้อง 2"})
    wrong = browser.post(reverse("permits:room_rename", args=[room]), {f"room{room}-name_th": "ห้อง 2"})
    browser.post(reverse("permits:room_rename", args=[room]), {f"room{room}-name_th": "ช่อง ก"})
    closed = browser.post(reverse("permits:room_close", args=[room]), follow=True).content.decode()
    opened = browser.post(reverse("permits:room_open", args=[room]), follow=True).content.decode()

    assert (twice.status_code, wrong.status_code) == (400, 400)
    assert all("There is a room “ห้อง 2” already" in answer.content.decode() for answer in (twice, wrong))
    assert "1 appointment in it is to be moved" in closed
    assert petition.tracking[-4:] in closed
    assert "is in use again" in opened
    assert set(Room.objects.values_list("name_th", "is_open")) == {("ช่อง ก", True), ("ห้อง 2", True)}
