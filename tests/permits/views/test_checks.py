"""The live check over HTTP: the owner of the link, strangers, other municipalities, and whatever a browser may send."""

import json
import re
from typing import Any, cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gis_assets import tenancy
from gis_assets.models import Municipality
from permits import secrets_of
from permits.ground import checking
from permits.models import Checkup, Petition
from tests import lasting
from tests.incidents.builders import a_road
from tests.permits import builders
from tests.permits.ground.builders import an_area, hold, plan

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"[0-9A-Za-z+/=]{20,}")
"""Tokens of forms and of scripts, which differ from page to page."""


@lasting.fixture
def petition(municipality: Municipality) -> Petition:
    """A house in the middle of a parcel beside a street, in a zone that allows it."""
    a_road(municipality, (-100, -6), (100, -6))
    an_area(municipality, allowed=["dwelling"])
    parcel = builders.a_parcel_at(municipality, accuracy_class="rtk")
    builders.a_parcel_at(municipality, 30, 0, code="01A002", accuracy_class="rtk")
    return builders.a_petition(municipality, parcel=parcel)


def address(petition: Petition) -> str:
    return reverse("permits:checks", args=[secrets_of.secret(petition.uid)])


def checked(petition: Petition, told: object, *, client: Client | None = None) -> HttpResponse:
    body = told if isinstance(told, bytes | str) else json.dumps(told)
    answer = (client or Client()).post(address(petition), body, content_type="application/json")
    return cast(HttpResponse, answer)


def outline(east: float, north: float, **sizes: float) -> dict[str, Any]:
    polygon = plan(east, north, **sizes)
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in polygon.exterior.coords]]}


def by_rule(answer: HttpResponse) -> dict[str, dict[str, Any]]:
    return {finding["rule"]: finding for finding in json.loads(answer.content)["findings"]}


def test_plan_as_saved_is_checked_when_nothing_is_sent(petition: Petition) -> None:
    answer = checked(petition, {})

    told = json.loads(answer.content)
    assert answer.status_code == 200
    assert len(told["findings"]) == 14
    assert by_rule(answer)["inside_parcel"]["verdict"] == "pass"
    assert by_rule(answer)["zoning"]["verdict"] == "pass"
    assert {"code", "name", "sentence", "manual_days"} <= told["track"].keys()
    assert told["worst"] in ("pass", "ask", "fail")
    assert told["took_ms"] >= 0
    assert Checkup.objects.count() == 0


def test_breach_is_drawn_in_degrees_and_says_what_would_mend_it(petition: Petition) -> None:
    answer = checked(petition, {"footprint": outline(19, 10)})

    told = by_rule(answer)["boundary_distance"]
    assert (told["verdict"], told["unit"]) == ("fail", "m")
    assert told["measured"] == pytest.approx(1, abs=0.01)
    assert told["mend"]
    assert told["citations"][0]["cite"]
    assert "doubt" in told["citations"][0]
    lon, lat = told["shapes"][0]["geometry"]["coordinates"][0][:2]
    assert (lon, lat) == (pytest.approx(98.905, abs=0.001), pytest.approx(18.749, abs=0.001))


def test_advised_move_keeps_all_distances_when_it_is_followed(petition: Petition) -> None:
    move = json.loads(checked(petition, {"footprint": outline(19, 10)}).content)["move"]

    after = checked(petition, {"footprint": outline(19 + move["east_m"], 10 + move["north_m"])})

    assert move["east_m"] < 0
    assert by_rule(after)["boundary_distance"]["verdict"] != "fail"


def test_rectangle_is_checked_like_the_polygon_that_it_is(petition: Petition) -> None:
    lon, lat = builders.point(15, 15).coords
    rectangle = {"lon": lon, "lat": lat, "width_m": 10, "depth_m": 10, "turn_deg": 0}

    drawn, typed = (checked(petition, {"footprint": each}) for each in (outline(10, 10), rectangle))

    measured = [by_rule(each)["boundary_distance"]["measured"] for each in (drawn, typed)]
    assert measured[0] == pytest.approx(measured[1], abs=0.001)


