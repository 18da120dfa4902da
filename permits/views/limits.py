"""The page of the limits by which petitions are checked: open to everybody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gis_assets.requests import TownRequest
from permits import limits
from permits.ground import rulebook


@require_safe
def page(request: TownRequest) -> HttpResponse:
    """Every limit with its law, how well that is attested, and its doubt, as in force today."""
    on = timezone.localdate()
    facts = {"on": on, "topics": rulebook.topics(on=on, own=request.municipality.settings.get(limits.SETTING))}
    return render(request, "permits/limits.html", facts)
