"""What the owner's pages share: the petition behind the secret, tries counted, nothing kept by browsers on the way."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from casework import tries
from gis_assets.requests import TownRequest
from permits import access

KIND = "permits-secret"
TOO_MANY_REQUESTS = 429
View = Callable[..., HttpResponseBase]


def owners(view: View) -> View:
    """A view of the petition whose secret is in the address; 404 for what nobody has, few of which may be tried."""

    @functools.wraps(view)
    def looked_up(request: TownRequest, secret: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        sender, now = tries.sender_of(request), timezone.now()
        try:
            with tries.counted(request.municipality, kind=KIND, sender=sender, at=now):
                petition = access.petition_by_secret(request.municipality, secret)
        except tries.TooManyTries as refusal:
            return too_many(request, refusal)
        response = view(request, petition, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(looked_up)


def too_many(request: TownRequest, refusal: Exception) -> HttpResponse:
    """The page for whoever tried too many codes, or began too many petitions."""
    return render(request, "permits/petition/too_many.html", {"refusal": refusal}, status=TOO_MANY_REQUESTS)
