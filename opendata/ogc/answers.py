"""An answer on its way out: its tag, compressed for whoever takes that, and 304 for who has it already.

A body that tells the time of its making differs each time, so the tag has two parts: what was answered, and when. Who
brings a tag with the same first part has what we would send.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from gis_assets.streaming import GZIP_WINDOW, QUICK

SMALL_BYTES = 600
CACHE = "public, max-age=0, must-revalidate"


def of_json(
    request: HttpRequest, told: Any, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A document whose text is the same each time."""
    content = json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    return answer(request, content, media_type=media_type, what=digest(content), headers=headers)


def digest(*parts: bytes) -> str:
    """The same for the same bytes."""
    found = hashlib.blake2b(digest_size=12)
    for part in parts:
        found.update(part)
    return found.hexdigest()


def answer(
    request: HttpRequest,
    content: bytes,
    *,
    media_type: str,
    what: str,
    at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`what` is told by the content without the time `at` which it was made."""
    is_packed = len(content) > SMALL_BYTES and "gzip" in request.headers.get("Accept-Encoding", "")
    if _has(request, what):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(_packed(content) if is_packed else content, content_type=media_type)
    when = f".{int(at.timestamp() * 1e6):x}" if at else ""
    response["ETag"] = f'"{what}{when}{".gz" if is_packed else ""}"'
    response["Cache-Control"] = CACHE
    if is_packed and response.status_code == 200:
        response["Content-Encoding"] = "gzip"
    for name, value in (headers or {}).items():
        response[name] = value
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return response


def _has(request: HttpRequest, what: str) -> bool:
    tags = request.headers.get("If-None-Match", "")
    kept = (tag.strip().removeprefix("W/").strip('"') for tag in tags[:4000].split(","))
    return tags.strip() == "*" or any(tag.split(".")[0] == what for tag in kept)


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(QUICK, zlib.DEFLATED, GZIP_WINDOW)
    return packer.compress(content) + packer.flush()
