"""The whole walk through the pages: a citizen's report, the nearest crew by road, on scene, resolved, timed."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from casework import kpi
from casework.models import WHOLE_CASE, Step
from gis_assets import asset_codes
from gis_assets.models import Municipality, Role, UtilityPoleVersion
from incidents.models import Incident, Report
from tests import lasting
from tests.incidents import builders
from tests.speaking import Officer, english

ClientAs = Callable[..., Officer]


@lasting.fixture
def pole(municipality: Municipality) -> UtilityPoleVersion:
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    return builders.a_pole(municipality, (100, 3))


def report_power_out(client: Client, pole: UtilityPoleVersion, **more: str) -> str:
    """Fill in the pole's page as a phone would; gives the address of the status page."""
    address = f"/p/{pole.pole.code}/"
    page = english(client).get(address)
    key = page.context["form"]["key"].value()
    return str(client.post(address, {"kind": "power_out", "key": key} | more).headers["Location"])


def test_citizens_report_is_mended_by_the_nearest_crew_and_timed(
    client: Client, client_as: ClientAs, municipality: Municipality, pole: UtilityPoleVersion
) -> None:
    crew, dispatcher = client_as(Role.RESPONDER), client_as(Role.DISPATCHER)
    now = timezone.now()
    far = builders.a_crew(municipality, client_as(Role.RESPONDER).user, (900, 0), position_at=now)
    near = builders.a_crew(municipality, crew.user, (300, 0), position_at=now)

    status = report_power_out(client, pole, words="มืดทั้งซอย", phone="081-234-5678")
    incident = Incident.objects.get()
    board = english(dispatcher).get(f"/incidents/?incident={incident.pk}")
    assert [each.crew.pk for each in board.context["candidates"]] == [near.pk, far.pk]
    [proposed] = dispatcher.get(f"/incidents/{incident.pk}/route.geojson").json()["features"]
    assert (proposed["properties"]["call_sign"], proposed["properties"]["is_proposed"]) == (near.call_sign, True)
    assert [builders.metres(place) for place in proposed["geometry"]["coordinates"]] == [(300, 0), (100, 0)]
    best = board.context["candidates"][0].crew
    dispatcher.post(f"/incidents/{incident.pk}/assign/", {"responder": best.pk})
    route = dispatcher.get(f"/incidents/{incident.pk}/route.geojson").json()["features"][0]
    assert [builders.metres(place) for place in route["geometry"]["coordinates"]] == [(300, 0), (100, 0)]
    mine = english(crew).get("/incidents/mine/").content.decode()
    assert "มืดทั้งซอย" in mine
    assert "081-234-5678" in mine
    crew.post(f"/incidents/{incident.pk}/set-out/")
    crew.post(f"/incidents/{incident.pk}/arrive/")
    crew.post(f"/incidents/{incident.pk}/resolve/", {"note": "เปลี่ยนฟิวส์"})

    page = english(client).get(status).content.decode()
    assert "Resolved" in page
    for private in ("มืดทั้งซอย", "081-234-5678", "เปลี่ยนฟิวส์", near.call_sign, crew.user.username):
        assert private not in page
    codes = list(Step.objects.filter(case=incident.case).values_list("code", flat=True))
    assert codes == ["reported", "assigned", "on_the_way", "on_scene", "resolved"]
    until = timezone.now() + timedelta(seconds=1)
    table = kpi.table(municipality, since=now - timedelta(minutes=1), until=until)
    assert {row.step: row.measure.finished for row in table} == {
        "reported": 1, "assigned": 1, "on_the_way": 1, "on_scene": 1, WHOLE_CASE: 1,
    }  # fmt: skip


def test_form_sent_twice_gives_one_report_and_the_same_page(client: Client, pole: UtilityPoleVersion) -> None:
    address = f"/p/{pole.pole.code}/"
    form = {"kind": "power_out", "key": client.get(address).context["form"]["key"].value()}

    first, second = (client.post(address, form).headers["Location"] for _ in range(2))

    assert first == second
    assert Report.objects.count() == 1


def test_code_is_understood_however_it_was_typed(client: Client, pole: UtilityPoleVersion) -> None:
    code = pole.pole.code.lower().replace("-", " ")

    assert client.get(f"/p/{code}/").context["pole"] == pole
    assert client.get("/p/", {"code": code}, follow=True).context["pole"] == pole


def test_misread_code_says_so_and_offers_the_map(client: Client, pole: UtilityPoleVersion) -> None:
    wrong = pole.pole.code[:-1] + ("2" if pole.pole.code[-1] != "2" else "3")

    page = english(client).get(f"/p/{wrong}/")

    assert page.status_code == 404
    assert "one of its signs is wrong" in page.content.decode()
    assert 'href="/"' in page.content.decode()
    assert 'href="/p/"' in page.content.decode()


