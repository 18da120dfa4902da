"""Leaves a body unread that is too large for its address: Django's handler would take it in whole before any view.

The view still answers, by the length that the request told (`casework.uploading.bounded`).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]


def unread_beyond(application: Application, *, most: Mapping[str, int]) -> Application:
    """The application with bodies of at most so many bytes below each address; the first that fits counts.

    A body of no told length is left unread there too.
    """

    async def measured(scope: Message, receive: Any, send: Any) -> None:
        limit = next((limit for path, limit in most.items() if _is_below(scope, path)), None)
        is_unread = limit is not None and _length(scope) > limit
        await application(scope, _nothing() if is_unread else receive, send)

    return measured


def _is_below(scope: Message, path: str) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith(path)


def _length(scope: Message) -> float:
    headers = dict(scope["headers"])
    told = headers.get(b"content-length", b"")
    if told.isdigit():
        return int(told)
    return float("inf") if b"transfer-encoding" in headers else 0


def _nothing() -> Callable[[], Awaitable[Message]]:
    """Receives an empty body, then waits as for a browser that stays."""
    is_told = False

    async def receive() -> Message:
        nonlocal is_told
        if is_told:
            await asyncio.Event().wait()
        is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive
