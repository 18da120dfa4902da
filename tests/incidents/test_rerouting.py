"""Crews that are still to arrive get another way at once when roads close or open, and nobody is told of nothing."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry

from gis_assets.models import JournalEntry, Municipality, Role
from incidents import closures, dispatch, reports, rerouting, responding
from incidents.models import Assignment, Kind, Responder
from tests import lasting
from tests.incidents import builders
from tests.incidents.builders import AT

MINUTE = timedelta(minutes=1)


@lasting.fixture
def dispatcher(officer: Callable[..., User]) -> User:
    return officer(Role.DISPATCHER)


@lasting.fixture
def sent(municipality: Municipality, dispatcher: User, officer: Callable[..., User]) -> Assignment:
    """A crew two hundred metres down a road, with a way round of four hundred."""
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (200, 0), name_th="ถนนตรง")
    builders.roads(municipality, (0, 0), (0, 100), (200, 100), (200, 0), name_th="ถนนอ้อม")
    point = builders.point((200, 0))
    incident = reports.receive(municipality, kind=Kind.TREE, key=uuid4(), channel="web", at=AT, point=point).incident
    crew = builders.a_crew(municipality, officer(Role.RESPONDER), (0, 0))
    return dispatch.assign(incident, responder=crew, by=dispatcher, at=AT)


def across(east: float) -> GEOSGeometry:
    south, north = builders.point((east, -20)), builders.point((east, 20))
    return GEOSGeometry(f"SRID=4326;LINESTRING({south.x} {south.y}, {north.x} {north.y})")


def now(assignment: Assignment) -> Assignment:
    return Assignment.objects.get(pk=assignment.pk)


def rerouted() -> int:
    return JournalEntry.objects.filter(action="assignment.rerouted").count()


def test_way_and_its_turns_change_when_a_road_of_it_closes_and_come_back_when_it_opens(
    sent: Assignment, dispatcher: User
) -> None:
    shape = across(100)

    drawn = closures.draw(sent.municipality, shape=shape, reason="flood", by=dispatcher, at=AT + MINUTE)
    round_about = now(sent)
    closures.end(drawn, by=dispatcher, at=AT + 2 * MINUTE)
    straight = now(sent)

    assert round_about.route is not None
    assert not round_about.route.intersects(shape)
    assert [leg["name_th"] for leg in round_about.legs] == ["ถนนอ้อม"]
    assert [sent.distance_m, round_about.distance_m, straight.distance_m] == [200, 400, 200]
    assert [sent.expected_seconds, round_about.expected_seconds] == [20, 40]
    assert [leg["name_th"] for leg in straight.legs] == ["ถนนตรง"]
    assert rerouted() == 2


def test_crew_goes_by_radio_when_closures_leave_no_way(sent: Assignment, dispatcher: User) -> None:
    closures.draw(sent.municipality, shape=across(195), reason="flood", by=dispatcher, at=AT + MINUTE)
    west = builders.point((180, 95))
    east = builders.point((220, 105))
    square = GEOSGeometry(
        f"SRID=4326;POLYGON(({west.x} {west.y}, {east.x} {west.y}, {east.x} {east.y}, {west.x} {east.y},"
        f" {west.x} {west.y}))"
    )

    closures.draw(sent.municipality, shape=square, reason="flood", by=dispatcher, at=AT + MINUTE)

    cut_off = now(sent)
    assert (cut_off.route, cut_off.legs, cut_off.expected_seconds, cut_off.distance_m) == (None, [], None, None)


def test_way_is_left_alone_when_the_crew_only_drove_on(sent: Assignment, dispatcher: User) -> None:
    Responder.objects.filter(pk=sent.responder_id).update(position=builders.point((120, 0)))

    closures.draw(sent.municipality, shape=across(-300), reason="tree", by=dispatcher, at=AT + MINUTE)

    assert now(sent).distance_m == 200
    assert rerouted() == 0


def test_crew_on_scene_keeps_the_way_it_came(sent: Assignment, dispatcher: User) -> None:
    crew = sent.responder
    responding.set_out(sent.incident, responder=crew, by=dispatcher, at=AT + MINUTE)
    responding.arrive(sent.incident, responder=crew, by=dispatcher, at=AT + 2 * MINUTE)

    closures.draw(sent.municipality, shape=across(100), reason="flood", by=dispatcher, at=AT + 3 * MINUTE)

    assert now(sent).distance_m == 200


def test_way_changes_by_the_clock_when_an_announced_closure_begins_and_ends(sent: Assignment, dispatcher: User) -> None:
    town, later = sent.municipality, AT + 60 * MINUTE
    closures.draw(town, shape=across(100), reason="works", by=dispatcher, at=AT, since=later, until=later + 30 * MINUTE)
    before = now(sent).distance_m

    rerouting.renew_by_the_clock(town, since=later - MINUTE, at=later + MINUTE)
    during = now(sent).distance_m
    repeated = rerouting.renew_by_the_clock(town, since=later - MINUTE, at=later + 2 * MINUTE)
    rerouting.renew_by_the_clock(town, since=later + 29 * MINUTE, at=later + 31 * MINUTE)

    assert [before, during, now(sent).distance_m] == [200, 400, 200]
    assert repeated == []
    assert rerouting.renew_by_the_clock(town, since=later + 40 * MINUTE, at=later + 50 * MINUTE) == []
