"""What a server does once before its first request."""

import asyncio
from typing import Any

from config.lifespan import begun_with

Told = list[str]


def lived(kind: str, *messages: str) -> tuple[Told, Told]:
    """What began or was passed on, and what the server was told, when it sent those messages."""
    did: Told = []
    answers: Told = []
    coming = iter(messages)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        did.append("passed on")

    async def receive() -> dict[str, str]:
        return {"type": next(coming)}

    async def send(message: dict[str, str]) -> None:
        answers.append(message["type"])

    async def live() -> None:
        await begun_with(application, begin=lambda: did.append("begun"))({"type": kind}, receive, send)

    asyncio.run(live())
    return did, answers


def test_begins_before_the_server_may_take_requests() -> None:
    did, answers = lived("lifespan", "lifespan.startup", "lifespan.shutdown")

    assert did == ["begun"]
    assert answers == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_request_is_passed_on_and_begins_nothing() -> None:
    assert lived("http") == (["passed on"], [])
