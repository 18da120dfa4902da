"""The page of what petitions go by, open to everybody: limits of the checks, and what each service asks for."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gis_assets import access as register
from gis_assets.requests import TownRequest
from permits import access, limits
from permits.ground import rulebook, servicebook


@require_safe
def page(request: TownRequest) -> HttpResponse:
    """Every limit, and what each service asks, with its law, how well that is attested, and its doubt, as of today.

    Entries of the municipality that do not count are told to its officers.
    """
    on, own = timezone.localdate(), request.municipality.settings
    facts = {
        "on": on,
        "topics": rulebook.topics(on=on, own=own.get(limits.SETTING)),
        "sheets": servicebook.sheets(on=on, own=own),
        "is_officer": register.has_role(request, *access.OFFICERS),
    }
    return render(request, "permits/limits.html", facts)
