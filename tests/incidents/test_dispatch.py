"""Proposing crews by road, sending one, and what a crew does then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from casework import steps
from gis_assets.models import Municipality, Role
from incidents import dispatch, progress, reports, resolution, responding, standing
from incidents.dispatch import Shortfall
from incidents.models import Assignment, Incident, Kind, Responder
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT, Place

Officer = Callable[..., User]


@lasting.fixture
def incident(municipality: Municipality) -> Incident:
    """A power cut at a pole on a road of a thousand metres."""
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0), name_en="Long Road")
    return an_incident(municipality, (100, 5))


def an_incident(municipality: Municipality, place: Place, *, number: int = 1) -> Incident:
    pole = builders.a_pole(municipality, place, number=number)
    return reports.receive(municipality, kind=Kind.POWER_OUT, key=uuid4(), channel="qr", at=AT, pole=pole).incident


def a_crew(incident: Incident, officer: Officer, place: Place | None, **facts: object) -> Responder:
    return builders.a_crew(incident.municipality, officer(Role.RESPONDER), place, **facts)


def proposal(incident: Incident) -> dispatch.Proposal | None:
    found = standing.of(incident.municipality, incident_id=incident.pk)
    assert found is not None
    return dispatch.proposal(incident.municipality, found, at=AT)


def position_of(crew: Responder) -> Place:
    crew.refresh_from_db()
    assert crew.position is not None
    return builders.metres(crew.position.coords)


def test_first_free_crew_is_proposed_with_its_way(incident: Incident, officer: Officer) -> None:
    a_crew(incident, officer, (110, 0), position_at=AT - timedelta(minutes=31))
    a_crew(incident, officer, (900, 0))
    near = a_crew(incident, officer, (400, 0))

    found = proposal(incident)

    assert found is not None
    assert found.candidate.crew.pk == near.pk
    assert [builders.metres(place) for place in found.places.tolist()] == [(400, 0), (100, 0)]
    assert found.candidate.seconds == pytest.approx(30, abs=0.1)


def test_same_way_is_proposed_when_the_other_engine_must_answer(
    incident: Incident, officer: Officer, settings: Any
) -> None:
    near = a_crew(incident, officer, (400, 0))
    settings.ROUTING_IN_MEMORY = False

    found = proposal(incident)

    assert found is not None
    assert found.candidate.crew.pk == near.pk
    assert [builders.metres(place) for place in found.places.tolist()] == [(400, 0), (100, 0)]


def test_nobody_is_proposed_when_no_crew_can_go_by_road(incident: Incident, officer: Officer) -> None:
    a_crew(incident, officer, None)
    a_crew(incident, officer, (500, 900))

    assert proposal(incident) is None


def test_crews_stand_in_the_order_of_travel_and_the_others_say_why_not(incident: Incident, officer: Officer) -> None:
    far, near = a_crew(incident, officer, (900, 0)), a_crew(incident, officer, (400, 0))
    silent = a_crew(incident, officer, None)
    stale = a_crew(incident, officer, (110, 0), position_at=AT - timedelta(minutes=31))
    lost = a_crew(incident, officer, (500, 900))
    busy = a_crew(incident, officer, (105, 0))
    a_crew(incident, officer, (100, 0), is_on_duty=False)
    other = an_incident(incident.municipality, (800, 0), number=2)
    dispatch.assign(other, responder=busy, by=officer(Role.DISPATCHER), at=AT)

    found = dispatch.candidates(incident, at=AT)

    assert [each.crew.pk for each in found[:2]] == [near.pk, far.pk]
    assert [each.seconds for each in found[:2]] == [pytest.approx(30, abs=0.1), pytest.approx(80, abs=0.1)]
    assert found[2].crew.pk == stale.pk
    assert found[2].seconds == pytest.approx(1, abs=0.1)
    assert {each.crew.pk: each.shortfall for each in found[2:]} == {
        stale.pk: Shortfall.STALE_POSITION,
        silent.pk: Shortfall.NO_POSITION,
        lost.pk: Shortfall.FAR_FROM_ROAD,
        busy.pk: Shortfall.BUSY,
    }


def test_sent_crew_has_its_way_road_by_road(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0))

    sent = dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    incident.refresh_from_db()
    assert incident.state == "assigned"
    assert sent.route is not None
    assert (sent.expected_seconds, sent.distance_m) == (30, 300)
    assert [builders.metres(place) for place in sent.route.coords] == [(400, 0), (100, 0)]
    assert [(leg["name_en"], leg["metres"]) for leg in sent.legs] == [("Long Road", 300)]


def test_crew_is_sent_without_a_way_when_its_position_is_not_known(incident: Incident, officer: Officer) -> None:
    sent = dispatch.assign(incident, responder=a_crew(incident, officer, None), by=officer(Role.DISPATCHER), at=AT)

    assert (sent.route, sent.expected_seconds, sent.distance_m) == (None, None, None)


def test_crew_is_refused_when_it_has_another_incident(incident: Incident, officer: Officer) -> None:
    crew, dispatcher = a_crew(incident, officer, (400, 0)), officer(Role.DISPATCHER)
    other = an_incident(incident.municipality, (800, 0), number=2)
    dispatch.assign(incident, responder=crew, by=dispatcher, at=AT)

    with pytest.raises(dispatch.AlreadyAssigned, match=incident.case.reference):
        dispatch.assign(other, responder=crew, by=dispatcher, at=AT)

    other.refresh_from_db()
    assert other.state == "reported"


def test_incident_is_refused_when_it_has_another_crew(incident: Incident, officer: Officer) -> None:
    dispatcher = officer(Role.DISPATCHER)
    dispatch.assign(incident, responder=a_crew(incident, officer, (400, 0)), by=dispatcher, at=AT)

    with pytest.raises(dispatch.AlreadyAssigned):
        dispatch.assign(incident, responder=a_crew(incident, officer, (900, 0)), by=dispatcher, at=AT)


def test_crew_off_duty_is_refused(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0), is_on_duty=False)

    with pytest.raises(dispatch.OffDuty):
        dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)


def test_crew_is_free_again_and_the_incident_waits_when_it_is_given_back(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0))
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    responding.give_back(incident, responder=crew, by=crew.user, at=AT + timedelta(minutes=2), note="ยางแตก")

    incident.refresh_from_db()
    assert incident.state == "reported"
    assert not Assignment.objects.filter(released_at__isnull=True).exists()


def test_step_is_refused_when_the_incident_is_another_crews(incident: Incident, officer: Officer) -> None:
    mine, theirs = a_crew(incident, officer, (400, 0)), a_crew(incident, officer, (900, 0))
    dispatch.assign(incident, responder=mine, by=officer(Role.DISPATCHER), at=AT)

    with pytest.raises(progress.NotYourIncident):
        responding.set_out(incident, responder=theirs, by=theirs.user, at=AT)


def test_incident_is_not_resolved_before_somebody_was_there(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0))
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    with pytest.raises(steps.StepNotAllowed):
        resolution.resolve(incident, responder=crew, by=crew.user, at=AT, note="เสร็จ")


def test_incident_is_not_resolved_without_a_word(incident: Incident, officer: Officer) -> None:
    with pytest.raises(resolution.NothingSaid):
        resolution.resolve(incident, responder=None, by=officer(Role.DISPATCHER), at=AT, note="  ")


def test_incident_is_not_reopened_when_the_same_trouble_is_open_as_another(
    incident: Incident, officer: Officer
) -> None:
    dispatcher = officer(Role.DISPATCHER)
    resolution.resolve(incident, responder=None, by=dispatcher, at=AT, note="ไฟมาแล้ว")
    pole = incident.pole
    assert pole is not None
    again = reports.receive(
        incident.municipality, kind=Kind.POWER_OUT, key=uuid4(), channel="qr", at=AT, pole=pole.versions.get()
    )

    with pytest.raises(resolution.AnotherIsOpen, match=again.incident.case.reference):
        resolution.reopen(incident, by=dispatcher, at=AT, note="ยังดับ")


def test_older_position_does_not_overwrite_a_newer_one(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0))

    responding.record_position(crew, point=builders.point((1, 1)), at=AT - timedelta(seconds=1))
    kept = position_of(crew)
    responding.record_position(crew, point=builders.point((2, 2)), at=AT + timedelta(seconds=1))

    assert kept == (400, 0)
    assert position_of(crew) == (2, 2)


def test_crew_does_not_sign_off_while_it_has_an_incident(incident: Incident, officer: Officer) -> None:
    crew = a_crew(incident, officer, (400, 0))
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    with pytest.raises(responding.StillAssigned):
        responding.set_duty(crew, is_on_duty=False)
