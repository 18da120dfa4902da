"""Every request is worked on in one thread, from the first middleware to the last, and threads are kept for the next.

Django would make a thread for each request and send it to and fro between that thread and the loop, once for each
middleware that can be awaited; no view of ours can be. Here the middlewares and the view are one call. A thread that
is kept has its database connection's wrapper at hand, so none is made anew either.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Message = MutableMapping[str, Any]
Application = Callable[[Any, Any, Any], Awaitable[None]]


class Handler(ASGIHandler):
    """Django's handler with middlewares and view in one call of one thread."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self._worked_out)(request)

    def _worked_out(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; one that is whole needs the database no more, however slowly it is read."""
        response = self.get_response(request)
        if not response.streaming:
            close_old_connections()
        return response


def lent(application: Application, *, kept: int) -> Application:
    """The application with a thread lent to each request until its answer is out; so many are kept when all rest."""
    resting: list[ThreadPoolExecutor] = []

    async def threaded(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        thread = resting.pop() if resting else ThreadPoolExecutor(1, thread_name_prefix="request")
        try:
            async with ThreadSensitiveContext(executor=thread):
                await application(scope, receive, send)
        finally:
            if len(resting) < kept:
                resting.append(thread)
            else:
                thread.shutdown(wait=False)

    return threaded
