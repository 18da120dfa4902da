"""One thread for each request, kept for the next, and lent to one request at a time."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from config.threads import Handler, lent

HTTP = {"type": "http"}
LONGEST_S = 120


async def nothing(message: object = None) -> None:
    """Takes what is sent."""


class Work:
    """An application that notes the threads of its two steps and may be told to wait between them."""

    def __init__(self) -> None:
        self.threads: list[tuple[int, int]] = []
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        first = await sync_to_async(threading.get_ident)()
        await self.may_end.wait()
        self.threads.append((first, await sync_to_async(threading.get_ident)()))


def test_both_steps_of_a_request_and_the_next_request_are_done_in_one_thread() -> None:
    async def act() -> list[tuple[int, int]]:
        work = Work()
        work.may_end.set()
        application = lent(work, kept=1)
        for _ in range(3):
            await application(HTTP, nothing, nothing)
        return work.threads

    assert len({thread for pair in asyncio.run(act()) for thread in pair}) == 1


def test_requests_at_once_have_threads_of_their_own_until_their_answers_are_out() -> None:
    async def act() -> list[tuple[int, int]]:
        work = Work()
        application = lent(work, kept=1)
        requests = [asyncio.ensure_future(application(HTTP, nothing, nothing)) for _ in range(3)]
        await asyncio.sleep(0)
        work.may_end.set()
        await asyncio.gather(*requests)
        return work.threads

    found = asyncio.run(act())
    assert len({first for first, _ in found}) == 3
    assert all(first == second for first, second in found)


def test_thread_comes_back_when_the_work_failed() -> None:
    seen: list[int] = []

    async def failing(scope: Any, receive: Any, send: Any) -> None:
        seen.append(await sync_to_async(threading.get_ident)())
        raise RuntimeError("no")

    async def act() -> None:
        application = lent(failing, kept=1)
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await application(HTTP, nothing, nothing)

    asyncio.run(act())
    assert len(set(seen)) == 1


PAGE = {
    "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "root_path": "", "headers": [],
}  # fmt: skip


class Answering(Handler):
    """The handler with one view for every address, and without middlewares."""

    def __init__(self, view: Any) -> None:
        super().__init__()
        self._middleware_chain = view


class Browser:
    """Sends one request without a body, may leave, and keeps what it is sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.has_asked = False
        self.has_left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if not self.has_asked:
            self.has_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.sent[1:])


@pytest.fixture
def told() -> Iterator[list[tuple[str, int]]]:
    """The beginnings and ends of requests, each with its thread; the end of one may come after its answer."""
    seen: list[tuple[str, int]] = []

    def begun(**_: Any) -> None:
        seen.append(("begun", threading.get_ident()))

    def ended(**_: Any) -> None:
        seen.append(("ended", threading.get_ident()))

    request_started.connect(begun)
    request_finished.connect(ended)
    yield seen
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


async def until(true: Any) -> None:
    async with asyncio.timeout(LONGEST_S):
        while not true():
            await asyncio.sleep(0.001)


def test_request_begins_is_viewed_and_ends_in_its_one_thread(told: list[tuple[str, int]]) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        told.append(("viewed", threading.get_ident()))
        return HttpResponse("seen")

    async def act() -> bytes:
        browser = Browser()
        await lent(Answering(view), kept=1)(PAGE, browser.receive, browser.send)
        await until(lambda: len(told) == 3)
        return browser.body

    assert asyncio.run(act()) == b"seen"
    assert [what for what, _ in told] == ["begun", "viewed", "ended"]
    assert len({thread for _, thread in told} - {threading.get_ident()}) == 1


def test_answer_in_pieces_ends_when_its_reader_leaves(told: list[tuple[str, int]]) -> None:
    browser = Browser()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        browser.has_left.set()
        await asyncio.Event().wait()

    async def act() -> None:
        application = lent(Answering(lambda _request: StreamingHttpResponse(pieces())), kept=1)
        await application(PAGE, browser.receive, browser.send)

    asyncio.run(act())
    assert browser.body == b"one"
    assert [what for what, _ in told] == ["begun", "ended"]


@pytest.mark.parametrize("is_in_pieces", [False, True])
def test_request_ends_when_nobody_waits_for_its_answer_any_more(
    told: list[tuple[str, int]], is_in_pieces: bool
) -> None:
    may_answer, is_viewed = threading.Event(), threading.Event()

    def view(_request: HttpRequest) -> HttpResponseBase:
        is_viewed.set()
        may_answer.wait(LONGEST_S)
        return StreamingHttpResponse([b"late"]) if is_in_pieces else HttpResponse("late")

    async def act() -> None:
        browser = Browser()
        asking = asyncio.ensure_future(lent(Answering(view), kept=1)(PAGE, browser.receive, browser.send))
        await until(is_viewed.is_set)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        may_answer.set()
        await until(lambda: len(told) == 2)

    asyncio.run(act())
    assert [what for what, _ in told] == ["begun", "ended"]
