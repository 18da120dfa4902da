"""The fragment of outage indices that the page of step times shows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework.views import asking
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents import indices


@never_cache
@require_safe
@role_required(Role.HEAD_OF_ENGINEERING, Role.DISPATCHER)
def indices_part(request: TownRequest) -> HttpResponse:
    """The indices of the period of the page."""
    asked = asking.read(request, now=timezone.now())
    found = indices.of_period(request.municipality, since=asked.since, until=asked.until)
    return render(request, "incidents/parts/indices.html", {"found": found, "asked": asked})