def test_unknown_pole_offers_the_map_and_a_report_without_a_pole(client: Client, pole: UtilityPoleVersion) -> None:
    page = english(client).get(f"/p/{asset_codes.encode(4711)}/")

    assert page.status_code == 404
    assert "No pole of this town has the code" in page.content.decode()
    assert 'href="/p/"' in page.content.decode()


def test_place_without_a_pole_is_reported_and_what_was_typed_is_kept_when_it_is_missing(
    client: Client, pole: UtilityPoleVersion
) -> None:
    form = {"kind": "road", "words": "หลุมใหญ่", "key": client.get("/p/").context["form"]["key"].value()}
    place = builders.point((400, 20))

    refused = client.post("/p/", form)
    accepted = client.post("/p/", form | {"lon": place.x, "lat": place.y})

    assert refused.status_code == 200
    assert "หลุมใหญ่" in refused.content.decode()
    assert accepted.status_code == 302
    assert Incident.objects.get().kind == "road"


def test_form_is_refused_with_its_words_when_the_address_sent_too_many(
    client: Client, pole: UtilityPoleVersion, settings: Settings
) -> None:
    settings.REPORTS_PER_HOUR = 1
    report_power_out(client, pole)
    address = f"/p/{pole.pole.code}/"
    key = client.get(address).context["form"]["key"].value()

    page = client.post(address, {"kind": "tree", "words": "ต้นไม้ล้ม", "key": key})

    assert page.status_code == 429
    assert "ต้นไม้ล้ม" in page.content.decode()


def test_something_else_is_refused_without_words(client: Client, pole: UtilityPoleVersion) -> None:
    page = client.post(f"/p/{pole.pole.code}/", {"kind": "other", "key": "00000000-0000-0000-0000-000000000001"})

    assert page.status_code == 200
    assert "words" in page.context["form"].errors


def test_status_is_found_by_a_typed_code_and_unknown_codes_say_so(client: Client, pole: UtilityPoleVersion) -> None:
    report_power_out(client, pole)
    typed = str(Report.objects.get()).lower()

    found = english(client).get("/r/", {"code": typed}, follow=True)

    assert found.status_code == 200
    assert found.headers["X-Robots-Tag"] == "noindex"
    assert 'aria-current="step"' in found.content.decode()
    assert client.get("/r/0000-0000-0000-0000/").status_code == 404
    assert client.get("/r/nonsense/").status_code == 404


def test_panel_says_who_was_faster_when_a_crew_is_taken(
    client: Client, client_as: ClientAs, municipality: Municipality, pole: UtilityPoleVersion
) -> None:
    report_power_out(client, pole)
    crew = builders.a_crew(municipality, client_as(Role.RESPONDER).user, (300, 0), position_at=timezone.now())
    incident = Incident.objects.get()
    client_as(Role.DISPATCHER).post(f"/incidents/{incident.pk}/assign/", {"responder": crew.pk})

    panel = english(client_as(Role.DISPATCHER)).post(
        f"/incidents/{incident.pk}/assign/", {"responder": crew.pk}, headers={"hx-request": "true"}
    )

    assert f"{crew.call_sign} was just sent to incident" in panel.content.decode()
    assert panel.headers["HX-Trigger"] == "incidents-changed"


def test_positions_of_free_and_busy_crews_stand_on_the_board(
    client_as: ClientAs, municipality: Municipality, pole: UtilityPoleVersion
) -> None:
    phone = client_as(Role.RESPONDER)
    crew = builders.a_crew(municipality, phone.user, None)
    place = builders.point((300, 0))

    assert phone.post("/incidents/mine/position/", {"lon": place.x, "lat": place.y}).status_code == 204
    assert phone.post("/incidents/mine/position/", {"lon": "x"}).status_code == 400
    (feature,) = client_as(Role.DISPATCHER).get("/incidents/crews.geojson").json()["features"]

    assert feature["properties"]["call_sign"] == crew.call_sign
    assert feature["properties"]["is_busy"] is False


def test_crew_signs_on_and_off_with_one_tap(client_as: ClientAs, municipality: Municipality) -> None:
    phone = client_as(Role.RESPONDER)
    crew = builders.a_crew(municipality, phone.user, is_on_duty=False)

    phone.post("/incidents/mine/duty/", {"is_on_duty": "1"})
    crew.refresh_from_db()
    signed_on = crew.is_on_duty
    phone.post("/incidents/mine/duty/", {"is_on_duty": "0"})
    crew.refresh_from_db()

    assert (signed_on, crew.is_on_duty) == (True, False)
