"""What GeoReport v2 answers to whoever asks, as the standard wants it, and what stays private."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gis_assets import sql_files
from gis_assets.models import Municipality, Role, UtilityPoleVersion
from incidents import resolution
from incidents.models import Kind, Report
from incidents.open311 import definitions, listing
from tests.incidents import builders
from tests.incidents.open311 import standard
from tests.incidents.open311.programs import V2, a_post, a_report, errors, sent

PRIVATE = ("0812345678", "somchai@example.org", "สมชาย", "ใจดี", "บ้านเลขที่ 9", "pictures.example.org", "phone-17")


def test_answers_are_as_the_standard_wants_them_in_json_and_the_same_in_xml(
    town: Municipality, pole: UtilityPoleVersion, client: Client
) -> None:
    report = a_report(town, kind=Kind.LAMP_OUT, pole=pole, point=None)
    pages = {
        "/open311/discovery": standard.DISCOVERY,
        f"{V2}discovery": standard.DISCOVERY,
        f"{V2}services": standard.many(standard.SERVICE),
        **{f"{V2}services/{kind}": standard.DEFINITION for kind in Kind},
        f"{V2}requests": standard.many(standard.REQUEST),
        f"{V2}requests/{report.public_id}": standard.many(standard.REQUEST),
        f"{V2}tokens/{report.tracking}": standard.many(standard.TOKEN),
    }

    for page, schema in pages.items():
        json, xml = client.get(f"{page}.json"), client.get(f"{page}.xml")

        standard.check(json.json(), schema)
        assert json.headers["Content-Type"] == "application/json; charset=utf-8"
        assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
        assert xml.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        assert standard.spark(xml.content) == standard.texts(json.json())


def test_xml_has_the_names_of_the_standard(town: Municipality, client: Client) -> None:
    a_report(town)

    named = {
        page: client.get(f"{V2}{page}.xml").content.decode()
        for page in ("services", "services/tree", "requests", "services/nothing")
    }

    assert "<services><service><service_code>" in named["services"]
    assert "<service_definition><service_code>tree</service_code><attributes><attribute>" in named["services/tree"]
    assert "<values><value><key>road</key>" in named["services/tree"]
    assert "<service_requests><request><service_request_id>" in named["requests"]
    assert "<errors><error><code>404</code><description>" in named["services/nothing"]


def test_services_speak_thai_and_english_and_name_the_emergency_number(town: Municipality, client: Client) -> None:
    thai = client.get(f"{V2}services.json").json()
    named = client.get(f"{V2}services.json?locale=en").json()

    assert [one["service_name"] for one in named][:3] == ["Power out", "Street lamp out", "Wire down"]
    assert all("191" in one["description"] for one in thai + named)
    assert any("สายไฟ" in one["description"] for one in thai)


def test_nothing_of_who_reported_is_in_any_answer(town: Municipality, key: str, client: Client) -> None:
    form = a_post(
        key, first_name="สมชาย", last_name="ใจดี", phone="0812345678", email="somchai@example.org",
        description="สมชาย ใจดี บ้านเลขที่ 9", address_string="บ้านเลขที่ 9", device_id="phone-17", account_id="77",
        media_url="https://pictures.example.org/1.jpg",
    )  # fmt: skip
    number = sent(client, form)
    report = Report.objects.get()

    told = "".join(
        client.get(f"{V2}{page}").content.decode()
        for page in ("requests.json", "requests.xml", f"requests/{number}.json", f"tokens/{report.tracking}.xml")
    )

    assert not [word for word in PRIVATE if word in told]
    assert report.tracking not in client.get(f"{V2}requests.json").content.decode()
    assert (report.phone, report.email) == ("0812345678", "somchai@example.org")
    assert report.submission.media_url == "https://pictures.example.org/1.jpg"


def test_place_is_told_to_fifty_metres_and_the_report_to_the_hour_when_there_is_no_pole(
    town: Municipality, client: Client
) -> None:
    at = timezone.localtime().replace(minute=17, second=0, microsecond=0) - timedelta(hours=2)
    report = a_report(town, at=at)

    [told] = client.get(f"{V2}requests.json").json()

    assert told["requested_datetime"] == told["updated_datetime"] == at.replace(minute=0).isoformat(timespec="seconds")
    assert told["expected_datetime"][14:19] == "00:00"
    assert (told["lat"], told["long"]) != (report.point.y, report.point.x)
    assert (round(told["lat"] / 0.0005, 6) % 1, round(told["long"] / 0.0005, 6) % 1) == (0, 0)
    assert abs(told["lat"] - report.point.y) <= 0.00025


def test_minute_cannot_be_found_out_by_asking_for_spans(town: Municipality, client: Client) -> None:
    at = timezone.localtime().replace(minute=17, second=0, microsecond=0) - timedelta(hours=2)
    a_report(town, at=at)

    found = {
        minute: len(client.get(f"{V2}requests.json", {"end_date": at.replace(minute=minute).isoformat()}).json())
        for minute in (0, 10, 16, 18, 59)
    }

    assert set(found.values()) == {1}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"new", "mended", "lamp"}),
        ({"status": "open"}, {"new", "lamp"}),
        ({"status": "closed"}, {"mended"}),
        ({"status": "open,closed"}, {"new", "mended", "lamp"}),
        ({"service_code": "lamp_out"}, {"lamp"}),
        ({"service_code": "lamp_out,road", "status": "", "start_date": ""}, {"new", "mended", "lamp"}),
        ({"start_date": "{-100}"}, {"old"}),
        ({"start_date": "{-100}", "end_date": "{-20}"}, {"old"}),
        ({"end_date": "{-20}"}, {"old"}),
        ({"service_request_id": "{old},{new},nonsense", "status": "closed", "service_code": "flood"}, {"old", "new"}),
        ({"page": "1", "page_size": "2"}, {"new", "lamp"}),
        ({"page": "2", "page_size": "2"}, {"mended"}),
        ({"page": "3", "page_size": "2"}, set()),
    ],
)
def test_list_has_what_was_asked_for(
    asked: dict[str, str], expected: set[str], town: Municipality, client: Client, officer: Callable[..., User]
) -> None:
    now = timezone.now()
    made = {
        "old": a_report(town, at=now - timedelta(days=95), point=builders.point((900, 0))),
        "mended": a_report(town, at=now - timedelta(hours=3), point=builders.point((500, 0))),
        "lamp": a_report(town, at=now - timedelta(hours=2), kind=Kind.LAMP_OUT),
        "new": a_report(town, at=now - timedelta(hours=1)),
    }
    resolution.resolve(made["mended"].incident, responder=None, by=officer(Role.DISPATCHER), at=now, note="filled")
    words = {name: str(report.public_id) for name, report in made.items()}
    days = {str(-day): (now - timedelta(days=day)).isoformat() for day in (100, 20)}
    filled = {name: _filled(text, words | days) for name, text in asked.items()}

    found = client.get(f"{V2}requests.json", filled).json()

    assert {one["service_request_id"] for one in found} == {words[name] for name in expected}


def _filled(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("services/nothing", 404),
        ("services?jurisdiction_id=99999999", 404),
        ("requests?jurisdiction_id=99999999", 404),
        (f"requests/{UUID(int=7)}", 404),
        ("requests/1", 404),
        ("tokens/AAAA-AAAA", 404),
        ("requests?service_code=nothing", 400),
        ("requests?status=pending", 400),
        ("requests?start_date=2026-01-01", 400),
        ("requests?start_date=2026-01-01T00:00:00", 400),
        ("requests?start_date=2026-02-30T00:00:00Z", 400),
        ("requests?start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z", 400),
        ("requests?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", 400),
        ("requests?page=0", 400),
        ("requests?page_size=1001", 400),
        ("requests?page_size=%E0%B9%91", 400),
        ("requests?page=00000000199999999999999999999", 400),
        ("requests?start_date=9999-12-31T23:59:59Z", 400),
        ("requests?end_date=0001-01-01T00:00:00Z", 400),
        ("requests?jurisdiction_id=%00x", 404),
    ],
)
def test_question_is_refused_with_the_standards_errors(
    page: str, status: int, town: Municipality, client: Client
) -> None:
    name, _mark, asked = page.partition("?")

    answer = client.get(f"{V2}{name}.json?{asked}")
    in_xml = client.get(f"{V2}{name}.xml?{asked}")

    assert errors(answer) == [(status, str(status))]
    assert in_xml.status_code == status
    assert standard.spark(in_xml.content) == answer.json()


def test_text_of_a_stranger_cannot_break_the_xml(town: Municipality, client: Client) -> None:
    asked = f"{V2}services.xml?jurisdiction_id=%3C%2Fb%3E%26%01%3Ci%3E"

    answer = client.get(asked)

    [error] = standard.spark(answer.content)
    assert answer.status_code == 404
    assert "</b>&<i>" in error["description"]


def test_list_of_four_asks_as_many_questions_as_of_two(town: Municipality, client: Client) -> None:
    asked = []
    for first in (0, 2):
        for place in (first, first + 1):
            a_report(town, point=builders.point((place * 300, 0)))
        with CaptureQueriesContext(connection) as questions:
            found = client.get(f"{V2}requests.json").json()
        asked.append((len(questions), len(found)))

    assert asked[0][0] == asked[1][0]
    assert asked[1][1] == 4


def test_every_kind_has_questions_group_and_keywords() -> None:
    assert set(Kind) == set(definitions.QUESTIONS) == set(definitions.GROUPS) == set(definitions.KEYWORDS)


def test_grid_is_that_of_the_public_map() -> None:
    assert f"ST_SnapToGrid(incident.point, {listing.GRID})" in sql_files.load("incidents", "layer_incidents")
