"""One thread for each request, kept for the next, and lent to one request at a time."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from config.threads import lent

HTTP = {"type": "http"}


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
