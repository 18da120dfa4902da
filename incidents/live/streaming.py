"""Carries the stream of live events as server-sent events, beside Django in the same process.

Who may follow is Django's to say: its view is the door, asked when a page comes and again and again while it stays. In
between neither a thread nor a database connection is held, which Django's own streaming would hold for each page.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings

from incidents.live import hub, looks
from incidents.live.changes import BEAT
from incidents.live.feeds import Feed

PATH = "/incidents/stream/"
TOWN = "X-Live-Town"
"""The header by which the door lets a page through: the municipality it follows."""
BEAT_S = 15.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
_AWAY = [(b"content-type", b"text/plain"), (b"retry-after", b"5")]


@dataclass
class Answer:
    """What Django answered, kept instead of sent."""

    messages: list[Message] = field(default_factory=list)

    async def keep(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def town(self) -> int | None:
        """The municipality to follow; None where the door stays shut."""
        named = dict(self.messages[0]["headers"]).get(TOWN.encode())
        return int(named) if self.status == HTTPStatus.OK and named else None


def carrying(application: Application) -> Application:
    """The application with the stream carried beside it."""

    async def carried(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].removeprefix(scope.get("root_path", "")) != PATH:
            await application(scope, receive, send)
            return
        answer = await _at_the_door(application, scope)
        if answer.town is None or scope["method"] != "GET":
            for message in answer.messages:
                await send(message)
            return
        await _follow(answer.town, application, scope, receive, send)

    return carried


async def _at_the_door(application: Application, scope: Message) -> Answer:
    answer = Answer()
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        for message in asked:
            return message
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # nobody hangs up here

    await application(dict(scope), receive, answer.keep)
    return answer


async def _follow(town: int, application: Application, scope: Message, receive: Receive, send: Send) -> None:
    ours = hub.of_this_process()
    try:
        feed = await ours.join(town, since=_since(scope))
    except (psycopg.Error, OSError):
        await send({"type": "http.response.start", "status": HTTPStatus.SERVICE_UNAVAILABLE, "headers": _AWAY})
        await send({"type": "http.response.body", "body": b""})
        return
    try:
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": _HEADERS})
        carrying = asyncio.create_task(_carry(feed, town, application, scope, send))
        gone = asyncio.create_task(_until_gone(receive))
        done, left = await asyncio.wait({carrying, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        for task in done:
            task.result()
    finally:
        ours.leave(town, feed)


def _since(scope: Message) -> looks.Look | None:
    """Where the page stood: what its browser repeats after a broken connection, else what the page itself says."""
    repeated = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("since", [""])[0]
    return looks.read(repeated or asked)


async def _carry(feed: Feed, town: int, application: Application, scope: Message, send: Send) -> None:
    """Send messages until the feed ends or the door would no longer let the page through."""
    asking = asyncio.create_task(_until_sent_off(town, application, scope))
    try:
        while not asking.done():
            try:
                message = await feed.take(within_s=min(BEAT_S, settings.LIVE_ASK_AGAIN_S))
            except TimeoutError:
                message = BEAT
            if message is None:
                break
            if not asking.done():
                await send({"type": "http.response.body", "body": message, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        asking.cancel()


async def _until_sent_off(town: int, application: Application, scope: Message) -> None:
    """Ask the door again and again, beside the messages; spread, so that pages that came together part."""
    may_stay = True
    while may_stay:
        await asyncio.sleep(settings.LIVE_ASK_AGAIN_S * random.uniform(0.5, 1.0))  # noqa: S311  no secret
        may_stay = await _may_stay(town, application, scope)


async def _may_stay(town: int, application: Application, scope: Message) -> bool:
    """Ask the door again; while the database is away nobody is sent off, and nothing is told either."""
    async with hub.of_this_process().asking_again:
        answer = await _at_the_door(application, scope)
    return answer.town == town or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