def test_answers_that_are_sent_count_before_those_that_are_saved(petition: Petition) -> None:
    answer = checked(petition, {"answers": {"floor_area_m2": "151", "use": "commerce", "nonsense": 1}})

    told = json.loads(answer.content)
    assert told["track"]["code"] == "ordinary"
    assert by_rule(answer)["zoning"]["verdict"] != "pass"


@pytest.mark.parametrize("named", ["uid", "code"])
def test_parcel_is_known_by_its_uid_or_its_code(petition: Petition, municipality: Municipality, named: str) -> None:
    other = builders.a_parcel_at(municipality, 200, 0, code="01A099")
    told = str(other.parcel.uid) if named == "uid" else "01A099"

    answer = checked(petition, {"parcel": told, "footprint": outline(210, 10)})

    assert by_rule(answer)["inside_parcel"]["verdict"] == "pass"


@pytest.mark.parametrize("told", ["", "01Z999", "\0", "\ud83d", 7, None, "x" * 300])
def test_parcel_that_is_not_here_is_told(petition: Petition, told: object) -> None:
    answer = checked(petition, {"parcel": told})

    assert answer.status_code == 200
    assert by_rule(answer)["inside_parcel"]["verdict"] != "pass"


def test_parcel_of_another_municipality_is_not_here(petition: Petition, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        theirs = builders.a_parcel_at(other_municipality, 500, 0, code="99Z001")

    answer = checked(petition, {"parcel": str(theirs.parcel.uid), "footprint": outline(510, 10)})

    assert by_rule(answer)["inside_parcel"]["verdict"] != "pass"
    assert "99Z001" not in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"footprint": 7}',
        b'{"footprint": {"type": "Point", "coordinates": [98.9, 18.7]}}',
        b'{"footprint": {"type": "Polygon", "coordinates": []}}',
        b'{"footprint": {"type": "Polygon", "coordinates": [[[1e999, 0], [1, 1], [2, 2], [1e999, 0]]]}}',
        b'{"footprint": {"type": "Polygon", "coordinates": [[["a", 0], [1, 1], [2, 2]]]}}',
        b'{"footprint": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}}',
        b'{"footprint": {"type": "Polygon", "coordinates": [[[98.9, 18.7], [98.9, 18.8]]]}}',
        b'{"footprint": {"lon": 98.9, "lat": 18.7, "width_m": -3, "depth_m": 10}}',
        b'{"footprint": {"lon": 98.9, "lat": 18.7, "width_m": NaN, "depth_m": 10}}',
        b'{"footprint": {"lon": 400, "lat": 18.7, "width_m": 3, "depth_m": 10}}',
        b'{"footprint": {"lon": 1%s, "lat": 18.7, "width_m": 3, "depth_m": 10}}' % (b"0" * 400),
        b'{"footprint": {"type": "Polygon", "coordinates": [[[1%s, 0], [1, 1], [2, 2]]]}}' % (b"0" * 400),
        b'{"answers": {"height_m": "' + b"9" * 200_000 + b'"}}',
    ],
)
def test_garbage_is_answered_with_a_sentence(petition: Petition, body: bytes) -> None:
    answer = checked(petition, body)

    assert answer.status_code == 400
    assert json.loads(answer.content)["sentence"]


@pytest.mark.parametrize(
    "corners",
    [
        [[98.9, 18.74], [98.9001, 18.7401], [98.9001, 18.74], [98.9, 18.7401], [98.9, 18.74]],
        [[98.9, 18.74], [98.9, 18.74], [98.9, 18.74], [98.9, 18.74]],
        [[98.5, 18.5], [99.5, 18.5], [99.5, 19.0], [98.5, 19.0], [98.5, 18.5]],
        [[100.5, 13.7], [100.501, 13.7], [100.501, 13.701], [100.5, 13.701], [100.5, 13.7]],
    ],
    ids=["crosses itself", "no area", "huge", "in Bangkok"],
)
def test_outline_that_nobody_can_build_is_told_and_breaks_nothing(
    petition: Petition, corners: list[list[float]]
) -> None:
    answer = checked(petition, {"footprint": {"type": "Polygon", "coordinates": [corners]}})

    assert answer.status_code == 200
    assert by_rule(answer)["inside_parcel"]["verdict"] == "fail"


