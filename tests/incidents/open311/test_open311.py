"""GeoReport v2 as programs of others meet it: what is answered, taken and refused, and what stays private."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality, Role, UtilityPoleVersion
from incidents import holding, reports, resolution
from incidents.models import ApiClient, Channel, HeldReport, Incident, Kind, Report, Submission
from incidents.open311 import clients, definitions, listing, pace, posting
from incidents.open311.refusals import TooFast
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.open311 import standard
from tests.speaking import Officer, english

V2 = "/open311/v2/"
PRIVATE = ("0812345678", "somchai@example.org", "สมชาย", "ใจดี", "บ้านเลขที่ 9", "pictures.example.org", "phone-17")


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    cache.clear()
    return municipality


@lasting.fixture
def administrator(officer: Callable[..., User]) -> User:
    return officer(Role.ADMINISTRATOR)


@lasting.fixture
def key(town: Municipality, administrator: User) -> str:
    _client, key = a_key(town, administrator)
    return key


@lasting.fixture
def pole(town: Municipality) -> UtilityPoleVersion:
    return builders.a_pole(town)


def a_key(town: Municipality, by: User, *, per_hour: int = 100) -> tuple[ApiClient, str]:
    return clients.issue(town, name="Town App", contact="IT office", per_hour=per_hour, by=by, at=timezone.now())


def a_report(town: Municipality, *, at: datetime | None = None, **facts: Any) -> Report:
    given: dict[str, Any] = {"kind": Kind.ROAD, "channel": Channel.WEB, "point": builders.point((30, 40))}
    return reports.receive(town, key=uuid4(), at=at or timezone.now(), **given | facts)


def a_post(key: str, **facts: str) -> dict[str, str]:
    return {"api_key": key, "service_code": "road", "lat": "18.745", "long": "98.93"} | facts


def sent(client: Client, form: dict[str, Any]) -> str:
    """The number of what was posted."""
    answer = client.post(f"{V2}requests.json", form)
    assert answer.status_code == 200, answer.content
    return str(answer.json()[0]["service_request_id"])


def errors(answer: Any) -> list[tuple[int, str]]:
    """The status with each code, after the body was checked."""
    body = answer.json()
    standard.check(body, standard.many(standard.ERROR))
    return [(answer.status_code, one["code"]) for one in body]


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


def test_report_is_taken_followed_and_closed(
    town: Municipality, key: str, pole: UtilityPoleVersion, client: Client, officer: Callable[..., User]
) -> None:
    form = a_post(key, service_code="lamp_out", address_id=pole.pole.code.lower(), lat="", long="")
    form |= {"attribute[LAMP]": "flickers"}

    answer = client.post(f"{V2}requests.json", form)
    standard.check(answer.json(), standard.many(standard.POSTED))
    number = answer.json()[0]["service_request_id"]
    [before] = client.get(f"{V2}requests/{number}.json?locale=en").json()
    report = Report.objects.get()
    resolution.resolve(
        report.incident, responder=None, by=officer(Role.DISPATCHER), at=timezone.now(), note="ช่างสมชายเปลี่ยนหลอด"
    )
    [after] = client.get(f"{V2}requests/{number}.json?locale=en").json()

    assert report.tracking in answer.json()[0]["service_notice"]
    assert (report.channel, report.pole, report.submission.answers) == ("open311", pole.pole, {"LAMP": ["flickers"]})
    assert (before["status"], before["status_notes"], before["address_id"]) == ("open", "Reported", pole.pole.code)
    assert (after["status"], after["status_notes"]) == ("closed", "Resolved")
    assert after["updated_datetime"] > before["updated_datetime"]
    assert before["expected_datetime"] > before["requested_datetime"]
    assert (before["lat"], before["long"]) == pytest.approx((pole.shape_wgs84.y, pole.shape_wgs84.x), abs=1e-6)


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


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "guessed"}, 403),
        ({"jurisdiction_id": "99999999"}, 404),
        ({"service_code": "nothing"}, 404),
        ({"service_code": ""}, 400),
        ({"lat": ""}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "50", "long": "10"}, 400),
        ({"lat": "", "long": "", "address_string": "บ้านเลขที่ 9 ถนนทดสอบ"}, 400),
        ({"lat": "", "long": "", "address_id": "nonsense"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"description": "a\x00b"}, 400),
        ({"email": "not an address"}, 400),
        ({"phone": "call me"}, 400),
        ({"media_url": "javascript:alert(1)"}, 400),
        ({"attribute[DAMAGE]": "everything"}, 400),
        ({"attribute[STRANGE]": "1"}, 400),
        ({"attribute[DAMAGE][]": ["pothole", "sign"]}, 400),
        ({"service_code": "other"}, 400),
        ({"service_code": "lamp_out", "attribute[LAMPS]": "many"}, 400),
        ({"service_code": "power_out", "attribute[SINCE]": "yesterday"}, 400),
    ],
)
def test_report_is_refused_and_nothing_is_kept(
    facts: dict[str, Any], status: int, town: Municipality, key: str, client: Client
) -> None:
    form = a_post(key) | facts

    answer = client.post(f"{V2}requests.json", form)

    assert errors(answer)[0] == (status, str(status))
    assert not Report.objects.exists()
    assert not HeldReport.objects.exists()


def test_everything_wrong_in_one_report_is_told_at_once(town: Municipality, key: str, client: Client) -> None:
    answer = client.post(f"{V2}requests.json", a_post(key, lat="north", email="nobody", phone="no"))

    assert [one["description"].split(":")[0] for one in answer.json()] == ["lat", "email", "phone"]


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        ("tree", {"attribute[LIES_ON][]": ["road", "wire"]}),
        ("other", {"attribute[WHAT]": "ฝาท่อส่งเสียง\nทั้งคืน"}),
        ("power_out", {"attribute[SINCE]": "2026-11-27T18:30:00+07:00", "attribute[EXTENT]": "street"}),
        ("lamp_out", {"attribute[LAMPS]": "3"}),
    ],
)
def test_answers_to_the_questions_are_kept_for_staff(
    service: str, answers: dict[str, Any], town: Municipality, key: str, client: Client
) -> None:
    sent(client, a_post(key, service_code=service) | answers)

    kept = Submission.objects.get()

    assert [one for values in kept.answers.values() for one in values] == [
        v for value in answers.values() for v in ([value] if isinstance(value, str) else value)
    ]
    assert len(posting.told(kept)) == len(answers) + 1


def test_words_of_an_answer_stand_with_the_report_when_there_are_no_others(
    town: Municipality, key: str, client: Client
) -> None:
    sent(client, a_post(key, service_code="other") | {"attribute[WHAT]": "<script>alert(1)</script>"})

    assert Report.objects.get().words == "<script>alert(1)</script>"


def test_pole_is_found_in_an_address_when_it_stands_there(
    town: Municipality, key: str, pole: UtilityPoleVersion, client: Client
) -> None:
    sent(client, a_post(key, lat="", long="", address_string=f"หน้าเสา {pole.pole.code}, ถนนทดสอบ"))

    assert Report.objects.get().pole == pole.pole


def test_report_sent_again_is_the_same_report(town: Municipality, key: str, client: Client) -> None:
    form = a_post(key, description="หลุมใหญ่")

    first, again, other = sent(client, form), sent(client, form), sent(client, form | {"description": "อีกหลุม"})

    assert first == again != other
    assert (Report.objects.count(), Incident.objects.count(), Submission.objects.count()) == (2, 1, 2)


def test_program_waits_when_it_has_sent_its_reports_of_the_hour(
    town: Municipality, administrator: User, client: Client
) -> None:
    _program, key = a_key(town, administrator, per_hour=2)
    for number in (1, 2):
        sent(client, a_post(key, description=f"{number}"))

    answer = client.post(f"{V2}requests.json", a_post(key, description="3"))

    assert errors(answer) == [(429, "429")]
    assert answer.headers["Retry-After"] == "60"
    assert Report.objects.count() == 2


def test_address_that_asked_too_much_waits(town: Municipality, client: Client, settings: Any) -> None:
    settings.OPEN311_READS_PER_MINUTE = 0

    assert client.get(f"{V2}services.json").status_code == 429


def test_address_may_ask_again_in_the_next_minute(settings: Any) -> None:
    settings.OPEN311_READS_PER_MINUTE = 3
    for _time in range(3):
        pace.may_read("192.0.2.1", at=AT)

    with pytest.raises(TooFast):
        pace.may_read("192.0.2.1", at=AT)
    pace.may_read("192.0.2.2", at=AT)
    pace.may_read("192.0.2.1", at=AT + timedelta(minutes=1))


def test_key_opens_nothing_when_it_is_revoked_or_of_another_town(
    town: Municipality, other_municipality: Municipality, administrator: User, client: Client
) -> None:
    program, key = a_key(town, administrator)
    with tenancy.within(other_municipality):
        _theirs, their_key = a_key(other_municipality, administrator)
    mine = {"jurisdiction_id": town.dla_code}
    clients.revoke(program, by=administrator, at=timezone.now())

    answers = [client.post(f"{V2}requests.json", a_post(each) | mine).status_code for each in (key, their_key)]

    assert answers == [403, 403]
    assert not Report.objects.exists()


def test_key_is_kept_as_a_digest_only(town: Municipality, administrator: User) -> None:
    program, key = a_key(town, administrator)

    kept = [str(value) for value in ApiClient.objects.filter(pk=program.pk).values_list()[0]]

    assert not [value for value in kept if key in value]
    assert clients.of_key(town, key=key) == program


def test_town_is_the_one_asked_for_when_a_host_serves_several(
    town: Municipality, other_municipality: Municipality, client: Client
) -> None:
    mine = a_report(town)
    with tenancy.within(other_municipality):
        builders.ready(other_municipality)
        theirs = a_report(other_municipality)

    unsaid = client.get(f"{V2}requests.json")
    found = {
        each.dla_code: client.get(f"{V2}requests.json?jurisdiction_id={each.dla_code}").json()
        for each in (town, other_municipality)
    }

    assert errors(unsaid) == [(400, "400")]
    assert [one["service_request_id"] for one in found[town.dla_code]] == [str(mine.public_id)]
    assert [one["service_request_id"] for one in found[other_municipality.dla_code]] == [str(theirs.public_id)]
    assert client.get(f"{V2}discovery.json").status_code == 200


def test_host_of_a_town_needs_no_jurisdiction(
    town: Municipality, other_municipality: Municipality, client: Client
) -> None:
    town.settings = {"hosts": ["testserver"]}
    town.save(update_fields=["settings"])

    assert client.get(f"{V2}requests.json").status_code == 200


def test_held_report_looks_to_its_sender_like_any_other_and_is_in_no_list(
    town: Municipality, key: str, client: Client, officer: Callable[..., User]
) -> None:
    first = sent(client, a_post(key, device_id="phone-17"))
    far = sent(client, a_post(key, device_id="phone-17", lat="18.76", long="98.97", description="far away"))
    held = HeldReport.objects.get()
    [told] = client.get(f"{V2}requests/{far}.json").json()
    listed = {one["service_request_id"] for one in client.get(f"{V2}requests.json").json()}
    report = holding.let_through(held, pole=None, by=officer(Role.DISPATCHER), at=timezone.now())
    [later] = client.get(f"{V2}requests/{far}.json").json()

    standard.check([told], standard.many(standard.REQUEST))
    assert listed == {first}
    assert told["status"] == "open"
    assert (later["service_request_id"], report.public_id) == (far, UUID(far))
    assert report.submission == Submission.objects.get(report=report)
    assert later.keys() == told.keys()


def test_tracking_codes_cannot_be_tried_out(town: Municipality, client: Client, settings: Any) -> None:
    settings.LOOKUPS_PER_HOUR = 2
    report = a_report(town)

    answers = [client.get(f"{V2}tokens/AAAA{number}.json").status_code for number in range(3)]

    assert answers == [404, 404, 429]
    assert client.get(f"{V2}tokens/{report.tracking}.json").status_code == 429


def test_asking_is_open_to_pages_of_other_sites_and_reporting_is_not(
    town: Municipality, key: str, client: Client
) -> None:
    asked, before = client.get(f"{V2}services.json"), client.options(f"{V2}requests.json")
    posted = client.post(f"{V2}requests.json", a_post(key))
    refused = client.get(f"{V2}services/nothing.json")

    assert [each.headers.get("Access-Control-Allow-Origin") for each in (asked, before, refused, posted)] == [
        "*"
    ] * 3 + [None]
    assert "POST" not in before.headers["Access-Control-Allow-Methods"]
    assert client.put(f"{V2}requests.json").status_code == 405
    assert client.post(f"{V2}services.json").status_code == 405
    assert client.get(f"{V2}services.csv").status_code == 404


def test_text_of_a_stranger_cannot_break_the_xml(town: Municipality, client: Client) -> None:
    asked = f"{V2}services.xml?jurisdiction_id=%3C%2Fb%3E%26%01%3Ci%3E"

    answer = client.get(asked)

    [error] = standard.spark(answer.content)
    assert answer.status_code == 404
    assert "</b>&<i>" in error["description"]


def test_staff_sees_what_the_program_sent(
    town: Municipality, key: str, client: Client, client_as: Callable[..., Officer]
) -> None:
    sent(
        client,
        a_post(key, service_code="flood", media_url="https://pictures.example.org/1.jpg")
        | {"attribute[DEPTH]": "knee"},
    )
    incident = Incident.objects.get()

    page = (
        english(client_as(Role.DISPATCHER))
        .get(f"/incidents/{incident.pk}/", headers={"hx-request": "true"})
        .content.decode()
    )

    assert "To the knee" in page
    assert "https://pictures.example.org/1.jpg" in page
    assert 'src="https://pictures' not in page
    assert "Town App" in page


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


PAGE = "/incidents/programs/"
FORM = {"name": "Town App", "contact": "IT office", "per_hour": "50"}


def test_administrator_gives_a_key_that_is_shown_once_and_takes_it_back(
    town: Municipality, client_as: Callable[..., Officer], client: Client
) -> None:
    browser = client_as(Role.ADMINISTRATOR)

    answer = browser.post(PAGE, FORM)
    key = answer.content.decode().split('id="key">')[1].split("<")[0]
    number = sent(client, a_post(key))
    again = browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}{ApiClient.objects.get().pk}/revoke/")

    assert number
    assert key not in again
    assert client.post(f"{V2}requests.json", a_post(key, description="x")).status_code == 403


def test_programs_are_the_administrators_only(
    town: Municipality, administrator: User, client: Client, client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:  # fmt: skip
    program, _key = a_key(town, administrator)
    revoke = f"{PAGE}{program.pk}/revoke/"
    elsewhere = client_as(Role.ADMINISTRATOR, of=other_municipality)

    assert [client.get(PAGE).status_code, client.post(revoke).status_code] == [302, 302]
    assert [elsewhere.get(PAGE).status_code, elsewhere.post(revoke).status_code] == [403, 403]
    assert [
        client_as(Role.DISPATCHER).get(PAGE).status_code,
        client_as(Role.DISPATCHER).post(PAGE, FORM).status_code,
    ] == [403, 403]
    program.refresh_from_db()
    assert program.revoked_at is None
    assert ApiClient.objects.count() == 1


def test_program_of_another_town_does_not_exist_here(
    town: Municipality, administrator: User, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        theirs, _key = a_key(other_municipality, administrator)

    assert client_as(Role.ADMINISTRATOR).post(f"{PAGE}{theirs.pk}/revoke/").status_code == 404
