"""Outage indices from incidents as they were reported and mended; zones, charges and due times of incidents."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from casework import steps
from gis_assets.models import Municipality, Role
from incidents import dispatch, grouping, indices, reports, resolution, responding, timeline
from incidents.models import Channel, Incident, Kind
from incidents.outages import confirming
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.outages.builders import a_node, a_row, dark
from tests.speaking import Officer, english

UNTIL = AT + timedelta(days=2)


def an_incident(municipality: Municipality, *, kind: Kind = Kind.POWER_OUT, number: int = 1) -> Incident:
    """Reported at a pole at AT."""
    pole = builders.a_pole(municipality, (number * 500, 0), number=number)
    report = reports.receive(municipality, kind=kind, key=uuid.uuid4(), channel=Channel.QR, at=AT, pole=pole)
    return report.incident


def test_pole_is_out_from_the_report_to_each_mending(municipality: Municipality, officer: Callable[..., User]) -> None:
    builders.ready(municipality)
    by = officer(Role.DISPATCHER)
    mended = an_incident(municipality)
    an_incident(municipality, number=2)
    resolution.resolve(mended, responder=None, by=by, at=AT + timedelta(hours=1), note="x")
    resolution.reopen(mended, by=by, at=AT + timedelta(hours=3), note="x")
    resolution.resolve(mended, responder=None, by=by, at=AT + timedelta(hours=5), note="x")

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=10))

    assert (found.poles.things, found.poles.interruptions) == (2, 3)
    assert found.poles.saifi == pytest.approx(1.5)
    assert found.poles.hours_lost == pytest.approx(1 + 2 + 10)
    assert found.poles.saidi_minutes == pytest.approx(13 * 60 / 2)
    assert found.lamps.hours_lost == 0


def test_lamp_counts_its_hours_apart_from_power(municipality: Municipality) -> None:
    builders.ready(municipality)
    an_incident(municipality, kind=Kind.LAMP_OUT)

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=6))

    assert (found.lamps.hours_lost, found.poles.interruptions) == (6, 0)


def test_confirmed_outage_counts_every_pole_and_lamp_below_it_until_power_is_back(
    municipality: Municipality, officer: Callable[..., User]
) -> None:
    builders.ready(municipality)
    by = officer(Role.DISPATCHER)
    transformer = a_node(municipality, "T1", "transformer")
    first, *_others = a_row(municipality, transformer, first=1, count=4)
    dark(municipality, first)
    outage = confirming.confirm(municipality, device=transformer, by=by, at=AT + timedelta(minutes=30))
    confirming.restore(outage, by=by, at=AT + timedelta(hours=2), note="x")

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=10))

    assert (found.poles.interruptions, found.poles.saifi) == (1, 1)
    assert found.poles.hours_lost == pytest.approx(4 * 2)
    assert found.lamps.hours_lost == pytest.approx(4 * 2)


def test_pole_of_an_outage_counts_on_alone_when_it_stays_dark(
    municipality: Municipality, officer: Callable[..., User]
) -> None:
    builders.ready(municipality)
    by, doer = officer(Role.DISPATCHER), officer(Role.RESPONDER)
    transformer = a_node(municipality, "T1", "transformer")
    first, *_others = a_row(municipality, transformer, first=1, count=4)
    incident = dark(municipality, first).incident
    dispatch.assign(incident, responder=builders.a_crew(municipality, doer), by=by, at=AT)
    outage = confirming.confirm(municipality, device=transformer, by=by, at=AT)
    confirming.restore(outage, by=by, at=AT + timedelta(hours=2), note="x")
    responding.arrive(incident, responder=None, by=by, at=AT + timedelta(hours=3))
    resolution.resolve(incident, responder=None, by=by, at=AT + timedelta(hours=5), note="x")

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=10))

    assert found.poles.hours_lost == pytest.approx(4 * 2 + 3)


def test_outage_that_was_taken_back_counts_only_what_was_reported(
    municipality: Municipality, officer: Callable[..., User]
) -> None:
    builders.ready(municipality)
    by = officer(Role.DISPATCHER)
    transformer = a_node(municipality, "T1", "transformer")
    first, *_others = a_row(municipality, transformer, first=1)
    dark(municipality, first)
    confirming.withdraw(
        confirming.confirm(municipality, device=transformer, by=by, at=AT), by=by, at=AT + timedelta(hours=1)
    )

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=10))

    assert (found.poles.interruptions, found.poles.hours_lost) == (1, 10)


def test_joined_incident_is_not_out_for_ever(municipality: Municipality, officer: Callable[..., User]) -> None:
    builders.ready(municipality)
    by = officer(Role.DISPATCHER)
    kept, joined = an_incident(municipality), an_incident(municipality, number=2)
    grouping.merge(joined, into=kept, by=by, at=AT + timedelta(minutes=10))
    resolution.resolve(kept, responder=None, by=by, at=AT + timedelta(hours=1), note="x")

    found = indices.of_period(municipality, since=AT, until=AT + timedelta(hours=10))

    assert (found.poles.interruptions, found.poles.hours_lost) == (1, 1)


def test_case_says_kind_and_place_and_who_has_it(municipality: Municipality, officer: Callable[..., User]) -> None:
    builders.ready(municipality)
    by, doer = officer(Role.DISPATCHER), officer(Role.RESPONDER)
    incident = an_incident(municipality)
    crew = builders.a_crew(municipality, doer)

    dispatch.assign(incident, responder=crew, by=by, at=AT + timedelta(minutes=5))

    case = incident.case
    assert (case.kind, case.point) == (Kind.POWER_OUT, incident.point)
    charge = case.charges.get()
    assert (charge.officer, charge.team, charge.at) == (doer, crew.call_sign, AT + timedelta(minutes=5))

    responding.give_back(incident, responder=crew, by=doer, at=AT + timedelta(minutes=8), note="x")

    assert [each.officer for each in case.charges.order_by("pk")] == [doer, None]


def test_promise_moves_with_a_pause(municipality: Municipality, officer: Callable[..., User]) -> None:
    builders.ready(municipality)
    by, doer = officer(Role.DISPATCHER), officer(Role.RESPONDER)
    incident = an_incident(municipality)
    dispatch.assign(incident, responder=builders.a_crew(municipality, doer), by=by, at=AT)
    before = timeline.due_at(incident)

    steps.pause(incident.case, ground="unsafe-weather", by=doer, at=AT + timedelta(minutes=5))
    held = timeline.due_at(incident, at=AT + timedelta(minutes=25))
    steps.resume(incident.case, ground="unsafe-weather", by=doer, at=AT + timedelta(minutes=35))

    assert before == AT + timedelta(hours=4)
    assert held == AT + timedelta(hours=4, minutes=20)
    assert timeline.due_at(incident) == AT + timedelta(hours=4, minutes=30)


def test_indices_are_shown_to_head_and_dispatcher_only(
    client: Client, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    page = "/incidents/indices/"

    assert "pole-SAIDI" in english(client_as(Role.HEAD_OF_ENGINEERING)).get(page).content.decode()
    assert client_as(Role.DISPATCHER).get(page).status_code == 200
    assert client_as(Role.RESPONDER).get(page).status_code == 403
    assert client_as(Role.HEAD_OF_ENGINEERING, of=other_municipality).get(page).status_code == 403
    assert client.get(page).status_code == 302