@pytest.mark.parametrize(
    "answers", [{"storeys": "many"}, {"height_m": [1]}, {"storeys": True}, {"storeys": "nan"}, {"storeys": "1e400"}]
)
def test_answer_that_is_no_figure_counts_as_not_given(petition: Petition, answers: dict[str, Any]) -> None:
    assert checked(petition, {"answers": answers}).status_code == 200


def test_wrong_secret_and_other_municipality_find_nothing(petition: Petition, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        theirs = builders.a_draft(other_municipality)

    assert checked(theirs, {}).status_code == 404
    wrong = Client().post(reverse("permits:checks", args=["0" * 16]), "{}", content_type="application/json")
    assert wrong.status_code == 404
    by_tracking = Client().post(reverse("permits:checks", args=[petition.tracking]), "{}", content_type="text/plain")
    assert by_tracking.status_code == 404
    assert Client().get(address(petition)).status_code == 405


def test_nothing_about_a_person_is_told(petition: Petition, municipality: Municipality) -> None:
    builders.a_submitted_petition(municipality, parcel=register_version(petition), applicant={"name": "สมหญิง ใจงาม"})

    text = checked(petition, {}).content.decode()

    for secret in ("สมชาย", "สมหญิง", builders.CITIZEN_ID, petition.applicant.id_digest, "0812345678"):
        assert secret not in text


def register_version(petition: Petition) -> Any:
    assert petition.parcel is not None
    return petition.parcel.versions.get()


def test_check_is_refused_with_a_sentence_when_there_were_too_many(petition: Petition, settings: Any) -> None:
    settings.CHECKS_PER_MINUTE = 0

    answer = checked(petition, {})

    assert answer.status_code == 429
    assert json.loads(answer.content)["sentence"]


def test_words_are_in_the_readers_language(petition: Petition, settings: Any) -> None:
    reader = Client()
    thai = checked(petition, {}, client=reader)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = checked(petition, {}, client=reader)

    assert by_rule(english)["inside_parcel"]["sentence"].startswith("The building lies inside parcel")
    assert by_rule(thai)["inside_parcel"]["sentence"] != by_rule(english)["inside_parcel"]["sentence"]
    assert "�" not in thai.content.decode()


@pytest.mark.parametrize("says_to_own", [True, False])
def test_nobody_learns_before_the_desk_whether_a_number_holds_the_parcel(petition: Petition, says_to_own: bool) -> None:
    def seen() -> tuple[dict[str, Any], list[dict[str, Any]], str]:
        told = json.loads(checked(petition, {}).content)
        reviewed = Client().get(reverse("permits:form", args=[secrets_of.secret(petition.uid), "review"]))
        return told | {"took_ms": 0}, reviewed.context["findings"], TOKEN.sub("", reviewed.content.decode())

    applicant, parcel = petition.applicant, petition.parcel
    assert parcel is not None
    type(applicant).objects.filter(pk=applicant.pk).update(is_owner=says_to_own)
    unregistered = seen()
    right = hold(parcel, digest="b" * 64)
    of_another = seen()
    right.delete()
    hold(parcel, digest=applicant.id_digest)

    assert seen() == of_another == unregistered
    [shown] = [one for one in checking.findings_of(petition, on=builders.ON).findings if one.rule == "ownership"]
    assert (shown.verdict, shown.says) == ("ask", "owner_at_desk" if says_to_own else "owner_other")
    stored = checking.check(petition, by=None, at=builders.AT).findings
    assert [one["says"] for one in stored if one["rule"] == "ownership"] == ["owner_matches"]
