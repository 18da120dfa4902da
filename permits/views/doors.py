"""What stands before every page that a code opens: whoever tries codes that nobody has is stopped after a few.

An address with a secret or a tracking number in it passes here whatever its view; so none can be
forgotten. Unknown, misread and drafts' numbers are answered alike.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern
from django.utils import timezone
from django.views.decorators.cache import never_cache

from casework import tries
from gis_assets.models import Municipality
from gis_assets.requests import TownRequest
from permits import access

View = Callable[..., HttpResponseBase]
TOO_MANY_REQUESTS = 429

OPENED_BY: Mapping[str, tuple[str, Callable[[Municipality, str], Any]]] = {
    "secret": ("permits.secret", access.petition_by_secret),
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
    def opened(request: TownRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        town, sender = request.municipality, tries.sender_of(request)
        try:
            with tries.counted(town, kind=kind, sender=sender, at=timezone.now()):
                opens(town, kwargs[word])
        except tries.TooManyTries as refusal:
            return _said(request, status=TOO_MANY_REQUESTS, refusal=refusal)
        except Http404:
            return _said(request, status=404, is_unknown=True)
        return view(request, *args, **kwargs)

    return opened


@never_cache
def _said(request: TownRequest, *, status: int, **facts: Any) -> HttpResponseBase:
    response = render(request, "permits/following/find.html", facts, status=status)
    # Not “no-referrer”: browsers then send forms of the page with the origin “null”, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response
