"""The dispatcher's page for a call: the citizen's form, quick by keyboard, with who called and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from casework import tracking
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import calls
from incidents.forms import CallForm
from incidents.models import Report
from incidents.views import acting, intake
from incidents.views.public import facts_of_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.DISPATCHER)
@intake.accepting_photo
def call(request: TownRequest) -> HttpResponse:
    """Write down a call; then its incident stands open on the board, with the code to read out to the caller."""
    form = CallForm(request.POST, request.FILES) if request.method == "POST" else CallForm()
    if request.method == "POST" and form.is_valid():
        try:
            report = _take(request, form)
        except Refusal as refusal:
            intake.refuse(form, refusal)
        else:
            code = tracking.grouped(report.tracking)
            messages.success(request, _("Recorded. Code for the caller: %(code)s") % {"code": code})
            return redirect(acting.on_board(report.incident_id))
    return render(request, "incidents/call.html", facts_of_page(request) | {"form": form})


def _take(request: TownRequest, form: CallForm) -> Report:
    told = form.cleaned_data
    point = form.point()
    return calls.take(
        request.municipality,
        kind=told["kind"],
        key=told["key"],
        channel=told["channel"],
        told_at=told["told_at"],
        by=request.user,
        at=timezone.now(),
        pole=intake.pole_named(request.municipality, told["pole"].strip(), has_place=False),
        point=point,
        words=told["words"],
        phone=told["phone"],
        email=told["email"],
        photo=intake.developed(request, form),
    )
