"""Requests wait for their turn; an answer that has begun, or that failed, gives its turn to the next."""

import asyncio
from typing import Any

import pytest

from config.turns import in_turn


class Work:
    """An application that works on a request until it is told to answer."""

    def __init__(self) -> None:
        self.working = 0
        self.most = 0
        self.may_answer = asyncio.Event()
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.working += 1
        self.most = max(self.most, self.working)
        await self.may_answer.wait()
        self.working -= 1
        await send({"type": "http.response.start"})
        await self.may_end.wait()


async def nothing(message: object = None) -> None:
    """Takes what is sent."""


async def until_idle() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def test_no_more_requests_are_worked_on_at_once_than_allowed() -> None:
    async def act() -> tuple[int, int]:
        work = Work()
        application = in_turn(work, at_once=3)
        requests = [asyncio.ensure_future(application({"type": "http"}, nothing, nothing)) for _ in range(10)]
        await until_idle()
        working = work.working
        work.may_answer.set()
        work.may_end.set()
        await asyncio.gather(*requests)
        return working, work.most

    assert asyncio.run(act()) == (3, 3)


def test_next_request_is_worked_on_when_an_answer_has_begun() -> None:
    async def act() -> int:
        work, begun = Work(), []
        application = in_turn(work, at_once=1)
        work.may_answer.set()

        async def sent(message: object) -> None:
            begun.append(message)

        requests = [asyncio.ensure_future(application({"type": "http"}, nothing, sent)) for _ in range(2)]
        await until_idle()
        count = len(begun)
        work.may_end.set()
        await asyncio.gather(*requests)
        return count

    assert asyncio.run(act()) == 2


def test_turn_is_given_on_when_the_work_failed() -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("no")

    async def act() -> None:
        application = in_turn(failing, at_once=1)
        for _ in range(3):
            with pytest.raises(RuntimeError):
                await application({"type": "http"}, nothing, nothing)

    asyncio.run(act())


def test_answer_that_nobody_reads_is_broken_off_as_if_its_reader_had_gone() -> None:
    async def never(message: object) -> None:
        await asyncio.Event().wait()

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start"})

    async def act() -> None:
        await in_turn(answering, at_once=1, read_s_most=0.01)({"type": "http"}, nothing, never)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(act())
