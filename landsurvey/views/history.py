"""The history of one parcel of the register, for officers."""

import uuid
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from landsurvey import access
from landsurvey.forms.review import DayForm
from landsurvey.reviewing import history


@role_required(Role.SURVEYOR, Role.SURVEY_REVIEWER, Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)
@require_GET
def page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Versions, the one of a chosen day, and the parcels this one came from or went into."""
    parcel = access.parcel_by_uid(request.municipality, uid)
    form = DayForm(request.GET if "on" in request.GET else None)
    on: date = form.cleaned_data["on"] if form.is_valid() else timezone.localdate()
    versions, steps = history.versions(parcel), history.steps(parcel)
    shown = history.in_force(versions, on=on)
    facts = {
        "parcel": parcel,
        "versions": versions,
        "on": on,
        "form": form if form.is_bound else DayForm(initial={"on": on}),
        "version": shown,
        "code": (shown or versions[0]).code if versions else "",
        "outlines": history.outlines(parcel),
        "steps": steps,
        "graph": history.graph(parcel, steps),
    }
    return render(
        request, "landsurvey/history.html", facts, status=200 if form.is_valid() or not form.is_bound else 422
    )
