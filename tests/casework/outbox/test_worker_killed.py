"""A worker killed with SIGKILL between the step and its notice: nothing is lost, and nothing has an effect twice.

The receiver itself kills the worker, at the one moment that matters: when it has the message and has not yet said so.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth.models import User
from django.test import override_settings

from casework import tasks
from config import environment
from gis_assets import tenancy
from incidents import dispatch, reports, responding
from tests import databases, racing
from tests.casework.outbox.receivers import MailServer, WebServer
from tests.conftest import ROOT, a_municipality
from tests.incidents import builders
from tests.incidents.builders import AT

LONGEST_S = 300
TOLD = Counter({"citizen@example.org": 2, "crew@example.org": 1})
WAYS = {"email": "casework.outbox.mail.Mail", "webhook": "casework.outbox.webhooks.Webhook"}
TOLD_TO_PROGRAM = Counter({"report.received": 1, "report.on_the_way": 1})


def take_steps(hook: str) -> None:
    """A citizen reports, a crew is sent and sets out: five messages are written."""
    with override_settings(OUTBOX_CHANNELS=WAYS):
        town = a_municipality()
        crew = User.objects.create_user("crew", email="crew@example.org")
        dispatcher = User.objects.create_user("dispatcher")
        with tenancy.within(town):
            builders.ready(town)
            builders.roads(town, (0, 0), (1000, 0))
            place = builders.a_pole(town, (100, 3))
            sent: dict[str, Any] = {"kind": "tree", "channel": "web", "email": "citizen@example.org", "webhook": hook}
            report = reports.receive(town, key=uuid4(), at=AT, pole=place, **sent)
            responder = builders.a_crew(town, crew, (300, 0))
            dispatch.assign(report.incident, responder=responder, by=dispatcher, at=AT)
            responding.set_out(report.incident, responder=responder, by=crew, at=AT)


def a_minute_begins() -> None:
    """What every minute brings by itself."""
    async_to_sync(tasks.take_up_messages.func)(timestamp=0)


@pytest.fixture
def surroundings(mail: MailServer) -> Iterator[dict[str, str]]:
    """A database of its own, in an installation that knows the mail server."""
    name = f"{settings.DATABASES['default']['NAME']}_outbox"
    databases.make_anew(name)
    yield databases.surroundings(name) | {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail.port),
        "OUTBOX_INSIDE_NETWORKS": "127.0.0.0/8",
    }
    databases.drop(name)


@pytest.fixture
def owner(surroundings: dict[str, str]) -> Iterator[psycopg.Connection]:
    """The owner of the tables, who sees every row."""
    facts = environment.owner(ROOT) | {"dbname": surroundings["DATABASE_NAME"]}
    with psycopg.connect(**facts, autocommit=True) as connection:  # type: ignore[arg-type]  # libpq's own
        yield connection


@pytest.mark.parametrize("moment", ["mail is taken", "mail is not yet taken", "program has it"])
def test_every_notice_has_its_effect_once_when_the_worker_is_killed(
    moment: str, surroundings: dict[str, str], owner: psycopg.Connection, mail: MailServer, web: WebServer
) -> None:
    racing.done(surroundings["DATABASE_NAME"], take_steps, web.url())
    killed = _killed_by_its_receiver(moment, surroundings, mail, web)
    assert killed.returncode == -signal.SIGKILL

    _time_passes(owner)
    racing.done(surroundings["DATABASE_NAME"], a_minute_begins)
    work = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "outbox", "--one-shot"]
    subprocess.run(work, cwd=ROOT, env=surroundings, check=True)

    assert _rows(owner, "SELECT state, count(*) FROM casework_message GROUP BY state") == [("delivered", 5)]
    effects = {came["Message-ID"]: came for came in mail.taken}
    assert Counter(came["To"] for came in effects.values()) == TOLD
    posted = {post.headers["webhook-id"]: post for post in web.taken}
    assert Counter(json.loads(post.body)["type"] for post in posted.values()) == TOLD_TO_PROGRAM
    on_the_wire = (len(mail.taken), len(web.taken))
    assert on_the_wire == {"mail is taken": (4, 2), "mail is not yet taken": (3, 2), "program has it": (3, 3)}[moment]
    assert len({bytes(came) for came in mail.taken}) == len(effects)
    assert len({post.body for post in web.taken}) == len(posted)
    ids = {str(uid) for (uid,) in _rows(owner, "SELECT uid FROM casework_message")}
    assert {name.strip("<>").partition("@")[0] for name in effects} | set(posted) == ids


def _killed_by_its_receiver(
    moment: str, surroundings: dict[str, str], mail: MailServer, web: WebServer
) -> "subprocess.Popen[bytes]":
    """Start a worker whose receiver kills it at its first message of that kind; return when it is dead."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "outbox", "--concurrency", "1"]
    worker = subprocess.Popen(command, cwd=ROOT, env=surroundings)

    def kill() -> None:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        mail.before_answer = mail.before_recipient = web.before_answer = lambda: None

    if moment == "mail is taken":
        mail.before_answer = kill
    elif moment == "mail is not yet taken":
        mail.before_recipient = kill
    else:
        web.before_answer = kill
    try:
        worker.wait(LONGEST_S)
    finally:
        worker.kill()
    return worker


def _time_passes(owner: psycopg.Connection) -> None:
    """So much that the dead worker is known for dead and its try for lost."""
    until = time.monotonic() + LONGEST_S
    held = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    while _rows(owner, held) != [(0,)]:
        assert time.monotonic() < until, "the server still waits for the killed worker"
        owner.execute("SELECT pg_sleep(0.2)")
    owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    owner.execute("UPDATE casework_message SET due_at = due_at - interval '10 minutes' WHERE state = 'waiting'")


def _rows(connection: psycopg.Connection, statement: str) -> list[tuple[object, ...]]:
    return connection.execute(statement).fetchall()
