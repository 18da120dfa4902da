"""Drawing, ending and closing again; and who may do it on the pages."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.test import Client

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from incidents import closures, drawings
from incidents.models import Closure
from tests import lasting
from tests.incidents.builders import AT
from tests.speaking import Officer

ClientAs = Callable[..., Officer]
HOUR = timedelta(hours=1)
SQUARE = "POLYGON((98.93 18.74, 98.94 18.74, 98.94 18.75, 98.93 18.75, 98.93 18.74))"


def shape(wkt: str = SQUARE) -> GEOSGeometry:
    return GEOSGeometry(wkt, srid=4326)


@lasting.fixture
def dispatcher(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


def a_closure(municipality: Municipality, by: User, **facts: Any) -> Closure:
    given: dict[str, Any] = {"shape": shape(), "reason": "flood", "by": by, "at": AT}
    return closures.draw(municipality, **given | facts)


@pytest.mark.parametrize(
    ("wkt", "refusal"),
    [
        ("POINT(98.93 18.74)", drawings.NoSuchShape),
        ("POLYGON((98.93 18.74, 98.94 18.75, 98.94 18.74, 98.93 18.75, 98.93 18.74))", drawings.NoSuchShape),
        ("LINESTRING(98.93 18.74, 98.93 18.74)", drawings.NoSuchShape),
        ("LINESTRING(10 50, 10.1 50)", drawings.OutsideTown),
        (f"LINESTRING({', '.join(f'98.93 {18.74 + n / 1e6}' for n in range(501))})", drawings.NoSuchShape),
    ],
)
def test_drawing_is_refused_when_it_closes_nothing_here(
    wkt: str, refusal: type[Exception], municipality: Municipality, dispatcher: User
) -> None:
    with pytest.raises(refusal):
        a_closure(municipality, dispatcher, shape=shape(wkt))


def test_closure_is_refused_when_it_would_end_before_it_begins(municipality: Municipality, dispatcher: User) -> None:
    with pytest.raises(closures.EndsTooEarly):
        a_closure(municipality, dispatcher, since=AT + HOUR, until=AT + HOUR)


def test_drawing_sent_twice_is_one_closure(municipality: Municipality, dispatcher: User) -> None:
    first = a_closure(municipality, dispatcher)

    assert a_closure(municipality, dispatcher, at=AT + timedelta(seconds=1)) == first
    assert a_closure(municipality, dispatcher, reason="wire") != first
    closures.end(first, by=dispatcher, at=AT + HOUR)
    assert a_closure(municipality, dispatcher, at=AT + 2 * HOUR) != first


def test_closure_is_ended_once_and_says_by_whom(municipality: Municipality, dispatcher: User) -> None:
    drawn = a_closure(municipality, dispatcher)

    ended = closures.end(drawn, by=dispatcher, at=AT + HOUR)
    with pytest.raises(closures.AlreadyOver):
        closures.end(drawn, by=dispatcher, at=AT + 2 * HOUR)

    ended.refresh_from_db()
    assert (ended.until, ended.ended_by_id) == (AT + HOUR, dispatcher.pk)
    assert not Closure.objects.in_force(AT + HOUR).exists()


def test_planned_closure_that_is_ended_early_never_counts(municipality: Municipality, dispatcher: User) -> None:
    planned = a_closure(municipality, dispatcher, since=AT + 5 * HOUR)

    closures.end(planned, by=dispatcher, at=AT)

    assert not Closure.objects.in_force(AT + 5 * HOUR).exists()


def test_place_is_closed_again_by_a_closure_of_its_own(municipality: Municipality, dispatcher: User) -> None:
    first = a_closure(municipality, dispatcher, note="เข่า")
    with pytest.raises(closures.StillClosed):
        closures.close_again(first, by=dispatcher, at=AT)
    closures.end(first, by=dispatcher, at=AT + HOUR)

    again = closures.close_again(first, by=dispatcher, at=AT + 2 * HOUR)

    assert again.pk != first.pk
    assert (again.shape.wkt, again.note, again.since, again.until) == (first.shape.wkt, "เข่า", AT + 2 * HOUR, None)


def drawn(**facts: str) -> dict[str, str]:
    return {"shape": shape().geojson, "reason": "flood", "note": "น้ำลึก 40 ซม.", "until": ""} | facts


PAGE = "/incidents/closures/"


def test_dispatcher_closes_a_place_sees_it_and_opens_it(municipality: Municipality, client_as: ClientAs) -> None:
    browser = client_as(Role.DISPATCHER)

    closed = browser.post(PAGE, drawn(), follow=True)
    [closure] = Closure.objects.all()
    seen = browser.get("/incidents/closures.geojson").json()
    browser.post(f"{PAGE}{closure.pk}/end/")

    assert "น้ำลึก 40 ซม." in closed.content.decode()
    assert f'class="button" href="/incidents/announcements/closure/{closure.pk}/"' in closed.content.decode()
    assert "ยังไม่ประกาศ" in closed.content.decode()
    assert [feature["id"] for feature in seen["features"]] == [closure.pk]
    assert seen["features"][0]["geometry"]["type"] == "Polygon"
    assert browser.get("/incidents/closures.geojson").json()["features"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"shape": ""}, {"shape": "{}"}, {"shape": shape("POINT(98.93 18.74)").geojson}, {"until": "2000-01-01T00:00"}],
)
def test_what_was_typed_stays_when_a_drawing_is_refused(
    wrong: dict[str, str], municipality: Municipality, client_as: ClientAs
) -> None:
    answer = client_as(Role.DISPATCHER).post(PAGE, drawn(**wrong))

    assert answer.status_code == 422
    assert "น้ำลึก 40 ซม." in answer.content.decode()
    assert not Closure.objects.exists()


def test_responder_sees_what_is_closed_but_closes_nothing(municipality: Municipality, client_as: ClientAs) -> None:
    crew = client_as(Role.RESPONDER)

    assert crew.get("/incidents/closures.geojson").status_code == 200
    assert crew.get(PAGE).status_code == 403
    assert crew.post(PAGE, drawn()).status_code == 403


def test_closures_are_closed_to_strangers_and_to_officers_of_another_municipality(
    municipality: Municipality, other_municipality: Municipality, dispatcher: User, client: Client, client_as: ClientAs
) -> None:
    closure = a_closure(municipality, dispatcher)
    elsewhere = client_as(Role.DISPATCHER, of=other_municipality)
    addresses = [PAGE, "/incidents/closures.geojson"]
    acts = [PAGE, f"{PAGE}{closure.pk}/end/", f"{PAGE}{closure.pk}/again/"]

    assert [client.get(each).status_code for each in addresses] == [302, 302]
    assert [client.post(each, drawn()).status_code for each in acts] == [302, 302, 302]
    assert [elsewhere.get(each).status_code for each in addresses] == [403, 403]
    assert [elsewhere.post(each, drawn()).status_code for each in acts] == [403, 403, 403]
    closure.refresh_from_db()
    assert closure.until is None


def test_closure_of_another_municipality_does_not_exist_here(
    municipality: Municipality, other_municipality: Municipality, dispatcher: User, client_as: ClientAs
) -> None:
    with tenancy.within(other_municipality):
        theirs = a_closure(other_municipality, dispatcher)

    assert client_as(Role.DISPATCHER).post(f"{PAGE}{theirs.pk}/end/").status_code == 404


def test_page_carries_a_drawing_that_its_script_can_read(municipality: Municipality, client_as: ClientAs) -> None:
    answer = client_as(Role.DISPATCHER).get(PAGE)

    facts = json.loads(
        answer.content.decode().split('id="closures-facts" type="application/json">')[1].split("</script>")[0]
    )
    assert facts["url"] == "/incidents/closures.geojson"
    assert len(facts["bounds"]) == 4
