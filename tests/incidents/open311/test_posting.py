"""Reports that programs send: taken and followed, or refused with the standard's errors and nothing kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gis_assets.models import Municipality, Role, UtilityPoleVersion
from incidents import holding, resolution
from incidents.models import HeldReport, Incident, Report, Submission
from incidents.open311 import posting
from tests.incidents.open311 import standard
from tests.incidents.open311.programs import V2, a_post, errors, sent


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
