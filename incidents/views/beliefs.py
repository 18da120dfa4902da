"""What the app's judgements rest on: every setting of ours with its doubt."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents import beliefs


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.HEAD_OF_ENGINEERING)
def settings(request: TownRequest) -> HttpResponse:
    """The settings of all subjects, the municipality's own marked."""
    titles = {
        "grouping": _("Which reports are one incident"),
        "outages": _("Which device is suspected"),
        "vehicles": _("How large the crews' vehicles are"),
        beliefs.CREWS: _("How crews work"),
    }
    own = request.municipality.settings
    subjects = [
        {"name": name, "title": title, "beliefs": beliefs.held(name, own).values()} for name, title in titles.items()
    ]
    return render(request, "incidents/settings.html", {"subjects": subjects})
