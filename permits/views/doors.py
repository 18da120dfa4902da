"""What stands before every page that a code opens: whoever tries codes that nobody has is stopped after a few.

An address with a secret or a tracking number in it passes here whatever its view, and its view gets the petition in
place of the code; so none can be forgotten. Unknown, misread and drafts' numbers are answered alike, and no browser or
search engine keeps such a page.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from casework import tries
from gis_assets.models import Municipality
from gis_assets.requests import TownRequest
from permits import access
from permits.models import Petition

View = Callable[..., HttpResponseBase]
SECRETS = "permits.secret"
"""The kind by which tries of secrets are counted."""
TOO_MANY_REQUESTS = 429

OPENED_BY: Mapping[str, tuple[str, Callable[[Municipality, str], Petition]]] = {
    "secret": (SECRETS, access.petition_by_secret),
    "tracking": ("permits.tracking", access.petition_by_tracking),
}
"""The parts of addresses that are codes: the kind by which tries are counted, and what the code opens."""


def guarded(pattern: URLPattern) -> URLPattern:
    """The same address with the door before its view, if a code is part of it."""
    word = next((each for each in OPENED_BY if each in pattern.pattern.converters), None)
    if word is None:
        return pattern
    return URLPattern(pattern.pattern, _behind(pattern.callback, word), pattern.default_args, pattern.name)


def _behind(view: View, word: str) -> View:
    kind, opens = OPENED_BY[word]

    @functools.wraps(view)
    def opened(request: TownRequest, **kwargs: Any) -> HttpResponseBase:
        code, town, sender = kwargs.pop(word), request.municipality, tries.sender_of(request)
        try:
            with tries.counted(town, kind=kind, sender=sender, at=timezone.now()):
                petition = opens(town, code)
        except tries.TooManyTries as refusal:
            return _private(_said(request, status=TOO_MANY_REQUESTS, refusal=refusal))
        except Http404:
            typed = code[:24] if word == "tracking" else ""
            return _private(_said(request, status=404, is_unknown=True, typed=typed))
        return _private(view(request, petition, **kwargs))

    return opened


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The answer to an address that is itself a key: not kept, not indexed, not told to other sites.

    Not “no-referrer” unless the view says so: browsers then send forms of the page with the origin “null”, which is
    refused.
    """
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response.setdefault("Referrer-Policy", "same-origin")
    return response


def _said(request: TownRequest, *, status: int, **facts: Any) -> HttpResponseBase:
    return render(request, "permits/following/find.html", facts, status=status)
