"""Passing a stream of bytes on under both kinds of server; ASGI would first collect a plain iterator whole."""

from collections.abc import AsyncIterator, Generator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def response(request: HttpRequest, pieces: Generator[bytes, None, None], *, content_type: str) -> StreamingHttpResponse:
    content = _unhurried(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(content, content_type=content_type)


async def _unhurried(pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    """The same pieces, each made in the request's own thread, where its database connection lives."""
    take = sync_to_async(lambda: next(pieces, None))
    try:
        while (piece := await take()) is not None:
            yield piece
    finally:
        await sync_to_async(pieces.close)()
