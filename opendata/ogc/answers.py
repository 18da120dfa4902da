"""An answer on its way out: its tag, compressed for whoever takes that, and 304 for who has it already.

A body that tells the time of its making differs each time, so the tag has two parts: what was answered, and when. Who
brings a tag with the same first part has what we would send.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.streaming import GZIP_WINDOW, QUICK
from opendata import changes
from opendata.ogc import headers as asked
from opendata.querying import Question
from opendata.systems import System

SMALL_BYTES = 600
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
CACHE = "public, max-age=0, must-revalidate"
VARY = "Accept, Accept-Encoding"


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
        found.update(len(part).to_bytes(8) + part)
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
    """`what` tells the content apart from any other, but for the time `at` which it was made."""
    is_packed = len(content) > SMALL_BYTES and "gzip" in asked.accepted_encodings(request)
    when = f".{int(at.timestamp() * 1e6):x}" if at else ""
    tag = f'"{what}{when}{".gz" if is_packed else ""}"'
    if asked.brought_tags(request).strip() == "*" or known(request, what):
        return unchanged(tag, headers=headers)
    response = HttpResponse(_packed(content) if is_packed else content, content_type=media_type)
    if is_packed:
        response["Content-Encoding"] = "gzip"
    return _with_headers(response, tag, headers)


def known(request: HttpRequest, what: str) -> str | None:
    """The tag that the asker brings of just that; whoever brings “*” names none."""
    return next((f'"{tag}"' for tag in _brought(request) if tag.split(".")[0] == what), None)


def mark(layer: Layer, question: Question, own: str, *, changed: int) -> str:
    """Tells an answer from any other by the layer's version, the question and the links around it.

    `changed` is the digest of the layer's changes (`changes.version_of`).
    """
    version = changes.version_of(changed, layer, on=question.query.on)
    return digest(version.encode(), question.mark, own.encode())


def known_of(
    request: HttpRequest, layer: Layer, question: Question, own: str, *, municipality: Municipality
) -> str | None:
    """The tag that the asker brings where the answer would be what he has; nothing of the layer is read for that."""
    if not asked.brought_tags(request):
        return None
    changed = changes.digest_here(layer, municipality=municipality)
    return known(request, mark(layer, question, own, changed=changed))


def crs(system: System) -> dict[str, str]:
    """The header that tells the system of an answer's shapes."""
    return {"Content-Crs": f"<{system.uri}>"}


def text(told: Any) -> str:
    """As JSON."""
    return _ENCODER.encode(told)


def unchanged(tag: str, *, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """That what bears the tag is still so."""
    return _with_headers(HttpResponse(status=304), tag, headers)


def _with_headers(response: HttpResponse, tag: str, headers: Mapping[str, str] | None) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = CACHE
    response["Vary"] = VARY
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _brought(request: HttpRequest) -> Iterator[str]:
    tags = asked.brought_tags(request)
    return (tag.strip().removeprefix("W/").strip('"') for tag in tags[:4000].split(","))


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(QUICK, zlib.DEFLATED, GZIP_WINDOW)
    return packer.compress(content) + packer.flush()
