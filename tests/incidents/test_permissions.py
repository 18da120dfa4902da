"""Who may ask for what: the one concerned, an officer of another municipality, a stranger."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gis_assets.models import Municipality, Role
from incidents import dispatch, reports
from incidents.models import Incident, Kind, Priority, Report
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.speaking import Officer, at_work_in

ClientAs = Callable[..., Officer]
DISPATCHERS_PAGES = ["", "queue/", "units/", "changes/", "wall/", "open.geojson", "crews.geojson", "nearer/", "crews/"]
CREWS_PAGES = ["mine/", "mine/session/"]
INCIDENTS_PAGES = ["{id}/", "{id}/route.geojson"]
LISTS_STEPS = ["crews/{crew}/move/", "crews/{crew}/by-road/"]
DISPATCHERS_STEPS = ["{id}/assign/", "{id}/reopen/", "{id}/reassign/", "{id}/priority/", *LISTS_STEPS, "find/"]
CREWS_STEPS = ["{id}/accept/", "{id}/set-out/", "{id}/arrive/", "{id}/give-back/", "{id}/resolve/"]
CREWS_OWN = ["mine/duty/", "mine/position/", "mine/taps/", "mine/first/{id}/"]


@lasting.fixture
def crew(client_as: ClientAs) -> Client:
    return client_as(Role.RESPONDER)


@lasting.fixture
def incident(municipality: Municipality, crew: Client, officer: Callable[..., object]) -> Incident:
    """An incident that was given to the crew."""
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    incident = reports.receive(
        municipality, kind=Kind.TREE, key=uuid4(), channel="qr", at=AT, pole=builders.a_pole(municipality, (100, 3))
    ).incident
    responder = builders.a_crew(municipality, crew.user, (300, 0))  # type: ignore[attr-defined]
    dispatch.assign(incident, responder=responder, by=officer(Role.DISPATCHER), at=AT)  # type: ignore[arg-type]
    return incident


def address(page: str, incident: Incident) -> str:
    return "/incidents/" + page.format(id=incident.pk, crew=incident.assignments.get().responder_id)


@pytest.mark.parametrize("page", [*DISPATCHERS_PAGES, *INCIDENTS_PAGES, "next/"])
def test_page_is_open_to_the_dispatcher(page: str, incident: Incident, client_as: ClientAs) -> None:
    answer = client_as(Role.DISPATCHER).get(address(page, incident), follow=True)

    assert answer.status_code == 200


@pytest.mark.parametrize("page", [*CREWS_PAGES, "{id}/route.geojson", "next/"])
def test_page_is_open_to_the_crew(page: str, incident: Incident, crew: Client) -> None:
    assert crew.get(address(page, incident)).status_code == 200


@pytest.mark.parametrize("page", [*DISPATCHERS_PAGES, *CREWS_PAGES, *INCIDENTS_PAGES, "next/"])
def test_page_is_closed_to_strangers_and_to_officers_without_the_role_here(
    page: str, incident: Incident, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    asked = address(page, incident)
    elsewhere = client_as(Role.DISPATCHER, Role.RESPONDER, of=other_municipality)

    assert client.get(asked).status_code == 302
    assert client.get(asked).headers["Location"].startswith("/accounts/login/")
    assert elsewhere.get(asked).status_code == 403
    assert client_as(Role.TAX_OFFICER).get(asked).status_code == 403


@pytest.mark.parametrize("page", [*DISPATCHERS_STEPS, *CREWS_STEPS, *CREWS_OWN, "call/"])
def test_step_is_closed_to_strangers_and_to_officers_without_the_role_here(
    page: str, incident: Incident, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    asked = address(page, incident)
    elsewhere = client_as(Role.DISPATCHER, Role.RESPONDER, of=other_municipality)

    assert client.post(asked).status_code == 302
    assert elsewhere.post(asked).status_code == 403
    assert client_as(Role.TAX_OFFICER).post(asked).status_code == 403
    incident.refresh_from_db()
    assert (incident.state, incident.priority) == ("assigned", Priority.HIGH)
    assert Report.objects.count() == 1


@pytest.mark.parametrize("page", [step for step in (*DISPATCHERS_STEPS, *CREWS_STEPS) if "{" in step])
def test_incident_does_not_exist_for_a_dispatcher_at_work_in_another_town(
    page: str, incident: Incident, client_as: ClientAs, other_municipality: Municipality
) -> None:
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    assert elsewhere.get("/incidents/queue/").status_code == 200
    assert elsewhere.get(f"/incidents/{incident.pk}/", headers={"hx-request": "true"}).status_code == 404
    assert elsewhere.post(address(page, incident)).status_code == 404


@pytest.mark.parametrize("page", [*CREWS_STEPS, "mine/first/{id}/"])
def test_incident_does_not_exist_for_another_crew(page: str, incident: Incident, client_as: ClientAs) -> None:
    other = client_as(Role.RESPONDER)
    builders.a_crew(incident.municipality, other.user, (500, 0))

    assert other.post(address(page, incident)).status_code == 404
    assert other.get(f"/incidents/{incident.pk}/route.geojson").status_code == 404


@pytest.mark.parametrize("page", [*DISPATCHERS_STEPS, "call/"])
def test_dispatchers_step_is_closed_to_a_crew(page: str, incident: Incident, crew: Client) -> None:
    assert crew.post(address(page, incident)).status_code == 403


@pytest.mark.parametrize("page", [*DISPATCHERS_STEPS, *CREWS_STEPS, *CREWS_OWN])
def test_step_is_never_taken_by_looking(page: str, incident: Incident, client_as: ClientAs) -> None:
    assert client_as(Role.ADMINISTRATOR).get(address(page, incident)).status_code == 405


def test_citizens_pages_are_open_and_of_their_own_town_only(
    incident: Incident, client: Client, client_as: ClientAs, other_municipality: Municipality
) -> None:
    report = incident.reports.get()
    elsewhere = at_work_in(client_as(Role.DISPATCHER, of=other_municipality), other_municipality)

    assert client.get(f"/r/{report.tracking}/").status_code == 200
    assert elsewhere.get(f"/r/{report.tracking}/").status_code == 404
    assert incident.pole is not None
    assert elsewhere.get(f"/p/{incident.pole.code}/").status_code == 404


def test_queue_asks_as_many_questions_for_four_incidents_as_for_two(
    incident: Incident, municipality: Municipality, client_as: ClientAs
) -> None:
    dispatcher, asked = client_as(Role.DISPATCHER), []
    for first in (2, 3):
        for number in range(first, first + first - 1):
            pole = builders.a_pole(municipality, (number * 500, 0), number=number)
            reports.receive(municipality, kind=Kind.LAMP_OUT, key=uuid4(), channel="web", at=AT, pole=pole)
        with CaptureQueriesContext(connection) as questions:
            assert dispatcher.get("/incidents/queue/").status_code == 200
        asked.append(len(questions))

    assert asked[0] == asked[1]
    assert Incident.objects.count() == 4
