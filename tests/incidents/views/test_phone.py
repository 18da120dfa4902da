"""The crew's page and what its phone asks: taps that come in late, who may send them, and the dispatcher's lists."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gis_assets import offline
from gis_assets.models import Municipality, Role
from incidents import dispatch, jobs, parts, reports
from incidents.models import Assignment, Incident, Kind, Responder, Tap
from incidents.views import phone as phones
from tests import lasting
from tests.incidents import builders, pictures
from tests.speaking import Officer, english

ClientAs = Callable[..., Officer]


@lasting.fixture
def phone(client_as: ClientAs) -> Officer:
    return client_as(Role.RESPONDER)


@lasting.fixture
def crew(municipality: Municipality, phone: Officer) -> Responder:
    builders.ready(municipality)
    parts.declare(municipality)
    builders.roads(municipality, (0, 0), (10_000, 0))
    return builders.a_crew(municipality, phone.user, (0, 0), position_at=timezone.now())


@lasting.fixture
def dispatcher(client_as: ClientAs) -> Officer:
    return client_as(Role.DISPATCHER)


def given(crew: Responder, dispatcher: Officer, east: float, *, number: int = 1) -> Assignment:
    at = timezone.now() - timedelta(hours=1)
    pole = builders.a_pole(crew.municipality, (east, 3), number=number)
    incident = reports.receive(
        crew.municipality, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=at, pole=pole, words="มืดมาก"
    ).incident
    return dispatch.assign(incident, responder=crew, by=dispatcher.user, at=at, onto_list=True)


def a_tap(assignment: Assignment, act: str, **more: Any) -> dict[str, Any]:
    at = timezone.now() - timedelta(minutes=30)
    return {"key": str(uuid4()), "assignment": assignment.pk, "act": act, "said_at": at.isoformat()} | more


def state_of(assignment: Assignment) -> str:
    return Incident.objects.get(pk=assignment.incident_id).state


def test_tap_of_half_an_hour_ago_is_taken_at_its_instant_and_once(
    crew: Responder, phone: Officer, dispatcher: Officer
) -> None:
    assignment = given(crew, dispatcher, 100)
    tap = a_tap(assignment, "set_out")

    first, second = (phone.post("/incidents/mine/taps/", tap).json() for _ in range(2))

    assert first == second
    assert (first["outcome"], first["taken_at"]) == ("taken", tap["said_at"])
    assert state_of(assignment) == "on_the_way"
    assert Tap.objects.count() == 1


def test_photo_parts_and_words_close_the_incident(crew: Responder, phone: Officer, dispatcher: Officer) -> None:
    assignment = given(crew, dispatcher, 100)
    photo = SimpleUploadedFile("a.jpg", pictures.jpeg(), content_type="image/jpeg")
    phone.post("/incidents/mine/taps/", a_tap(assignment, "arrive"))
    phone.post("/incidents/mine/taps/", a_tap(assignment, "photo", photo=photo))

    phone.post("/incidents/mine/taps/", a_tap(assignment, "done", note="เปลี่ยนหลอด", used='{"lamp-tube": 2}'))

    assert state_of(assignment) == "resolved"
    panel = dispatcher.get(f"/incidents/{assignment.incident_id}/", headers={"hx-request": "true"}).content.decode()
    assert "หลอดไฟ" in panel
    assert str(assignment.incident.photos.get().uid) in panel
    month = english(dispatcher).get("/incidents/crews/").content.decode()
    assert "Lamp tube" in month


def test_plain_form_without_script_sends_photo_and_parts_too(
    crew: Responder, phone: Officer, dispatcher: Officer
) -> None:
    assignment = given(crew, dispatcher, 100)
    phone.post(f"/incidents/{assignment.incident_id}/accept/")
    phone.post(f"/incidents/{assignment.incident_id}/arrive/")
    photo = SimpleUploadedFile("a.jpg", pictures.jpeg(), content_type="image/jpeg")

    refused = phone.post(f"/incidents/{assignment.incident_id}/resolve/", {"note": "เสร็จ"}, follow=True)
    sent = {"note": "เสร็จ", "photo": photo, "part_fuse": "1", "part_cable": "0"}
    phone.post(f"/incidents/{assignment.incident_id}/resolve/", sent)

    assert "ภาพ" in refused.content.decode()
    assert state_of(assignment) == "resolved"
    assert [use.part.code for use in assignment.incident.parts_used.all()] == ["fuse"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"said_at": "2026-11-27T10:00:00"},
        {"said_at": "yesterday"},
        {"act": "fly"},
        {"used": "[1]"},
        {"used": '{"fuse": "many"}'},
        {"key": "1"},
        {"act": "photo"},
        {"note": "ก" * 2001},
    ],
)
def test_tap_that_cannot_be_read_is_refused_in_words(
    crew: Responder, phone: Officer, dispatcher: Officer, wrong: dict[str, str]
) -> None:
    assignment = given(crew, dispatcher, 100)

    answer = phone.post("/incidents/mine/taps/", a_tap(assignment, "set_out") | wrong)

    assert answer.status_code == 422
    assert answer.json()["refusal"]
    assert not Tap.objects.exists()


def test_photo_that_is_none_is_refused_in_words(crew: Responder, phone: Officer, dispatcher: Officer) -> None:
    photo = SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")

    answer = phone.post("/incidents/mine/taps/", a_tap(given(crew, dispatcher, 100), "photo", photo=photo))

    assert answer.status_code == 422
    assert answer.json()["refusal"]


def test_taps_are_for_the_crew_that_was_sent_alone(
    crew: Responder,
    dispatcher: Officer,
    client: Client,
    client_as: ClientAs,
    municipality: Municipality,
    other_municipality: Municipality,
) -> None:
    tap = a_tap(given(crew, dispatcher, 100), "set_out")
    other = client_as(Role.RESPONDER)
    builders.a_crew(municipality, other.user, (50, 0))

    assert client.post("/incidents/mine/taps/", tap).status_code == 302
    assert other.post("/incidents/mine/taps/", tap).status_code == 404
    assert dispatcher.post("/incidents/mine/taps/", tap).status_code == 403
    assert client_as(Role.RESPONDER, of=other_municipality).post("/incidents/mine/taps/", tap).status_code == 403
    assert not Tap.objects.exists()


def test_phone_learns_the_servers_instant_and_that_its_list_changed(
    crew: Responder, phone: Officer, dispatcher: Officer
) -> None:
    before = phone.get("/incidents/mine/session/").json()
    given(crew, dispatcher, 100)
    after = phone.get("/incidents/mine/session/").json()

    assert before["crew"] == crew.pk
    assert before["now"] < after["now"]
    assert before["stamp"] != after["stamp"]
    assert phone.get("/incidents/mine/session/").json()["stamp"] == after["stamp"]


def test_session_is_for_crews_alone(client: Client, dispatcher: Officer, client_as: ClientAs) -> None:
    assert client.get("/incidents/mine/session/").status_code == 302
    assert dispatcher.get("/incidents/mine/session/").status_code == 403
    assert client_as(Role.RESPONDER).get("/incidents/mine/session/").status_code == 404


def test_worker_keeps_what_the_page_needs_and_says_nothing_of_anybody(client: Client, crew: Responder) -> None:
    worker = client.get("/incidents/mine/worker.js")

    assert offline.version(phones.SHELL) in worker.content.decode()
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert crew.call_sign not in worker.content.decode()
    assert client.get("/incidents/mine/app.webmanifest").json()["start_url"] == "/incidents/mine/"


def test_position_off_duty_is_refused(crew: Responder, phone: Officer) -> None:
    phone.post("/incidents/mine/duty/", {"is_on_duty": "0"})
    place = builders.point((5, 5))

    answer = phone.post("/incidents/mine/position/", {"lon": place.x, "lat": place.y})

    crew.refresh_from_db()
    assert answer.status_code == 409
    assert crew.position is None


def test_crew_goes_to_another_of_its_list_first(crew: Responder, phone: Officer, dispatcher: Officer) -> None:
    near, far = given(crew, dispatcher, 100), given(crew, dispatcher, 900, number=2)

    phone.post(f"/incidents/mine/first/{far.incident_id}/")

    assert [each.pk for each in jobs.of(crew)] == [far.pk, near.pk]


def test_dispatcher_moves_an_incident_of_a_list_and_asks_for_the_good_order_again(
    crew: Responder, dispatcher: Officer
) -> None:
    near, far = given(crew, dispatcher, 100), given(crew, dispatcher, 900, number=2)
    seen = {"seen": f"{near.pk},{far.pk}", "assignment": far.pk, "by": "-1"}

    dispatcher.post(f"/incidents/crews/{crew.pk}/move/", seen)
    moved = [each.pk for each in jobs.of(crew)]
    stale = dispatcher.post(f"/incidents/crews/{crew.pk}/move/", seen | {"seen": str(near.pk)}, follow=True)
    dispatcher.post(f"/incidents/crews/{crew.pk}/by-road/")

    assert moved == [far.pk, near.pk]
    assert crew.call_sign in stale.content.decode()
    assert [each.pk for each in jobs.of(crew)] == [near.pk, far.pk]
    assert dispatcher.post(f"/incidents/crews/{crew.pk}/move/", {"seen": "x"}).status_code == 400


def test_board_proposes_a_nearer_crew_and_one_press_sends_it(
    crew: Responder, dispatcher: Officer, client_as: ClientAs, municipality: Municipality
) -> None:
    assignment = given(crew, dispatcher, 9_900)
    Incident.objects.filter(pk=assignment.incident_id).update(kind=Kind.FLOOD)
    other = builders.a_crew(municipality, client_as(Role.RESPONDER).user, (9_000, 0), position_at=timezone.now())

    hint = english(dispatcher).get("/incidents/nearer/").content.decode()
    sent = {"away_from": crew.pk, "responder": other.pk}
    dispatcher.post(f"/incidents/{assignment.incident_id}/reassign/", sent)

    assert "15 min sooner" in hint
    assert Assignment.objects.open().get().responder == other
    assert dispatcher.get("/incidents/nearer/").content.decode().strip() == ""


def test_crew_gives_an_incident_back_with_its_reason_on_the_plain_page(
    crew: Responder, phone: Officer, dispatcher: Officer
) -> None:
    assignment = given(crew, dispatcher, 100)
    address = f"/incidents/{assignment.incident_id}/give-back/"

    silent = phone.post(address, {"note": "  "}, follow=True)
    still = state_of(assignment)
    phone.post(address, {"note": "ไม่มีรถกระเช้า"})

    assert "โปรดบอกเหตุที่คืนงาน" in silent.content.decode()
    assert (still, state_of(assignment)) == ("assigned", "reported")
    panel = dispatcher.get(f"/incidents/{assignment.incident_id}/", headers={"hx-request": "true"}).content.decode()
    assert "ไม่มีรถกระเช้า" in panel
    assert "data-waiting" in panel
    assert not Assignment.objects.open().exists()


def test_tap_gives_back_with_its_reason_only(crew: Responder, phone: Officer, dispatcher: Officer) -> None:
    assignment = given(crew, dispatcher, 100)

    silent = phone.post("/incidents/mine/taps/", a_tap(assignment, "give_back")).json()
    still = state_of(assignment)
    told = phone.post("/incidents/mine/taps/", a_tap(assignment, "give_back", note="สายขาดต้องรอการไฟฟ้า")).json()

    assert (silent["outcome"], still) == ("refused", "assigned")
    assert silent["refusal"]
    assert (told["outcome"], state_of(assignment)) == ("taken", "reported")
    assert assignment.incident.case.steps.latest("pk").note == "สายขาดต้องรอการไฟฟ้า"


def test_giving_back_is_for_the_crew_that_has_it(
    crew: Responder, dispatcher: Officer, client: Client, client_as: ClientAs, municipality: Municipality,
    other_municipality: Municipality,
) -> None:  # fmt: skip
    assignment = given(crew, dispatcher, 100)
    other = client_as(Role.RESPONDER)
    builders.a_crew(municipality, other.user, (50, 0))
    address, why = f"/incidents/{assignment.incident_id}/give-back/", {"note": "ไกลไป"}

    assert client.post(address, why).status_code == 302
    assert other.post(address, why).status_code == 404
    assert client_as(Role.DISPATCHER, of=other_municipality).post(address, why).status_code == 403
    assert state_of(assignment) == "assigned"
