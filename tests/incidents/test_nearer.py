"""Proposing another crew that would be there sooner, and sending it in place of the first."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Role
from incidents import dispatch, nearer, progress, reports, responding
from incidents.models import Assignment, Incident, Kind, Responder, VehicleKind
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT

Someone = Callable[..., User]
LATER = AT + timedelta(minutes=2)


@lasting.fixture
def incident(municipality: Municipality) -> Incident:
    """A power cut at the end of a road of ten kilometres."""
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (10_000, 0))
    return an_incident(municipality, 9_900, number=1)


def an_incident(municipality: Municipality, east: float, *, number: int, kind: Kind = Kind.POWER_OUT) -> Incident:
    pole = builders.a_pole(municipality, (east, 5), number=number)
    return reports.receive(municipality, kind=kind, key=uuid4(), channel="qr", at=AT, pole=pole).incident


def sent(incident: Incident, officer: Someone, east: float) -> Responder:
    crew = builders.a_crew(incident.municipality, officer(Role.RESPONDER), (east, 0))
    dispatch.assign(incident, responder=crew, by=officer(Role.DISPATCHER), at=AT)
    return crew


def test_nearer_crew_is_proposed_with_the_minutes_it_gains(incident: Incident, officer: Someone) -> None:
    first = sent(incident, officer, 900)
    other = builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0))

    [hint] = nearer.hints(incident.municipality, at=LATER)

    assert (hint.incident, hint.now, hint.nearer.pk) == (incident, first, other.pk)
    assert hint.seconds_now == pytest.approx(900, abs=0.1)
    assert hint.seconds == pytest.approx(300, abs=0.1)


def test_nobody_is_proposed_for_a_gain_below_the_setting(incident: Incident, officer: Someone) -> None:
    sent(incident, officer, 4_000)
    builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0))
    before = nearer.hints(incident.municipality, at=LATER)

    incident.municipality.settings["crews"] = {"nearer_minutes": 4}
    incident.municipality.save()

    assert before == []
    assert len(nearer.hints(Municipality.objects.get(pk=incident.municipality_id), at=LATER)) == 1


def test_nobody_is_proposed_when_the_crew_is_there(incident: Incident, officer: Someone) -> None:
    crew = sent(incident, officer, 900)
    builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0))

    responding.arrive(incident, responder=crew, by=crew.user, at=LATER)

    assert nearer.hints(incident.municipality, at=LATER) == []


def test_waiting_incident_of_a_busy_crew_counts_the_work_before_it(incident: Incident, officer: Someone) -> None:
    crew = sent(incident, officer, 9_000)
    behind = an_incident(incident.municipality, 9_950, number=2, kind=Kind.FLOOD)
    dispatch.assign(behind, responder=crew, by=officer(Role.DISPATCHER), at=AT, onto_list=True)
    other = builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0))

    [hint] = nearer.hints(incident.municipality, at=LATER)

    assert (hint.incident, hint.nearer.pk) == (behind, other.pk)
    assert hint.seconds_now == pytest.approx(90 + 30 * 60 + 5, abs=0.1)


def test_crew_without_the_vehicle_is_not_proposed_and_says_so(incident: Incident, officer: Someone) -> None:
    town = incident.municipality
    lamp = an_incident(town, 5_000, number=3, kind=Kind.LAMP_OUT)
    pickup = builders.a_crew(town, officer(Role.RESPONDER), (4_900, 0))
    truck = builders.a_crew(town, officer(Role.RESPONDER), (900, 0), vehicle=VehicleKind.BUCKET_TRUCK)

    found = dispatch.candidates(lamp, at=AT)

    assert [(each.crew.pk, each.shortfall) for each in found] == [
        (truck.pk, None),
        (pickup.pk, dispatch.Shortfall.NO_BUCKET_TRUCK),
    ]


def test_other_crew_goes_at_once_and_the_case_says_who_went_in_whose_place(
    incident: Incident, officer: Someone
) -> None:
    first = sent(incident, officer, 900)
    responding.set_out(incident, responder=first, by=first.user, at=AT)
    other = builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0))

    given = dispatch.reassign(incident, away_from=first, to=other, by=officer(Role.DISPATCHER), at=LATER)

    incident.refresh_from_db()
    last = incident.case.steps.order_by("entered_at", "pk").last()
    assert last is not None
    assert (incident.state, last.code, given.responder, given.distance_m) == ("assigned", "assigned", other, 3_000)
    assert first.call_sign in last.note
    assert other.call_sign in last.note
    assert list(Assignment.objects.open().values_list("responder_id", flat=True)) == [other.pk]
    assert incident.case.charges.order_by("pk").reverse()[0].team == other.call_sign
    assert JournalEntry.objects.filter(action="incident.assigned").count() == 2
    with pytest.raises(progress.NotYourIncident):
        responding.arrive(incident, responder=first, by=first.user, at=LATER)


def test_other_crew_is_refused_when_the_first_arrived_or_another_has_it_already(
    incident: Incident, officer: Someone
) -> None:
    dispatcher, first = officer(Role.DISPATCHER), sent(incident, officer, 900)
    second, third = (builders.a_crew(incident.municipality, officer(Role.RESPONDER), (6_900, 0)) for _ in range(2))
    dispatch.reassign(incident, away_from=first, to=second, by=dispatcher, at=LATER)

    with pytest.raises(dispatch.NotWithThatCrew, match=incident.case.reference):
        dispatch.reassign(incident, away_from=first, to=third, by=dispatcher, at=LATER)
    responding.arrive(incident, responder=second, by=second.user, at=LATER)
    with pytest.raises(dispatch.NotWithThatCrew):
        dispatch.reassign(incident, away_from=second, to=third, by=dispatcher, at=LATER)
