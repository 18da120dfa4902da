"""What a server does once before its first request, told by the messages of ASGI's lifespan.

Not when the module is read: tests and tools read it too, and have no such server.
"""

from collections.abc import Callable
from typing import Any

from config.turns import Application, Message


def begun_with(application: Application, *, begin: Callable[[], object]) -> Application:
    """The application whose server calls `begin` when it starts."""

    async def taken(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        await receive()
        begin()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})

    return taken
