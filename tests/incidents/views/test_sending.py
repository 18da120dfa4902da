"""The doors for a report: the phone's script, the ordinary form, what is near, photos and codes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gis_assets.models import Municipality, Role
from incidents import dispatch, holding, photos, reports, resolution
from incidents.models import HeldReport, Incident, Photo, Report
from tests.incidents import builders, pictures
from tests.speaking import Officer

ClientAs = Callable[..., Officer]
INSIDE = {"lon": "98.935", "lat": "18.75"}


@pytest.fixture(autouse=True)
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


def form(**facts: Any) -> dict[str, Any]:
    return {"kind": "tree", "words": "ล้มขวางทาง", "key": str(uuid4()), **INSIDE} | facts


def photo(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")


def a_report(town: Municipality, **facts: Any) -> Report:
    asked: dict[str, Any] = {"kind": "tree", "key": uuid4(), "channel": "web", "at": timezone.now()}
    return reports.receive(town, **asked | {"point": builders.point((10, 10))} | facts)


def test_report_sent_twice_lands_once_with_the_same_code(client: Client) -> None:
    told = form(key=str(UUID(int=7)), email="a@example.org", device="phone-1")

    first = client.post("/p/send/", {**told, "photo": photo(pictures.jpeg())})
    second = client.post("/p/send/", {**told, "photo": photo(pictures.jpeg())})

    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert (Report.objects.count(), Photo.objects.count()) == (1, 1)
    assert Report.objects.get().email == "a@example.org"
    assert "phone-1" not in Report.objects.get().device_digest


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lon": "100.5", "lat": "13.7"}, "__all__"),
        ({"lon": "1000.0"}, "lon"),
        ({"lon": "", "lat": ""}, "__all__"),
        ({"lon": "", "lat": "", "pole": "ZZZZZZ-9"}, "__all__"),
        ({"kind": "ufo"}, "kind"),
        ({"key": "1"}, "key"),
        ({"phone": "call me"}, "phone"),
        ({"words": "ก" * 2001}, "words"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_report_is_refused_with_a_sentence_at_its_field(client: Client, facts: dict[str, str], field: str) -> None:
    answer = client.post("/p/send/", form(**facts))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Report.objects.exists()


def test_pole_read_without_a_network_is_the_place(client: Client, town: Municipality) -> None:
    pole = builders.a_pole(town)

    answer = client.post("/p/send/", form(lon="", lat="", pole=pole.pole.code.lower()))

    assert answer.status_code == 200
    assert Report.objects.get().pole == pole.pole
    assert Report.objects.get().channel == "qr"


@pytest.mark.parametrize("address", ["/p/", "/p/send/"])
def test_photo_too_large_gets_a_sentence_and_the_rest_arrives(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MAX_BYTES", 1_000_000)

    answer = client.post(address, form(photo=photo(b"\xff\xd8\xff" + b"x" * 5_000_000)))

    assert not Report.objects.exists()
    if address == "/p/":
        said = answer.content.decode()
        assert "ล้มขวางทาง" in said
        assert "1 MB" in said
    else:
        assert list(answer.json()["errors"]) == ["photo"]


@pytest.mark.parametrize(
    ("claimed", "status"),
    [({"CONTENT_LENGTH": "200000000"}, 413), ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411)],
)
@pytest.mark.parametrize("address", ["/p/", "/p/send/"])
def test_report_is_refused_before_it_is_read_when_it_is_beyond_all_photos_or_of_unknown_size(
    client: Client, address: str, claimed: dict[str, Any], status: int
) -> None:
    assert client.post(address, form(), **claimed).status_code == status
    assert not Report.objects.exists()


@pytest.mark.parametrize("content", [pictures.bomb(), pictures.jpeg((300, 300))[:900], b"MZ\0 a program"])
def test_strange_photo_gets_a_sentence_and_nothing_is_taken(client: Client, content: bytes) -> None:
    answer = client.post("/p/send/", form(photo=photo(content)))

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["photo"]
    assert not Report.objects.exists()


def test_script_in_the_words_is_shown_as_words(client: Client, client_as: ClientAs) -> None:
    client.post("/p/send/", form(words="<script>alert(1)</script>"))

    incident = Incident.objects.get()
    page = client_as(Role.DISPATCHER).get(f"/incidents/{incident.pk}/", headers={"hx-request": "true"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "alert(1)" not in client.get(f"/r/{Report.objects.get().tracking}/").content.decode()


def test_network_that_sends_too_much_is_told_to_wait(client: Client, settings: Settings) -> None:
    settings.REPORTS_PER_HOUR = 1
    client.post("/p/send/", form())

    answer = client.post("/p/send/", form())

    assert answer.status_code == 429
    assert "__all__" in answer.json()["errors"]


def test_near_tells_open_incidents_of_the_kind_and_nothing_of_reporters(client: Client, town: Municipality) -> None:
    near = a_report(town, words="ของป้าแดง", phone="0812345678").incident
    a_report(town, kind="flood")
    point = builders.point((100, 10))

    answer = client.post("/p/near/", {"kind": "tree", "lon": point.x, "lat": point.y})

    (told,) = answer.json()["near"]
    assert (told["id"], told["metres"]) == (near.pk, 90)
    assert "ป้าแดง" not in answer.content.decode()
    assert client.get("/p/near/").status_code == 405


def test_recognised_incident_is_joined(client: Client, town: Municipality) -> None:
    incident = a_report(town, at=timezone.now() - timedelta(hours=5)).incident
    point = builders.point((100, 10))

    client.post("/p/send/", form(lon=point.x, lat=point.y, joins=incident.pk))

    assert incident.reports.count() == 2


def test_held_report_cannot_be_told_from_one_that_waits(client: Client, town: Municipality) -> None:
    now = timezone.now()
    waits = a_report(town, at=now)
    held = HeldReport.objects.create(
        municipality=town, tracking="0" * 16, kind="tree", point=waits.point, submitted_at=now,
        idempotency_key=uuid4(), channel="web", reasons=["blocked"],
    )  # fmt: skip

    pages = [client.get(f"/r/{one.tracking}/").content.decode() for one in (waits, held)]

    def neutral(page: str, thing: Report | HeldReport) -> list[str]:
        words = page.replace(str(thing), "CODE").replace(thing.tracking, "CODE").splitlines()
        return [line for line in words if "csrf" not in line.lower()]

    assert neutral(pages[0], waits) == neutral(pages[1], held)


@pytest.mark.parametrize("code", ["0000-0000-0000-0001", "short", "UUUU-UUUU-UUUU-UUUU"])
def test_code_that_nobody_has_gets_the_same_answer_whatever_it_is(client: Client, code: str) -> None:
    answer = client.get(f"/r/{code}/")
    other = client.get("/r/0000-0000-0000-0002/")

    assert answer.status_code == other.status_code == 404
    said = answer.content.decode().replace(code, "X"), other.content.decode().replace("0000-0000-0000-0002", "X")
    assert [line for line in said[0].splitlines() if "csrf" not in line.lower()] == [
        line for line in said[1].splitlines() if "csrf" not in line.lower()
    ]


def test_codes_are_tried_a_few_times_an_hour_only(client: Client, town: Municipality, settings: Settings) -> None:
    settings.LOOKUPS_PER_HOUR = 2
    report = a_report(town)
    for code in ("0000-0000-0000-0001", "0000-0000-0000-0002"):
        assert client.get(f"/r/{code}/").status_code == 404

    assert client.get("/r/0000-0000-0000-0003/").status_code == 429
    assert client.get(f"/r/{report.tracking}/").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/r/{report.tracking}/").status_code == 200


def opened(person: Client, address: str) -> tuple[int, str]:
    """What the person gets; the file is read to its end, which closes it."""
    answer = person.get(address)
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code, str(answer["Content-Type"])


def test_photo_is_for_the_dispatcher_and_the_crew_that_has_it_only(
    town: Municipality, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    report = a_report(town, point=builders.point((100, 3)))
    drawn = photos.keep(
        report, file=photo(pictures.jpeg()), moment="before", by=None, at=timezone.now()  # type: ignore[arg-type]
    )  # fmt: skip
    address = f"/incidents/photos/{drawn.uid}.jpg"
    crew, other = client_as(Role.RESPONDER), client_as(Role.RESPONDER)
    builders.roads(town, (0, 0), (1000, 0))
    mine = builders.a_crew(town, crew.user, (300, 0))
    dispatch.assign(report.incident, responder=mine, by=client_as(Role.DISPATCHER).user, at=timezone.now())

    assert opened(client_as(Role.DISPATCHER), address) == opened(crew, address) == (200, "image/jpeg")
    assert other.get(address).status_code == 404
    assert client.get(address).status_code == 302
    assert client_as(Role.DISPATCHER, of=other_municipality).get(address).status_code == 403
    assert str(drawn.uid) not in client.get(f"/r/{report.tracking}/").content.decode()


def test_citizen_opens_the_incident_again_once_for_a_repair(
    town: Municipality, client: Client, client_as: ClientAs
) -> None:
    report = a_report(town)
    resolution.resolve(
        report.incident, responder=None, by=client_as(Role.DISPATCHER).user, at=timezone.now(), note="เสร็จ"
    )
    address = f"/r/{report.tracking}/"

    assert "is_mended" in client.get(address).content.decode()
    assert client.post(address, {"is_mended": "0", "note": ""}).status_code == 200
    assert client.post(address, {"is_mended": "0", "note": "ยังมืดอยู่"}).status_code == 302

    report.incident.refresh_from_db()
    assert report.incident.state == "reopened"
    assert report.verdicts.get().note == "ยังมืดอยู่"
    assert "ยังมืดอยู่" not in client.get(address).content.decode()
    assert client.post(address, {"is_mended": "0", "note": "อีก"}).status_code == 200
    assert report.verdicts.count() == 1


def test_repair_is_judged_within_its_days_only(
    town: Municipality, client: Client, client_as: ClientAs, settings: Settings
) -> None:
    long_ago = timezone.now() - timedelta(days=settings.REPORT_REOPEN_DAYS, minutes=1)
    report = a_report(town, at=long_ago)
    resolution.resolve(report.incident, responder=None, by=client_as(Role.DISPATCHER).user, at=long_ago, note="เสร็จ")

    page = client.get(f"/r/{report.tracking}/").content.decode()

    assert "is_mended" not in page
    client.post(f"/r/{report.tracking}/", {"is_mended": "1", "stars": "5"})
    assert not report.verdicts.exists()


def call(**facts: Any) -> dict[str, Any]:
    return form(channel="phone", phone="081-234-5678") | facts


def test_call_is_recorded_with_its_time_and_who_wrote_it_down(client_as: ClientAs, town: Municipality) -> None:
    dispatcher, pole = client_as(Role.DISPATCHER), builders.a_pole(town)
    told_at = timezone.localtime() - timedelta(minutes=20)

    answer = dispatcher.post("/incidents/call/", call(pole=pole.pole.code, told_at=f"{told_at:%Y-%m-%dT%H:%M}"))

    report = Report.objects.get()
    assert answer["Location"] == f"/incidents/?incident={report.incident_id}"
    assert (report.channel, report.entered_by, report.pole) == ("phone", dispatcher.user, pole.pole)
    assert report.submitted_at == told_at.replace(second=0, microsecond=0)
    assert report.phone == "081-234-5678"


@pytest.mark.parametrize("hours", [1, -24 * 8])
def test_call_is_refused_when_its_time_is_in_the_future_or_long_ago(client_as: ClientAs, hours: int) -> None:
    told_at = timezone.localtime() + timedelta(hours=hours)

    answer = client_as(Role.DISPATCHER).post("/incidents/call/", call(told_at=f"{told_at:%Y-%m-%dT%H:%M}"))

    assert answer.status_code == 200
    assert "ล้มขวางทาง" in answer.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize("address", ["/incidents/call/", "/incidents/held/"])
def test_staff_page_is_closed_to_others(
    address: str, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    assert client_as(Role.DISPATCHER).get(address).status_code == 200
    assert client.get(address).status_code == 302
    assert client_as(Role.DISPATCHER, of=other_municipality).get(address).status_code == 403
    assert client_as(Role.RESPONDER).get(address).status_code == 403


def test_held_report_is_decided_by_the_dispatcher_only(
    town: Municipality, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    held = HeldReport.objects.create(
        municipality=town, tracking="0" * 16, kind="tree", point=builders.point((0, 0)), submitted_at=timezone.now(),
        idempotency_key=uuid4(), channel="web", reasons=["night_burst"], sender_digest="x",
    )  # fmt: skip
    address = f"/incidents/held/{held.pk}/"
    dispatcher = client_as(Role.DISPATCHER)

    assert client.post(address, {"act": "discard"}).status_code == 302
    assert client_as(Role.DISPATCHER, of=other_municipality).post(address, {"act": "discard"}).status_code == 403
    for act in ("discard", "take_back", "block", "unblock", "let_through"):
        assert dispatcher.get("/incidents/held/").status_code == 200
        assert dispatcher.post(address, {"act": act}).status_code == 302

    held.refresh_from_db()
    assert held.report is not None
    assert held.report.tracking == held.tracking
    assert isinstance(
        holding.submit(town, kind="tree", key=held.idempotency_key, channel="web", at=timezone.now()), Report
    )


def test_page_kept_on_the_phone_names_nobody(client_as: ClientAs) -> None:
    page = Client().get("/p/shell/?language=en").content.decode()

    assert "What is wrong?" in page
    worker = client_as(Role.DISPATCHER).get("/p/worker.js?language=<x>")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "language\\u003Dth" in worker.content.decode() or "language=th" in worker.content.decode()
