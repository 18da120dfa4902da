"""Requests wait for their turn before they take a thread and a database connection.

In a storm of reports hundreds would else stand in the database waiting for one another, until it has no connection left
and refuses those that come next. Here they wait at the price of a few hundred bytes, and none is refused. Who asks and
then does not read is left, so that nobody holds a thread for ever.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]
# For the next piece of an answer to be taken: 64 KiB, of which the slowest telephone reads one in that time.
READ_S_MOST = 120.0


def in_turn(application: Application, *, at_once: int, read_s_most: float = READ_S_MOST) -> Application:
    """The application with so many requests worked on at once; an answer that has begun holds up nobody.

    An answer of which nothing is read for `read_s_most` seconds is broken off as if its reader had gone.
    """
    turns = asyncio.Semaphore(at_once)

    async def taken(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        await turns.acquire()
        is_working = True

        def end_turn() -> None:
            nonlocal is_working
            if is_working:
                is_working = False
                turns.release()

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                end_turn()
            try:
                async with asyncio.timeout(read_s_most):
                    await send(message)
            except TimeoutError:
                raise asyncio.CancelledError from None  # so Django's handler hears of readers who are gone

        try:
            await application(scope, receive, answering)
        finally:
            end_turn()

    return taken
