"""The page of the limits by which surveys are checked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from landsurvey import limits
from landsurvey.reviewing import rulebook
from landsurvey.views.uploads import SURVEY_ROLES


@role_required(*SURVEY_ROLES)
@require_safe
def page(request: TownRequest) -> HttpResponse:
    """Every limit with its source and its doubt, as in force today."""
    on = timezone.localdate()
    facts = {
        "on": on,
        "topics": rulebook.topics(on=on, own=request.municipality.settings.get(limits.SETTING)),
        "datum_steps": rulebook.datum_steps(),
        "installation": rulebook.installation(),
    }
    return render(request, "landsurvey/limits.html", facts)
