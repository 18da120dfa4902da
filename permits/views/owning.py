"""What the owner's pages share: the petition behind the secret, which no browser or search engine keeps.

Tries of secrets that nobody has are counted before (`doors`).
"""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from gis_assets.requests import TownRequest
from permits import access

KIND = "permits.secret"
TOO_MANY_REQUESTS = 429
View = Callable[..., HttpResponseBase]


def owners(view: View) -> View:
    """A view of the petition whose secret is in the address; 404 for what nobody has."""

    @functools.wraps(view)
    def looked_up(request: TownRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, access.petition_by_secret(request.municipality, secret), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(looked_up)


def too_many(request: TownRequest, refusal: Exception) -> HttpResponse:
    """The page for whoever tried too many codes, or began too many petitions."""
    return render(request, "permits/petition/too_many.html", {"refusal": refusal}, status=TOO_MANY_REQUESTS)
