"""The request as our middleware leaves it, for the type checker."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from gis_assets.models import Municipality


class TownRequest(HttpRequest):
    """A request bound to a municipality; `user` may be anonymous where a view does not ask for a role."""

    user: User
    htmx: HtmxDetails
    municipality: Municipality
