"""The page of step times: every step of every case type against its standard."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import kpi
from gis_assets import access
from gis_assets.requests import TownRequest

DEFAULT_DAYS = 90


@never_cache
@login_required
@require_safe
def kpi_page(request: TownRequest) -> HttpResponse:
    """Cases opened in the last `?days=` days, for every officer of this municipality."""
    if not access.roles_of(request.user, request.municipality):
        raise PermissionDenied
    until = timezone.now()
    asked = request.GET.get("days", "")
    days = min(int(asked), 3660) if asked.isdecimal() and len(asked) <= 4 and int(asked) > 0 else DEFAULT_DAYS
    since = _start_of(timezone.localdate(until) - timedelta(days=days - 1))
    facts = {
        "rows": kpi.table(request.municipality, since=since, until=until),
        "since": since,
        "until": until,
        "days": days,
    }
    return render(request, "casework/kpi.html", facts | {"choices": (7, 30, DEFAULT_DAYS, 365)})


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())
