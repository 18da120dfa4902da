"""Bodies that are too large for their address are not taken in; the others are, whole."""

import asyncio
from typing import Any

import pytest

from config import bodies

MOST = {"/permits/verify/": 10, "/permits/": 100}
TOLD, CHUNKED = b"content-length", (b"transfer-encoding", b"chunked")


@pytest.mark.parametrize(
    ("path", "headers", "taken"),
    [
        ("/permits/verify/X/", [(TOLD, b"10")], b"body"),
        ("/permits/verify/X/", [(TOLD, b"11")], b""),
        ("/permits/verify/X/", [CHUNKED], b""),
        ("/permits/areas/", [(TOLD, b"11")], b"body"),
        ("/permits/areas/", [(TOLD, b"101")], b""),
        ("/survey/", [(TOLD, b"101")], b"body"),
        ("/survey/", [CHUNKED], b"body"),
        ("/permits/", [], b"body"),
    ],
)
def test_body_is_left_unread_when_it_is_too_large_for_its_address(
    path: str, headers: list[tuple[bytes, bytes]], taken: bytes
) -> None:
    heard = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        heard.append((await receive())["body"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"body", "more_body": False}

    async def ask() -> None:
        scope = {"type": "http", "path": path, "headers": headers}
        await bodies.unread_beyond(application, most=MOST)(scope, receive, None)

    asyncio.run(ask())

    assert heard == [taken]
