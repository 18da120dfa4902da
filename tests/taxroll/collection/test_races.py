"""Two cashiers in two processes: one wins, the other is told, and no satang is booked twice.

A lock on the journal holds whoever acts at the last thing she writes, so that the other surely comes in between.
"""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests import databases
from tests.landsurvey.test_races import finished, journal_lock, server, until_waiting


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    name = f"{settings.DATABASES['default']['NAME']}_cashiers"
    databases.make_anew(name)
    assert finished(started(name, "prepare")) == "ready"
    yield name
    server("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    name = f"{prepared}_copy"
    server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    server("CREATE DATABASE {} TEMPLATE {}", name, prepared)
    yield name
    server("DROP DATABASE {} WITH (FORCE)", name)


def started(database: str, verb: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.taxroll.collection.racing", verb]
    env = databases.surroundings(database) | {"PYTHONPATH": str(databases.ROOT)}
    return subprocess.Popen(command, cwd=databases.ROOT, env=env, stdout=subprocess.PIPE, text=True)


def at_once(database: str, first: str, second: str) -> tuple[str, str]:
    """The outcomes of two acts, of which the second begins while the first has not yet ended."""
    with journal_lock(database) as holder:
        one = started(database, first)
        until_waiting(holder, database, 1)
        other = started(database, second)
        until_waiting(holder, database, 2)
    return finished(one), finished(other)


def test_same_reference_on_two_notices_is_taken_once(database: str) -> None:
    outcomes = at_once(database, "pay 0 100 SLIP ann", "pay 1 100 SLIP ben")

    assert outcomes == ("1 [899900, 900000] 0", "AlreadyRecorded")


def test_last_satang_is_paid_once(database: str) -> None:
    outcomes = at_once(database, "pay 0 900000 A ann", "pay 0 900000 B ben")

    assert outcomes == ("1 [0, 900000] 0", "MoreThanOwed")


def test_two_parts_at_once_are_both_taken(database: str) -> None:
    outcomes = at_once(database, "pay 0 400000 A ann", "pay 0 500000 B ben")

    assert outcomes == ("1 [500000, 900000] 0", "2 [0, 900000] 0")


def test_day_is_not_closed_over_a_payment_of_that_moment(database: str) -> None:
    outcomes = at_once(database, "pay 0 100 A ann", "close ben")

    assert outcomes == ("1 [899900, 900000] 0", "DifferenceUnexplained")


def test_payment_of_that_moment_is_refused_when_the_day_is_closed_first(database: str) -> None:
    outcomes = at_once(database, "close ann", "pay 0 100 A ben")

    assert outcomes == ("0 [900000, 900000] 0", "DayIsClosed")
