"""A served town whose rows are committed, and pages that follow its stream over real connections."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from time import monotonic
from typing import Any

import psycopg
import pytest
import uvicorn
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoDbBlocker

from config.asgi import application
from gis_assets import tenancy
from gis_assets.models import Membership, Municipality, Role
from incidents.models import LiveEvent
from tests import conftest, databases
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.speaking import Officer

LONGEST_S = 120.0
LONG_AGO = 3
"""The first transaction that a cluster gives out."""


class Page:
    """A page that follows the stream; `numbers` are the events it was told, in order."""

    def __init__(self, port: int, cookie: str, *, since: str = "", last_id: str = "") -> None:
        self._line = HTTPConnection("127.0.0.1", port, timeout=LONGEST_S)
        headers = {"Cookie": cookie} | ({"Last-Event-ID": last_id} if last_id else {})
        self._line.request("GET", f"/incidents/stream/?since={since}", headers=headers)
        self.answer: HTTPResponse = self._line.getresponse()
        self.last_id = last_id or since
        self.changes: list[dict[str, Any]] = []
        self.was_reset = False

    def until(self, told: Callable[["Page"], bool]) -> "Page":
        """Read messages until this holds; beats alone do not keep it waiting for ever."""
        latest = monotonic() + LONGEST_S
        while not told(self):
            assert monotonic() < latest, f"Not told within {LONGEST_S:.0f} s; told were {self.numbers()}."
            self._read_message()
        return self

    def ends(self) -> bool:
        """Read to the end of the stream."""
        while self._read_message():
            pass
        return True

    def numbers(self) -> list[int]:
        return [change["number"] for change in self.changes]

    def kinds(self) -> list[str]:
        return [change["kind"] for change in self.changes]

    def cut(self) -> None:
        """The connection is lost."""
        self.answer.close()
        self._line.close()

    def _read_message(self) -> bool:
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        self.was_reset |= fields.get("event") == "reset"
        if fields.get("event") == "changes":
            self.changes += json.loads(fields["data"])
        self.last_id = fields.get("id", self.last_id)
        return bool(fields)


@pytest.fixture
def owner(django_db_setup: None) -> Iterator["psycopg.Connection[Any]"]:
    with databases.owner(connection.settings_dict["NAME"]) as server:
        yield server


@pytest.fixture
def town(owner: "psycopg.Connection[Any]", django_db_blocker: DjangoDbBlocker) -> Iterator[Municipality]:
    """A municipality whose rows are committed, so that other connections see them; emptied again afterwards."""
    with django_db_blocker.unblock():
        try:
            municipality = conftest.a_municipality()
            with tenancy.within(municipality):
                builders.ready(municipality)
                builders.roads(municipality, (0, 0), (1000, 0))
                # A look is as old as the oldest transaction of all databases: while another process tests in one of its
                # own, the look would be older than all that this town has kept, and so be a forgotten one.
                LiveEvent.objects.create(municipality=municipality, kind="step", at=AT, transaction=LONG_AGO)
                yield municipality
        finally:
            owner.execute("TRUNCATE gis_assets_municipality, auth_user, django_session CASCADE")


@pytest.fixture
def signed_in(town: Municipality) -> Callable[..., Officer]:
    """`signed_in(Role.DISPATCHER)` is the browser of such an officer; `of=` of another municipality."""

    def make(*roles: Role, of: Municipality = town) -> Officer:
        user = User.objects.create_user(f"user{User.objects.count() + 1}")
        with tenancy.within(of):
            Membership.objects.bulk_create([Membership(user=user, municipality=of, role=role) for role in roles])
        return Officer(user)

    return make


@pytest.fixture
def port(town: Municipality) -> Iterator[int]:
    """The port of the served platform."""
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=LONGEST_S)


@pytest.fixture
def follow(port: int) -> Iterator[Callable[..., Page]]:
    """`follow(officer)` is a page that follows; `since=` where it stood when made, `last_id=` when it was cut."""
    pages: list[Page] = []

    def make(browser: Any, **where: str) -> Page:
        cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
        pages.append(Page(port, cookie, **where))
        return pages[-1]

    yield make
    for page in pages:
        page.cut()
