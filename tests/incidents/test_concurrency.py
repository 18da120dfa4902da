"""Two dispatchers at once, in two real transactions: one wins, the other is told."""

import queue
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from config import environment
from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import closures, dispatch, grouping, reports
from incidents.models import Assignment, Incident, Kind, Report
from tests import conftest, databases
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.two_connections import LONGEST_S, in_another_connection, wait_until_blocked


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A connection of the tables' owner to the test database."""
    login = environment.owner(conftest.ROOT) | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**login, autocommit=True) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture
def town(owner: psycopg.Connection, django_db_blocker: DjangoDbBlocker) -> Iterator[Municipality]:
    """A municipality whose rows are committed, so that other connections see them; emptied again afterwards."""
    with django_db_blocker.unblock():
        try:
            municipality = conftest.a_municipality()
            with tenancy.within(municipality):
                builders.ready(municipality)
                builders.roads(municipality, (0, 0), (1000, 0))
                yield municipality
        finally:
            owner.execute("TRUNCATE gis_assets_municipality, auth_user CASCADE")


def an_incident(town: Municipality, east: float, *, number: int) -> Incident:
    pole = builders.a_pole(town, (east, 0), number=number)
    return reports.receive(town, kind=Kind.TREE, key=uuid4(), channel="qr", at=AT, pole=pole).incident


def test_one_dispatcher_wins_when_two_send_one_crew_at_once(town: Municipality) -> None:
    first, second = an_incident(town, 100, number=1), an_incident(town, 600, number=2)
    crew = builders.a_crew(town, User.objects.create_user("crew"), (300, 0))
    dispatcher = User.objects.create_user("dispatcher")
    answers: queue.Queue[Any] = queue.Queue()

    with transaction.atomic():
        dispatch.assign(first, responder=crew, by=dispatcher, at=AT)
        thread = in_another_connection(
            town, lambda: dispatch.assign(second, responder=crew, by=dispatcher, at=AT), answers
        )
        wait_until_blocked(answers.get(timeout=LONGEST_S), thread)
    answer = answers.get(timeout=LONGEST_S)
    thread.join(timeout=LONGEST_S)

    assert isinstance(answer, dispatch.AlreadyAssigned)
    assert first.case.reference in str(answer)
    assert Assignment.objects.get().incident == first
    second.refresh_from_db()
    assert second.state == "reported"


def test_one_incident_is_opened_when_two_neighbours_report_at_once(town: Municipality) -> None:
    pole = builders.a_pole(town)
    answers: queue.Queue[Any] = queue.Queue()

    def report() -> Report:
        return reports.receive(town, kind=Kind.POWER_OUT, key=uuid4(), channel="qr", at=AT, pole=pole)

    with transaction.atomic():
        report()
        thread = in_another_connection(town, report, answers)
        wait_until_blocked(answers.get(timeout=LONGEST_S), thread)
    answer = answers.get(timeout=LONGEST_S)
    thread.join(timeout=LONGEST_S)

    assert isinstance(answer, Report)
    assert Report.objects.count() == 2
    assert Incident.objects.count() == 1


def test_steps_are_not_changed_even_by_the_owner_of_the_tables(town: Municipality, owner: psycopg.Connection) -> None:
    an_incident(town, 100, number=1)
    owner.execute("SELECT set_config('app.municipality', %s, false)", [str(town.pk)])

    for statement in ("UPDATE casework_step SET note = 'x'", "DELETE FROM casework_step"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            owner.execute(statement)


def test_one_joins_and_the_other_is_told_when_two_dispatchers_join_crosswise(town: Municipality) -> None:
    one, two = an_incident(town, 100, number=1), an_incident(town, 600, number=2)
    dispatcher = User.objects.create_user("dispatcher")
    answers: queue.Queue[Any] = queue.Queue()

    with transaction.atomic():
        grouping.merge(one, into=two, by=dispatcher, at=AT)
        thread = in_another_connection(town, lambda: grouping.merge(two, into=one, by=dispatcher, at=AT), answers)
        wait_until_blocked(answers.get(timeout=LONGEST_S), thread)
    answer = answers.get(timeout=LONGEST_S)
    thread.join(timeout=LONGEST_S)

    assert isinstance(answer, grouping.NotToBeMerged)
    assert list(Incident.objects.open()) == [two]
    assert Report.objects.filter(incident=two).count() == 2


ASKING = """
import sys, django
django.setup()
from datetime import UTC, date, datetime
from django.contrib.gis.geos import Point
from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import routing
municipality = Municipality.objects.get(pk=int(sys.argv[1]))
start, goal = (Point(*map(float, place.split(",")), srid=4326) for place in sys.argv[2:4])
with tenancy.within(municipality):
    for _ in sys.stdin:
        at = datetime(2026, 11, 20, 3, tzinfo=UTC)
        found = routing.route(municipality, start=start, goal=goal, on=date(2026, 11, 20), at=at)
        print(round(found.metres), flush=True)
"""


def test_other_process_goes_round_a_closure_as_soon_as_it_is_committed(town: Municipality) -> None:
    builders.roads(town, (0, 0), (0, 100), (1000, 100), (1000, 0))
    places = [",".join(map(str, builders.point(place).coords)) for place in ((0, 0), (1000, 0))]
    south, north = builders.point((500, -20)), builders.point((500, 20))
    by = User.objects.create_user("someone")
    command = [sys.executable, "-c", ASKING, str(town.pk), *places]
    surroundings = databases.surroundings(connection.settings_dict["NAME"])
    with subprocess.Popen(
        command, cwd=conftest.ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout

        def ask() -> int:
            other.stdin.write("?\n")  # type: ignore[union-attr]  # asserted above
            other.stdin.flush()  # type: ignore[union-attr]
            return int(other.stdout.readline())  # type: ignore[union-attr]

        before = ask()
        across = GEOSGeometry(f"SRID=4326;LINESTRING({south.x} {south.y}, {north.x} {north.y})")
        drawn = closures.draw(town, shape=across, reason="flood", by=by, at=AT)
        during = ask()
        closures.end(drawn, by=by, at=AT)
        after = ask()
        other.stdin.close()

    assert (before, during, after) == (1000, 1200, 1000)
