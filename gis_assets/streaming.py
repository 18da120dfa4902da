"""Passing a stream of bytes on under both kinds of server, compressed for whoever takes that.

ASGI would first collect a plain iterator whole. Django's own compression makes each piece of an asynchronous stream a
file of its own, of which browsers read only the first; here the whole stream is one.

A reader may be slow, and there are few database connections. So what comes from a file holds none; of what comes out of
the database only so many are read at once, and what is short is read whole before it is sent.
"""

import zlib
from collections.abc import AsyncIterator, Generator
from contextlib import closing
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header

GZIP_WINDOW = 16 + zlib.MAX_WBITS
QUICK = 3
BLOCK_BYTES = 2**18

Pieces = Generator[bytes, None, None]


def response(
    request: HttpRequest, pieces: Pieces, *, content_type: str, needs_database: bool = True
) -> StreamingHttpResponse:
    is_packed = takes_gzip(request)
    sent = _gzipped(pieces) if is_packed else pieces
    answer = StreamingHttpResponse(body(request, sent, needs_database=needs_database), content_type=content_type)
    patch_vary_headers(answer, ["Accept-Encoding"])
    if is_packed:
        answer["Content-Encoding"] = "gzip"
    return answer


def takes_gzip(request: HttpRequest) -> bool:
    """Whether an answer is sent compressed to this one."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def file_response(request: HttpRequest, file: IO[bytes], *, name: str, content_type: str) -> StreamingHttpResponse:
    """A private file to be saved under that name, passed on block by block and closed at the end.

    Not compressed: what people keep as files is packed already.
    """
    content = body(request, blocks(file), needs_database=False)
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return StreamingHttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


def body(request: HttpRequest, pieces: Pieces, *, needs_database: bool = True) -> Pieces | AsyncIterator[bytes]:
    """The pieces as the server of this request passes them on without collecting them first."""
    if not isinstance(request, ASGIRequest):
        return pieces
    return _unhurried(pieces if needs_database else _without_database(pieces))


def blocks(file: IO[bytes], *, size: int | None = None) -> Pieces:
    """What follows in an open file, or its next `size` bytes, block by block; the file is closed at the end."""
    with closing(file):
        left = size
        while block := file.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left)):
            yield block
            left = None if left is None else left - len(block)


def _without_database(pieces: Pieces) -> Pieces:
    """In the request's own thread, whose connection goes back to the others before the first piece is sent."""
    close_old_connections()
    with closing(pieces):
        yield from pieces


def _gzipped(pieces: Pieces) -> Pieces:
    packer = zlib.compressobj(QUICK, zlib.DEFLATED, GZIP_WINDOW)
    with closing(pieces):
        for piece in pieces:
            if packed := packer.compress(piece):
                yield packed
    yield packer.flush()


async def _unhurried(pieces: Pieces) -> AsyncIterator[bytes]:
    """The same pieces, each made in the request's own thread, where its database connection lives."""
    take = sync_to_async(lambda: next(pieces, None))
    try:
        while (piece := await take()) is not None:
            yield piece
    finally:
        await sync_to_async(pieces.close)()
