"""A file on its way out: whole, one range of it, or the word that the client holds it already."""

import logging
from collections.abc import Generator
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from gis_assets import streaming
from gis_assets.requests import TownRequest
from opendata import ranges

log = logging.getLogger(__name__)

FOR_EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Encoding, Content-Length, Content-Range, ETag",
}


def options() -> HttpResponse:
    """What a browser is told that asks beforehand for a page of another site."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={**FOR_EVERYBODY, "Allow": "GET, HEAD, OPTIONS"})


def answer(request: TownRequest, path: Path, *, etag: str, modified_at: datetime) -> HttpResponseBase:
    """The status and the bytes; 304 and 412 by what the client holds already, 206 and 416 by the range it wants."""
    held = get_conditional_response(request, etag=etag, last_modified=int(modified_at.timestamp()))
    if held is not None:
        return held
    if not path.is_file():
        log.error("The file %s is told of in a row and is not on the disk.", path)
        raise Http404(_("There is no such file of this layer yet."))
    size = path.stat().st_size
    try:
        part = ranges.asked(_range(request, etag), size=size)
    except ranges.NotSatisfiable:
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    return _pieces(request, path, part if part is not None else range(size), is_part=part is not None, size=size)


def _pieces(request: TownRequest, path: Path, part: range, *, is_part: bool, size: int) -> HttpResponseBase:
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    headers = {"Content-Length": str(len(part))}
    if is_part:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    body = streaming.body(request, _read(path, part), needs_database=False)
    return StreamingHttpResponse(body, status=status, headers=headers)


def _read(path: Path, part: range) -> Generator[bytes, None, None]:
    """Opened only by who really reads: of an answer that nobody reads nothing stays open."""
    with path.open("rb") as file:
        file.seek(part.start)
        yield from streaming.blocks(file, size=len(part))


def _range(request: HttpRequest, etag: str) -> str:
    """The range asked for; none when the client holds the beginning of another file (If-Range)."""
    return request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
