"""Features that the server's loop asks for itself: the same answers as by a thread, and of one municipality alone.

The loop has connections of its own, which see what is committed. So all is asked in a process beside, on a database
that is thrown away.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality, Parcel
from opendata import gate, usage
from opendata.ogc import door
from tests import databases, racing
from tests.conftest import a_municipality
from tests.gis_assets import builders

HOSTS = {"maehia": "maehia.example", "other": "other.example"}
ITEMS = "/ogc/collections/parcels/items"


def prepare() -> str:
    """A parcel in each of two towns."""
    for number, (name, host) in enumerate(HOSTS.items()):
        town = a_municipality(dla_code=f"0550010{number}", name_en=name)
        town.settings = {**town.settings, "hosts": [host]}
        with tenancy.within(town):
            town.save()
            builders.a_parcel(town, code=f"01A00{number}")
            gate.open_layers(municipality=town)
    return "ready"


def act(town: str) -> str:
    """All that the tests below want to know, told as JSON."""
    settings.ALLOWED_HOSTS = [*HOSTS.values()]
    door.OFFERED_S = door.TOWN_S = 600
    ids = {}
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            ids[municipality.name_en] = str(Parcel.objects.get().uid)
    own, foreign = f"{ITEMS}/{ids[town]}", f"{ITEMS}/{ids['other']}"
    connection.close()
    return json.dumps(asyncio.run(told(HOSTS[town], own, foreign)))


async def told(host: str, own: str, foreign: str) -> dict[str, Any]:
    asker = Asker(host)
    found: dict[str, Any] = {"thread": await asker.ask(own), "loop": await asker.ask(own)}
    found["known"] = await asker.ask(own, if_none_match=found["loop"]["headers"]["etag"])
    found["jsonfg"] = await asker.ask(own, query="f=jsonfg")
    found["hidden_form"] = await asker.ask(own, query="f=%6Asonfg")
    found["head"] = await asker.ask(own, method="HEAD")
    found["wrong"] = await asker.ask(own, query="x=1")
    found["no_id"] = await asker.ask(f"{ITEMS}/x")
    found["foreign"] = await asker.ask(foreign)
    asker.host = HOSTS["other"]
    await asker.ask(ITEMS)  # a thread finds out what that town shows
    found["at_home"] = await asker.ask(foreign)
    asker.host = host
    found["again"] = await asker.ask(own)
    with databases.owner() as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
    found["hung_up"] = await asker.ask(own)
    await asyncio.to_thread(door._tally.write_down)
    found["questions"] = await asyncio.to_thread(counted)
    await asker.door._lines.close()
    return found


def counted() -> int:
    town = Municipality.objects.get(name_en="maehia")
    with tenancy.within(town):
        return usage.of("parcels", municipality=town, on=timezone.localdate()).questions


class Asker:
    """Asks the door as the server does, and knows which questions went to a thread."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.door = door.Door(2)
        self._threads = 0
        answered = door._answer

        def noted(scope: Any) -> Any:
            self._threads += 1
            return answered(scope)

        door._answer = noted

    async def ask(self, path: str, *, query: str = "", method: str = "GET", **headers: str) -> dict[str, Any]:
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http"}
        scope |= {"headers": [(b"host", self.host.encode()), *named], "server": ("testserver", 80)}
        sent: list[Any] = []
        before = self._threads

        async def send(message: Any) -> None:
            sent.append(message)

        await self.door.answer(scope, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message["body"] for message in sent[1:]).decode()
        return {"status": sent[0]["status"], "headers": told, "body": body, "by_thread": self._threads > before}


@pytest.fixture(scope="module")
def found() -> Iterator[dict[str, Any]]:
    with racing.prepared("lines", prepare, told="ready") as name:
        yield json.loads(racing.done(name, act, "maehia"))


def test_loop_answers_what_a_thread_does_once_that_has_found_the_open_layers(found: dict[str, Any]) -> None:
    by_thread, by_loop = found["thread"], found["loop"]

    assert (by_thread.pop("by_thread"), by_loop.pop("by_thread")) == (True, False)
    assert by_loop == by_thread
    assert json.loads(by_loop["body"])["properties"]["code"] == "01A000"


def test_thread_is_asked_where_one_question_does_not_do(found: dict[str, Any]) -> None:
    assert (found["known"]["status"], found["known"]["by_thread"]) == (304, True)
    for name in ("jsonfg", "hidden_form"):
        assert (found[name]["status"], found[name]["by_thread"]) == (200, True)
        assert json.loads(found[name]["body"])["conformsTo"]


def test_head_has_no_body_and_the_length_of_one(found: dict[str, Any]) -> None:
    head, whole = found["head"], found["loop"]

    assert (head["status"], head["body"], head["by_thread"]) == (200, "", False)
    assert head["headers"] == whole["headers"]


@pytest.mark.parametrize(("asked", "status"), [("wrong", 400), ("no_id", 404)])
def test_no_is_told_in_the_words_of_the_standard(found: dict[str, Any], asked: str, status: int) -> None:
    answer = found[asked]

    assert (answer["status"], answer["by_thread"]) == (status, False)
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(answer["body"])["status"] == status


def test_line_shows_each_municipality_its_own_features_alone(found: dict[str, Any]) -> None:
    assert [found[name]["status"] for name in ("foreign", "at_home", "again")] == [404, 200, 200]
    assert not any(found[name]["by_thread"] for name in ("foreign", "at_home", "again"))


def test_answer_comes_by_a_thread_when_the_database_has_hung_up(found: dict[str, Any]) -> None:
    assert found["hung_up"]["by_thread"]


def test_questions_are_counted_however_they_are_answered(found: dict[str, Any]) -> None:
    # thread, loop, known, two of JSON-FG, and again; a look at the head and whatever was refused are none
    assert found["questions"] == 6 + (found["hung_up"]["status"] == 200)
