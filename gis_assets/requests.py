"""The request as our middleware leaves it, and the day or the code that its address asks for."""

from datetime import date

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django_htmx.middleware import HtmxDetails

from gis_assets.models import Municipality

EARLIEST, LATEST = 1, 9999
"""Years that are not asked for: beside their days the calendar may have none."""


class TownRequest(HttpRequest):
    """A request bound to a municipality; `user` may be anonymous where a view does not ask for a role."""

    user: User
    htmx: HtmxDetails
    municipality: Municipality


def asked_day(request: HttpRequest, name: str) -> date | None:
    """The day of a parameter of the address, such as `?week=2026-11-30`; None where it tells none."""
    try:
        found = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return found if found and EARLIEST < found.year < LATEST else None


def asked_code(request: HttpRequest, name: str) -> str:
    """What was typed as a code, as one part of an address; a slash, as in a case's number, would begin another part."""
    return request.GET.get(name, "").strip().replace("/", "-")
