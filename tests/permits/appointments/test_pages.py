"""The pages of appointments: what each person sees and does, and that nobody else gets in."""

import base64
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
import zxingcpp
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from rasterio.io import MemoryFile

from casework.models import Holiday
from gis_assets.models import Municipality, Role
from permits import secrets_of, workflow
from permits.appointments import booking
from permits.models import Applicant, Appointment, AppointmentState, Petition, Room, Session
from tests import lasting
from tests.permits.appointments import builders
from tests.permits.appointments.builders import MONDAY, at
from tests.speaking import Officer, at_work_in, english

Sign = Callable[..., Officer]
Clock = Callable[[str], None]
CITIZENS = ("appointment/", "appointment/hold/", "appointment/confirm/", "appointment/move/", "appointment/cancel/")
OFFICERS = ("checkin/", "sessions/")


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`it_is("09:00")`: what the clock of the pages shows on that Monday; it shows eight to begin with."""

    def show(clock: str) -> None:
        shown = at(clock)
        monkeypatch.setattr(timezone, "now", lambda: shown)

    show("08:00")
    return show


@lasting.fixture
def clerk(client_as: Sign) -> Officer:
    return client_as(Role.PERMIT_OFFICER)


@pytest.fixture
def secret(it_is: Clock, petition: Petition) -> str:
    Applicant.objects.create(municipality=petition.municipality, petition=petition, name="สมหญิง ใจดี")
    return secrets_of.secret(petition.uid)


def mine(secret: str, page: str = "appointment/") -> str:
    return f"/permits/mine/{secret}/{page}"


def stamp(instant: datetime) -> str:
    return f"{instant.astimezone(builders.BANGKOK):%Y-%m-%dT%H:%M}"


def booked(petition: Petition, start: str = "09:00", *, now: str = "08:00") -> Appointment:
    booking.hold(petition, start=at(start), at=at(now))
    return booking.confirm(petition, at=at(now))


def elsewhere(client_as: Sign, other: Municipality) -> Officer:
    """An officer who is at work in another municipality."""
    return at_work_in(client_as(Role.PERMIT_OFFICER, of=other), other)


def test_citizen_holds_confirms_moves_and_cancels(client: Client, secret: str, petition: Petition) -> None:
    choose = english(client).get(mine(secret))
    held = client.post(mine(secret, "appointment/hold/"), {"start": stamp(at("09:15"))}, follow=True)
    confirmed = client.post(mine(secret, "appointment/confirm/"), follow=True)
    moved = client.post(mine(secret, "appointment/move/"), {"start": stamp(at("09:30"))}, follow=True)
    cancelled = client.post(mine(secret, "appointment/cancel/"), follow=True)

    assert 'value="2026-11-30T09:15"' in choose.content.decode()
    assert "Kept until 08:10" in held.content.decode()
    assert "Your appointment is booked." in confirmed.content.decode()
    assert "data:image/svg+xml;base64," in confirmed.content.decode()
    assert "09:30–09:45" in moved.content.decode()
    assert "free again for others" in cancelled.content.decode()
    assert builders.stands_at(petition) == workflow.SUBMITTED


def test_page_says_nothing_of_who_asks_and_is_kept_from_others(client: Client, secret: str, petition: Petition) -> None:
    booked(petition)

    page = client.get(mine(secret))

    assert "สมหญิง" not in page.content.decode()
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "no-store" in page["Cache-Control"]


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_code_of_the_appointment_reads_as_the_counters_address(
    client: Client, secret: str, petition: Petition, tmp_path: Path
) -> None:
    appointment = booked(petition)

    shown = re.search(r'data:image/svg\+xml;base64,([^"]+)', client.get(mine(secret)).content.decode())

    assert shown
    (tmp_path / "code.svg").write_bytes(base64.b64decode(shown[1]))
    (tmp_path / "page.typ").write_text('#image("code.svg", width: 8cm)')
    drawn = typst.compile(str(tmp_path / "page.typ"), format="png", ppi=100.0)
    with MemoryFile(drawn) as picture, picture.open() as opened:
        [read] = zxingcpp.read_barcodes(opened.read(1))
    assert read.text == f"{settings.PUBLIC_URL}/permits/checkin/?code={appointment.uid}"


@pytest.mark.parametrize("page", [*CITIZENS, "appointment.ics"])
def test_appointment_is_only_for_whoever_has_the_secret_in_its_own_town(
    client: Client, client_as: Sign, other_municipality: Municipality, secret: str, petition: Petition, page: str
) -> None:
    booked(petition)
    method = "get" if page in ("appointment/", "appointment.ics") else "post"
    stranger, foreign = Client(), elsewhere(client_as, other_municipality)

    assert getattr(client, method)(mine(secret, page)).status_code in (200, 302)
    assert getattr(stranger, method)(mine(petition.tracking, page)).status_code == 404
    assert getattr(stranger, method)(mine("0" * 16, page)).status_code == 404
    assert getattr(foreign, method)(mine(secret, page)).status_code == 404


def test_draft_has_no_page_of_appointments(client: Client, it_is: Clock, municipality: Municipality) -> None:
    draft = builders.a_petition(municipality, submitted_at=None)

    assert client.get(mine(secrets_of.secret(draft.uid))).status_code == 404


def test_late_confirmation_is_refused_kindly_and_the_time_offered_again(
    client: Client, secret: str, petition: Petition, it_is: Clock
) -> None:
    client.post(mine(secret, "appointment/hold/"), {"start": stamp(at("09:00"))})
    it_is("08:10")

    page = english(client).post(mine(secret, "appointment/confirm/"), follow=True).content.decode()

    assert "kept for you until" in page
    assert "Take it again" in page
    booked(builders.a_petition(petition.municipality), now="08:20")
    it_is("08:21")
    page = client.post(mine(secret, "appointment/confirm/"), follow=True).content.decode()
    assert "Take it again" not in page


def test_day_that_became_a_holiday_is_not_offered(client: Client, secret: str, municipality: Municipality) -> None:
    Holiday.objects.create(municipality=municipality, on=MONDAY, name="วันหยุด", recorded_at=at("07:00"))

    page = english(client).get(mine(secret))

    assert page.context["days"] == []
    assert "has set no hours yet" in page.content.decode()


@pytest.mark.parametrize("start", ["", "gibberish", "2026-13-40T99:99", "2026-11-30T09:07", "9999-12-31T23:59"])
def test_time_that_is_no_slot_is_refused_and_nothing_is_held(client: Client, secret: str, start: str) -> None:
    page = client.post(mine(secret, "appointment/hold/"), {"start": start}, follow=True)

    assert page.status_code == 200
    assert "message--error" in page.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("query", ["?day=2026-02-30", "?day=nonsense", "?again=nonsense", "?day=2020-01-01"])
def test_page_opens_when_the_address_says_nonsense(client: Client, secret: str, query: str) -> None:
    assert client.get(mine(secret) + query).status_code == 200


def test_calendar_file_keeps_its_uid_counts_changes_and_cancels(
    client: Client, secret: str, petition: Petition
) -> None:
    files = []
    booked(petition)
    files.append(client.get(mine(secret, "appointment.ics")))
    booking.move(petition, start=at("09:30"), at=at("08:10"))
    files.append(client.get(mine(secret, "appointment.ics")))
    booking.cancel(petition, by=None, at=at("08:20"))
    files.append(client.get(mine(secret, "appointment.ics")))

    calendars = [Calendar.from_ical(file.content) for file in files]
    events: list[Any] = [calendar.walk("VEVENT")[0] for calendar in calendars]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({event["UID"] for event in events}) == 1
    assert [calendar["METHOD"] for calendar in calendars] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [event["DTSTART"].dt for event in events] == [at("09:00"), at("09:30"), at("09:30")]
    assert secret not in files[0].content.decode()
    assert "สมหญิง" not in files[0].content.decode()
    assert client.get(mine(secret, "appointment.ics")).status_code == 200


def test_calendar_file_does_not_exist_without_a_confirmed_appointment(client: Client, secret: str) -> None:
    assert client.get(mine(secret, "appointment.ics")).status_code == 404


@pytest.mark.parametrize("page", OFFICERS)
def test_counters_pages_are_for_officers_of_this_municipality(
    client: Client, client_as: Sign, other_municipality: Municipality, counter: Session, it_is: Clock, page: str
) -> None:
    assert client.get(f"/permits/{page}").status_code == 302
    assert client_as(Role.PERMIT_OFFICER, of=other_municipality).get(f"/permits/{page}").status_code == 403
    assert client_as(Role.TAX_OFFICER).get(f"/permits/{page}").status_code == 403
    for role in (Role.PERMIT_OFFICER, Role.LOCAL_OFFICIAL, Role.HEAD_OF_ENGINEERING):
        assert client_as(role).get(f"/permits/{page}").status_code == 200


def test_counters_deeds_are_for_officers_of_this_municipality(
    client: Client, client_as: Sign, other_municipality: Municipality, petition: Petition, it_is: Clock
) -> None:
    one = booked(petition)
    deeds = [f"checkin/{one.uid}/arrive/", f"checkin/{one.uid}/leave/", f"sessions/{one.session_id}/call-off/"]
    foreign = elsewhere(client_as, other_municipality)

    for deed in [*deeds, "walkin/", "sessions/"]:
        assert client.post(f"/permits/{deed}").status_code == 302
        assert client_as(Role.TAX_OFFICER).post(f"/permits/{deed}").status_code == 403
    assert [foreign.post(f"/permits/{deed}").status_code for deed in deeds] == [404] * 3
    foreign.post("/permits/walkin/", {"tracking": petition.tracking})
    one.refresh_from_db()
    assert one.state == AppointmentState.CONFIRMED
    assert foreign.get(f"/permits/checkin/?code={one.uid}").status_code == 404


def test_scanned_code_opens_the_appointment_and_nothing_to_a_stranger(
    client: Client, clerk: Officer, secret: str, petition: Petition, it_is: Clock
) -> None:
    one = booked(petition)
    scanned = f"http://127.0.0.1:8000/permits/checkin/?code={one.uid}"
    it_is("08:50")

    for code in (scanned, str(one.uid), petition.tracking, petition.tracking[-4:].lower()):
        page = clerk.get("/permits/checkin/", {"code": code})
        assert page.context["found"] == one
        assert "สมหญิง" in page.content.decode()
    assert client.get(f"/permits/checkin/?code={one.uid}").status_code == 302
    clerk.post(f"/permits/checkin/{one.uid}/arrive/")
    one.refresh_from_db()
    assert one.state == AppointmentState.ARRIVED


@pytest.mark.parametrize("code", ["zzz", "00000000-0000-0000-0000-000000000000", "'; --", "QQQQ", "%00", "x" * 300])
def test_code_that_nobody_has_is_told(clerk: Officer, petition: Petition, it_is: Clock, code: str) -> None:
    page = english(clerk).get("/permits/checkin/", {"code": code})

    assert page.status_code == 404
    assert "belongs to no appointment" in page.content.decode()


def test_person_without_an_appointment_is_taken_in_by_the_tracking_number(
    clerk: Officer, petition: Petition, it_is: Clock
) -> None:
    it_is("09:05")

    found = english(clerk).get("/permits/checkin/", {"code": petition.tracking})
    taken = clerk.post("/permits/walkin/", {"tracking": petition.tracking}, follow=True)
    unknown = clerk.post("/permits/walkin/", {"tracking": "0" * 16}, follow=True)

    assert "No appointment today" in found.content.decode()
    assert f"{petition.tracking[-4:]} was taken in for 09:00" in taken.content.decode()
    assert "No petition has this tracking number" in unknown.content.decode()


def test_waiting_and_lateness_are_shown_by_the_minute(clerk: Officer, petition: Petition, it_is: Clock) -> None:
    booking.arrive(booked(petition), by=clerk.user, at=at("08:55"))
    booked(builders.a_petition(petition.municipality), "09:15")
    it_is("09:20")

    page = english(clerk).get("/permits/checkin/").content.decode()

    assert "since 08:55 (25 min)" in page
    assert "20 min past the time" in page
    assert "5 min late" in page


def test_days_list_asks_as_many_questions_for_four_as_for_two(clerk: Officer, counter: Session, it_is: Clock) -> None:
    asked = []
    for starts in (("09:00", "09:15"), ("09:30", "09:45")):
        for start in starts:
            booked(builders.a_petition(counter.municipality), start)
        with CaptureQueriesContext(connection) as questions:
            clerk.get("/permits/checkin/")
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_board_shows_last_signs_and_nobodys_name(
    client: Client, clerk: Officer, secret: str, petition: Petition, it_is: Clock
) -> None:
    booking.arrive(booked(petition), by=clerk.user, at=at("08:55"))
    it_is("09:01")

    waits = client.get("/permits/waiting/").content.decode()
    booking.serve(petition, by=clerk.user, at=at("09:02"))
    served = client.get("/permits/waiting/", headers={"hx-request": "true"}).content.decode()

    assert petition.tracking[-4:] in waits
    assert petition.tracking not in waits
    assert "สมหญิง" not in waits
    assert f'<p class="board__now figure">{petition.tracking[-4:]}</p>' in served


def hours(**facts: object) -> dict[str, object]:
    usual = {"since": "2026-12-01", "until": "2026-12-11", "weekdays": ["0", "1"], "opens": "08:30", "closes": "16:30"}
    return usual | {"new_room": "ช่องบริการ 9", "slot_minutes": 15, "capacity": 2} | facts


def test_officer_sets_hours_in_a_new_room_and_sees_the_week(clerk: Officer, it_is: Clock, counter: Session) -> None:
    page = english(clerk).post("/permits/sessions/", hours(officer=clerk.user.pk), follow=True)

    assert "3 sessions were set." in page.content.decode()
    assert page.redirect_chain == [("/permits/sessions/?week=2026-12-01", 302)]
    assert Room.objects.filter(name_th="ช่องบริการ 9").exists()
    assert [len(day["sessions"]) for day in page.context["days"]] == [1, 1, 0, 0, 0]


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "2026-02-30"])
def test_week_opens_when_the_address_names_none(clerk: Officer, it_is: Clock, week: str) -> None:
    assert clerk.get("/permits/sessions/", {"week": week}).status_code == 200


def test_hours_that_are_refused_keep_what_was_typed(clerk: Officer, it_is: Clock, counter: Session) -> None:
    page = english(clerk).post("/permits/sessions/", hours(officer=clerk.user.pk, closes="08:00"))

    assert page.status_code == 400
    assert "The hours must follow one another" in page.content.decode()
    assert 'value="ช่องบริการ 9"' in page.content.decode()
    assert not Room.objects.filter(name_th="ช่องบริการ 9").exists()


def test_officer_of_another_municipality_is_not_on_the_list(
    clerk: Officer, it_is: Clock, other_municipality: Municipality, officer: Callable[..., User]
) -> None:
    foreign = officer(Role.PERMIT_OFFICER, of=other_municipality)

    assert clerk.post("/permits/sessions/", hours(officer=foreign.pk)).status_code == 400
    assert not Session.objects.exists()


def test_called_off_session_says_whose_appointments_were_cancelled(
    client: Client, clerk: Officer, secret: str, petition: Petition, it_is: Clock
) -> None:
    one = booked(petition)

    page = english(clerk).post(f"/permits/sessions/{one.session_id}/call-off/", follow=True)

    assert f"were told: {petition.tracking[-4:]}" in page.content.decode()
    assert "had to cancel the appointment" in english(client).get(mine(secret)).content.decode()


def test_later_holiday_is_warned_of_on_the_week(clerk: Officer, petition: Petition, it_is: Clock) -> None:
    booked(petition)
    Holiday.objects.create(municipality=petition.municipality, on=MONDAY, name="วันหยุด", recorded_at=at("07:00"))

    page = english(clerk).get("/permits/sessions/").content.decode()

    assert "Sessions on days that became holidays" in page
    assert "1 person is booked." in page


def test_week_asks_as_many_questions_for_many_sessions_as_for_one(
    clerk: Officer, counter: Session, it_is: Clock
) -> None:
    with CaptureQueriesContext(connection) as few:
        clerk.get("/permits/sessions/")
    for day in range(1, 5):
        builders.a_session(counter.municipality, counter.officer, on=MONDAY + timedelta(days=day))
    with CaptureQueriesContext(connection) as many:
        clerk.get("/permits/sessions/")

    assert len(few) == len(many)
