"""A crew with several incidents: one under way, the others in a good order, emergencies first."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from gis_assets.models import Municipality, Role
from incidents import dispatch, jobs, reports, responding, units
from incidents.models import Assignment, Incident, Kind, Priority, Responder
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT, Place

Someone = Callable[..., User]
LATER = AT + timedelta(minutes=5)


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    """A road of two kilometres."""
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0), (2000, 0))
    return municipality


@lasting.fixture
def crew(town: Municipality, officer: Someone) -> Responder:
    return builders.a_crew(town, officer(Role.RESPONDER), (0, 0))


@lasting.fixture
def dispatcher(officer: Someone, town: Municipality) -> User:
    return officer(Role.DISPATCHER)


def an_incident(town: Municipality, place: Place, *, number: int, kind: Kind = Kind.POWER_OUT) -> Incident:
    pole = builders.a_pole(town, place, number=number)
    return reports.receive(town, kind=kind, key=uuid4(), channel="qr", at=AT, pole=pole).incident


def given(crew: Responder, incident: Incident, by: User) -> Assignment:
    return dispatch.assign(incident, responder=crew, by=by, at=AT, onto_list=True)


def listed(crew: Responder) -> list[Incident]:
    return [each.incident for each in jobs.of(crew)]


def test_list_is_in_the_order_of_the_shortest_drive_and_each_way_begins_where_the_one_before_ends(
    town: Municipality, crew: Responder, dispatcher: User
) -> None:
    far, near, middle = (an_incident(town, (east, 5), number=at) for at, east in enumerate((1800, 200, 900), start=1))
    for each in (far, near, middle):
        given(crew, each, dispatcher)

    found = jobs.of(crew)

    assert [each.incident for each in found] == [near, middle, far]
    assert [each.distance_m for each in found] == [200, 700, 900]
    assert [builders.metres(each.route.coords[0]) for each in found if each.route] == [(0, 0), (200, 0), (900, 0)]


def test_emergency_comes_before_what_is_nearer(town: Municipality, crew: Responder, dispatcher: User) -> None:
    near = an_incident(town, (200, 5), number=1)
    emergency = an_incident(town, (1800, 5), number=2, kind=Kind.WIRE_DOWN)
    assert emergency.priority == Priority.EMERGENCY
    for each in (near, emergency):
        given(crew, each, dispatcher)

    assert listed(crew) == [emergency, near]


def test_order_chosen_by_a_person_stays_when_another_is_added(
    town: Municipality, crew: Responder, dispatcher: User
) -> None:
    near, far, middle = (an_incident(town, (east, 5), number=at) for at, east in enumerate((200, 1800, 900), start=1))
    first, second = given(crew, near, dispatcher), given(crew, far, dispatcher)
    jobs.reorder(crew, assignments=[second.pk, first.pk], by=dispatcher, at=LATER)

    given(crew, middle, dispatcher)
    chosen = listed(crew)
    jobs.order_by_road(crew, by=dispatcher, at=LATER)

    assert chosen == [far, near, middle]
    assert listed(crew) == [near, middle, far]


def test_order_is_refused_when_the_list_changed_meanwhile(
    town: Municipality, crew: Responder, dispatcher: User
) -> None:
    seen = [given(crew, an_incident(town, (200, 5), number=1), dispatcher).pk]
    given(crew, an_incident(town, (900, 5), number=2), dispatcher)

    with pytest.raises(jobs.ListChanged, match=crew.call_sign):
        jobs.reorder(crew, assignments=seen, by=dispatcher, at=LATER)


def test_crew_is_under_way_to_one_incident_only(town: Municipality, crew: Responder, dispatcher: User) -> None:
    one, two = an_incident(town, (200, 5), number=1), an_incident(town, (900, 5), number=2)
    given(crew, one, dispatcher)
    given(crew, two, dispatcher)
    responding.set_out(one, responder=crew, by=crew.user, at=LATER)

    with pytest.raises(jobs.AnotherUnderWay, match=one.case.reference):
        responding.set_out(two, responder=crew, by=crew.user, at=LATER)

    with pytest.raises(IntegrityError, match="responder_is_under_way_to_one_incident"):
        Assignment.objects.filter(incident=two).update(started_at=LATER)


def test_crew_turns_aside_to_another_and_the_first_waits_with_a_word(
    town: Municipality, crew: Responder, dispatcher: User
) -> None:
    one, two = an_incident(town, (200, 5), number=1), an_incident(town, (900, 5), number=2)
    given(crew, one, dispatcher)
    given(crew, two, dispatcher)
    responding.set_out(one, responder=crew, by=crew.user, at=LATER)

    jobs.turn_aside(two, responder=crew, by=crew.user, at=LATER)
    responding.set_out(two, responder=crew, by=crew.user, at=LATER)

    one.refresh_from_db()
    assert one.state == "assigned"
    assert two.case.reference in one.case.steps.order_by("pk").reverse()[0].note
    assert listed(crew) == [two, one]


def test_crew_that_works_does_not_turn_aside(town: Municipality, crew: Responder, dispatcher: User) -> None:
    one, two = an_incident(town, (200, 5), number=1), an_incident(town, (900, 5), number=2)
    given(crew, one, dispatcher)
    given(crew, two, dispatcher)
    responding.arrive(one, responder=crew, by=crew.user, at=LATER)

    with pytest.raises(jobs.AnotherUnderWay):
        jobs.turn_aside(two, responder=crew, by=crew.user, at=LATER)


def test_state_of_a_crew_is_guarded_by_all_that_it_has(town: Municipality, crew: Responder, dispatcher: User) -> None:
    working, waiting = an_incident(town, (900, 5), number=1), an_incident(town, (200, 5), number=2, kind=Kind.WIRE_DOWN)
    given(crew, working, dispatcher)
    responding.arrive(working, responder=crew, by=crew.user, at=LATER)

    given(crew, waiting, dispatcher)

    [unit] = units.on_duty(town, at=LATER)
    assert (unit.state, unit.incident, unit.waiting) == ("on_scene", working, (waiting,))


def test_next_way_begins_where_the_crew_is_when_the_first_is_given_back(
    town: Municipality, crew: Responder, dispatcher: User
) -> None:
    one, two = an_incident(town, (900, 5), number=1), an_incident(town, (1800, 5), number=2)
    given(crew, one, dispatcher)
    given(crew, two, dispatcher)

    responding.give_back(one, responder=crew, by=crew.user, at=LATER, note="ไม่มีอะไหล่")

    [left] = jobs.of(crew)
    assert (left.incident, left.turn, left.distance_m) == (two, 1, 1800)
