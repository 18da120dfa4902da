"""Every request is worked on in one thread, in one call, and threads are kept for the next.

Django would make a thread for each request and send it to and fro between that thread and the loop: for each middleware
that can be awaited, to tell of the request's beginning, and to close its answer. No view of ours can be awaited. Here
all of that is one call; only an answer that is sent piece by piece comes back to its thread. A thread that is kept has
its database connection's wrapper at hand, so none is made anew either.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import IO, Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
_thread: ContextVar[ThreadPoolExecutor] = ContextVar("thread of the request")


class Handler(ASGIHandler):
    """Django's handler within `lent`: the request's beginning, middlewares, view and end in one call of one thread."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, and close the answer, also where the one who asked is gone meanwhile."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        found: Future[HttpResponseBase] = Future()
        _thread.get().submit(copy_context().run, self._work, scope, body, found)
        try:
            response = await asyncio.wrap_future(found)
        except asyncio.CancelledError:
            found.add_done_callback(_close_unsent)
            raise
        if response.streaming:
            await self._stream(response, receive, send)
        else:
            await self.send_response(response, send)

    def _work(self, scope: Message, body: IO[bytes], found: "Future[HttpResponseBase]") -> None:
        """All of a request in its thread; what was found is on its way out while the rest is put away."""
        if not found.set_running_or_notify_cancel():
            body.close()
            return
        try:
            response = self._response(scope, body)
        except BaseException as error:
            body.close()
            signals.request_finished.send(sender=self.__class__)
            found.set_exception(error)
            return
        found.set_result(response)
        if not response.streaming:
            response.close()
            body.close()

    def _response(self, scope: Message, body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refused = self.create_request(scope, body)
        response = cast(HttpResponseBase, refused if request is None else self.get_response(request))
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # whom the end is told of
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response

    async def _stream(self, response: HttpResponseBase, receive: Receive, send: Send) -> None:
        """Send an answer piece by piece for as long as somebody takes it."""
        sending, leaving = asyncio.ensure_future(self.send_response(response, send)), asyncio.ensure_future(receive())
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await sync_to_async(response.close)()
        if not sending.cancelled():
            sending.result()


def _close_unsent(found: "Future[HttpResponseBase]") -> None:
    """An answer in pieces that nobody waits for any more; all others are closed where they are made."""
    if found.exception() is None and found.result().streaming:
        found.result().close()


def lent(application: Application, *, kept: int) -> Application:
    """The application with a thread lent to each request until its answer is out; so many are kept when all rest."""
    resting: list[ThreadPoolExecutor] = []

    async def threaded(scope: Message, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        thread = resting.pop() if resting else ThreadPoolExecutor(1, thread_name_prefix="request")
        _thread.set(thread)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await application(scope, receive, send)
        finally:
            if len(resting) < kept:
                resting.append(thread)
            else:
                thread.shutdown(wait=False)

    return threaded
