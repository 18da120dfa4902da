"""What one process changes of roads and closures is read by another before anybody asks there, also after a break."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from gis_assets import tenancy
from gis_assets.models import Municipality
from incidents import closures
from incidents.engines import kept, listening
from tests import conftest, databases, racing
from tests.incidents import builders
from tests.incidents.builders import AT, ON

LISTENERS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND query = 'LISTEN town_roads'"


def prepare() -> None:
    municipality = conftest.a_municipality()
    User.objects.create_user("dispatcher")
    with tenancy.within(municipality):
        builders.roads(municipality, (0, 0), (200, 0))


def hear() -> str:
    """Keep the network and listen; how many roads and closed stretches are kept once something was heard."""
    municipality = Municipality.objects.get()
    with tenancy.within(municipality):
        before = kept.known(municipality, on=ON)
    assert before
    listening.start()
    if not kept.changed(before, within_s=racing.LONGEST_S):
        return "nothing was heard"
    [after] = kept._kept.values()
    return f"{len(after.network.roads)} roads, {len(after.stretches)} closed"


def draw() -> None:
    municipality = Municipality.objects.get()
    south, north = builders.point((100, -20)), builders.point((100, 20))
    line = GEOSGeometry(f"SRID=4326;LINESTRING({south.x} {south.y}, {north.x} {north.y})")
    with tenancy.within(municipality):
        closures.draw(municipality, shape=line, reason="flood", by=User.objects.get(), at=AT)


def build() -> None:
    municipality = Municipality.objects.get()
    with tenancy.within(municipality):
        builders.a_road(municipality, (200, 0), (300, 0))


def lose() -> str:
    """Listen until the database has been away for three tries; what was said about it, and how loudly."""
    heard: list[logging.LogRecord] = []
    is_enough = threading.Event()

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record)
            if len(heard) == 3:
                is_enough.set()

    listening.log.addHandler(Ear())
    listening.log.setLevel(logging.DEBUG)
    connection.close()
    listening.start()
    assert is_enough.wait(racing.LONGEST_S)
    loud = [record for record in heard if record.levelno >= logging.WARNING]
    return f"{len(loud)} said, {sum(bool(record.exc_info) for record in heard)} with traces"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    name = f"{connection.settings_dict['NAME']}_heard"
    databases.make_anew(name)
    racing.done(name, prepare)
    yield name
    databases.drop(name)


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    name = f"{prepared}_now"
    databases.copy_for_use(prepared, name)
    yield name
    databases.drop(name)


@pytest.fixture
def owner() -> Iterator["psycopg.Connection[Any]"]:
    with databases.owner() as server:
        yield server


def until_listening(owner: "psycopg.Connection[Any]", database: str) -> int:
    """The backend that listens, once there is one."""
    while not (found := owner.execute(LISTENERS, [database]).fetchone()):
        owner.execute("SELECT pg_sleep(0.02)")
    return int(found[0])


def test_closure_of_another_process_is_read_when_nobody_asks(database: str, owner: "psycopg.Connection[Any]") -> None:
    listener = racing.started(database, hear)
    until_listening(owner, database)

    racing.done(database, draw)

    assert listener.outcome() == "1 roads, 1 closed"


def test_road_of_another_process_is_read_when_nobody_asks(database: str, owner: "psycopg.Connection[Any]") -> None:
    listener = racing.started(database, hear)
    until_listening(owner, database)

    racing.done(database, build)

    assert listener.outcome() == "2 roads, 0 closed"


def test_what_was_missed_is_read_when_the_connection_is_made_again(
    database: str, owner: "psycopg.Connection[Any]"
) -> None:
    """The closure is committed while the listener is cut off and kept out, so no notice of it can ever reach it."""
    listener = racing.started(database, hear)
    backend = until_listening(owner, database)
    with racing.journal_lock(database) as holder:
        dispatcher = racing.started(database, draw)
        racing.until_waiting(holder, database, 1)
        owner.execute(f"ALTER DATABASE {database} CONNECTION LIMIT 0")
        owner.execute("SELECT pg_terminate_backend(%s)", [backend])
    dispatcher.outcome()

    owner.execute(f"ALTER DATABASE {database} CONNECTION LIMIT -1")

    assert listener.outcome() == "1 roads, 1 closed"


def test_break_is_said_once_and_without_a_trace_when_the_database_is_gone(
    database: str, owner: "psycopg.Connection[Any]"
) -> None:
    listener = racing.started(database, lose)
    until_listening(owner, database)

    databases.drop(database)

    assert listener.outcome() == "1 said, 0 with traces"
