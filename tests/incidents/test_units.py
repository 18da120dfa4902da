"""The board of crews: what each does, since when, and when that is too long by the standards."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from incidents import dispatch, reports, responding, units
from incidents.models import Incident, Kind, Responder
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT

Someone = Callable[..., User]


@lasting.fixture
def incident(municipality: Municipality) -> Incident:
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    pole = builders.a_pole(municipality, (100, 3))
    return reports.receive(municipality, kind=Kind.TREE, key=uuid4(), channel="qr", at=AT, pole=pole).incident


@lasting.fixture
def crew(municipality: Municipality, officer: Someone) -> Responder:
    return builders.a_crew(municipality, officer(Role.RESPONDER), (300, 0))


def test_crew_is_free_when_it_has_no_incident(municipality: Municipality, incident: Incident, crew: Responder) -> None:
    [unit] = units.on_duty(municipality, at=AT)

    assert (unit.responder, unit.state, unit.since, unit.due_at) == (crew, "free", None, None)


def test_time_in_state_runs_from_the_last_step_against_its_standard(
    municipality: Municipality, incident: Incident, crew: Responder, officer: Someone
) -> None:
    dispatcher = officer(Role.DISPATCHER)
    dispatch.assign(incident, responder=crew, by=dispatcher, at=AT)
    set_out_at = AT + timedelta(minutes=5)
    responding.set_out(incident, responder=None, by=dispatcher, at=set_out_at)

    [unit] = units.on_duty(municipality, at=AT + timedelta(minutes=10))

    assert (unit.state, unit.since) == ("on_the_way", set_out_at)
    assert unit.due_at == set_out_at + timedelta(minutes=30)
    assert unit.warned_at == set_out_at + timedelta(minutes=20)


def test_crews_at_work_stand_first_and_those_off_duty_not_at_all(
    municipality: Municipality, incident: Incident, crew: Responder, officer: Someone
) -> None:
    builders.a_crew(municipality, officer(Role.RESPONDER), is_on_duty=False)
    free = builders.a_crew(municipality, officer(Role.RESPONDER), call_sign="A first by name")
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)

    found = units.on_duty(municipality, at=AT)

    assert [unit.responder for unit in found] == [crew, free]


def test_position_is_old_when_it_is_not_trusted_for_dispatch(
    municipality: Municipality, incident: Incident, crew: Responder
) -> None:
    late = AT + dispatch.POSITION_HOLDS + timedelta(seconds=1)

    [unit] = units.on_duty(municipality, at=late)

    assert unit.is_position_old
