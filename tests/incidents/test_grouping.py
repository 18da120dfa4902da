"""Joining and splitting incidents by hand, and taking it back."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from casework import facts, kpi, verification
from gis_assets.models import Municipality, Role
from incidents import dispatch, grouping, reports, timeline
from incidents.models import Incident, Kind, Regrouping, Report
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    return municipality


@lasting.fixture
def dispatcher(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


def a_report(town: Municipality, east: float, *, number: int, kind: str = Kind.LAMP_OUT, minutes: int = 0) -> Report:
    pole = builders.a_pole(town, (east, 0), number=number)
    at = AT + timedelta(minutes=minutes)
    return reports.receive(town, kind=kind, key=uuid4(), channel="qr", at=at, pole=pole)


def test_near_incident_of_the_same_kind_is_proposed_with_its_evidence(town: Municipality) -> None:
    here = a_report(town, 0, number=1).incident
    near = a_report(town, 120, number=2, minutes=30).incident
    a_report(town, 151, number=3)
    a_report(town, 10, number=4, kind=Kind.LEANING_POLE)
    a_report(town, 20, number=5, minutes=181)

    (proposal,) = grouping.proposals(here)

    assert (proposal.incident, round(proposal.metres), proposal.minutes) == (near, 120, 30)


def test_what_is_near_is_the_municipalitys_own_setting(town: Municipality) -> None:
    town.settings = {"grouping": {"near_m": 200, "near_minutes": 30, "join_m": 5}}
    here = a_report(town, 0, number=1, kind=Kind.TREE).incident
    far = a_report(town, 180, number=2, kind=Kind.TREE).incident
    apart = a_report(town, 20, number=3, kind=Kind.TREE, minutes=31).incident

    found = [each.incident for each in grouping.proposals(here)]

    assert apart != here
    assert found == [far]


def test_reports_and_the_citizens_page_follow_to_the_other_incident(
    town: Municipality, dispatcher: User, client: Client
) -> None:
    kept, joined = a_report(town, 0, number=1), a_report(town, 50, number=2)

    grouping.merge(joined.incident, into=kept.incident, by=dispatcher, at=AT)

    joined.refresh_from_db()
    assert joined.incident == kept.incident
    assert client.get(f"/r/{joined.tracking}/").context["others"] == 1


def test_joined_incident_rests_and_is_counted_once(town: Municipality, dispatcher: User) -> None:
    kept, joined = a_report(town, 0, number=1).incident, a_report(town, 50, number=2).incident

    grouping.merge(joined, into=kept, by=dispatcher, at=AT)

    joined.refresh_from_db()
    assert (joined.state, joined.merged_into) == ("merged", kept)
    assert list(Incident.objects.open()) == [kept]
    rows = kpi.table(town, since=AT - timedelta(days=1), until=AT + timedelta(hours=1))
    assert {row.measure.finished + row.measure.waiting for row in rows} == {1}
    assert verification.verify(town, since=AT - timedelta(days=1), until=AT + timedelta(hours=1)).differences == []


def test_joining_is_undone_and_not_twice(town: Municipality, dispatcher: User) -> None:
    kept, joined = a_report(town, 0, number=1), a_report(town, 50, number=2)
    row = grouping.merge(joined.incident, into=kept.incident, by=dispatcher, at=AT)
    origin = row.source

    grouping.undo(row, by=dispatcher, at=AT)

    joined.refresh_from_db()
    origin.refresh_from_db()
    assert (joined.incident, origin.state, origin.merged_into) == (origin, "reported", None)
    assert [each.kind for each in Regrouping.objects.order_by("pk")] == ["merge", "undo"]
    found = facts.read(town, since=AT - timedelta(days=1), until=AT + timedelta(hours=1))
    assert found.stays.reopened.sum() == 0
    assert verification.verify(town, since=found.since, until=found.until).differences == []
    with pytest.raises(grouping.NotToBeUndone):
        grouping.undo(row, by=dispatcher, at=AT)


def test_undo_is_refused_when_the_pole_was_reported_again(town: Municipality, dispatcher: User) -> None:
    kept, joined = a_report(town, 0, number=1), a_report(town, 50, number=2)
    row = grouping.merge(joined.incident, into=kept.incident, by=dispatcher, at=AT)
    pole = row.source.pole
    assert pole is not None
    reports.receive(town, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole.versions.get())

    with pytest.raises(grouping.NotToBeUndone):
        grouping.undo(row, by=dispatcher, at=AT)


def test_some_reports_become_an_incident_of_their_own_and_come_back(town: Municipality, dispatcher: User) -> None:
    first = a_report(town, 0, number=1, kind=Kind.TREE)
    second = a_report(town, 30, number=2, kind=Kind.TREE, minutes=10)
    assert first.incident == second.incident

    row = grouping.split(first.incident, reports=[second.pk], by=dispatcher, at=AT + timedelta(minutes=20))

    second.refresh_from_db()
    assert second.incident == row.target != first.incident
    assert (row.target.pole, row.target.reported_at) == (second.pole, second.submitted_at)
    grouping.undo(row, by=dispatcher, at=AT + timedelta(minutes=21))
    second.refresh_from_db()
    row.target.refresh_from_db()
    assert (second.incident, row.target.state) == (first.incident, "merged")


def test_clock_of_what_is_split_off_runs_since_its_report(town: Municipality, dispatcher: User) -> None:
    first = a_report(town, 0, number=1, kind=Kind.TREE)
    second = a_report(town, 30, number=2, kind=Kind.TREE, minutes=10)
    promised = timeline.due_at(first.incident)
    assert promised is not None

    row = grouping.split(first.incident, reports=[second.pk], by=dispatcher, at=AT + timedelta(hours=3))

    assert timeline.due_at(row.target) == promised + timedelta(minutes=10)


def test_twin_at_one_pole_is_split_off_without_the_pole(town: Municipality, dispatcher: User) -> None:
    pole = builders.a_pole(town)
    one, two = (
        reports.receive(town, kind=Kind.LAMP_OUT, key=uuid4(), channel="qr", at=AT, pole=pole) for _time in range(2)
    )

    row = grouping.split(one.incident, reports=[two.pk], by=dispatcher, at=AT)

    assert (row.target.pole, row.target.point) == (None, two.point)


@pytest.mark.parametrize("chosen", [[], "all"])
def test_split_is_refused_when_none_or_all_are_chosen(town: Municipality, dispatcher: User, chosen: object) -> None:
    report = a_report(town, 0, number=1)

    with pytest.raises(grouping.NotToBeSplit):
        grouping.split(report.incident, reports=[report.pk] if chosen == "all" else [], by=dispatcher, at=AT)


def test_incident_with_a_crew_is_not_joined_away_but_may_take_in(
    town: Municipality, dispatcher: User, officer: Callable[..., User]
) -> None:
    mine, other = a_report(town, 0, number=1).incident, a_report(town, 50, number=2).incident
    crew = builders.a_crew(town, officer(Role.RESPONDER))
    dispatch.assign(mine, responder=crew, by=dispatcher, at=AT)

    with pytest.raises(grouping.NotToBeMerged):
        grouping.merge(mine, into=other, by=dispatcher, at=AT)
    with pytest.raises(grouping.NotToBeMerged):
        grouping.merge(other, into=other, by=dispatcher, at=AT)

    assert grouping.merge(other, into=mine, by=dispatcher, at=AT).target == mine
