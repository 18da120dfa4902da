"""Site visits: ordered at the desk, made with a phone in one hand, reported when there is a network."""

import uuid

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access
from permits.desk import forms, visiting
from permits.views import deskpage

UNPROCESSABLE = 422
MOST_PHOTOS = 6


@require_POST
@access.officer_required
def order(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Send an officer to the place."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.OrderForm(request.POST, officers=visiting.officers(request.municipality), prefix="order")
    return deskpage.carry_out(
        request,
        petition,
        "order_form",
        form,
        lambda: visiting.order(petition, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The visit is ordered."),
    )


@never_cache
@require_safe
@access.officer_required
def visits(request: TownRequest) -> HttpResponse:
    """The visits that this officer has to make, each with its form."""
    rows = [
        {"visit": visit, "form": forms.ReportForm(), "key": uuid.uuid4(), "place": _place(visit.petition)}
        for visit in visiting.to_come(request.municipality, officer=request.user)
    ]
    shown = {
        "rows": rows,
        "today": timezone.localdate(),
        "script_facts": {
            "officer": request.user.pk,
            "token": reverse("permits:visits_token"),
            "words": {
                "kept": _("No network: the report of %(count)s visits is kept on this phone and sent later."),
                "signedOut": _("You are signed out. What you wrote is kept on this phone."),
                "known": _("Your place is known to %(metres)s m."),
            },
        },
    }
    return render(request, "permits/desk/visits.html", shown)


@never_cache
@require_safe
@access.officer_required
def token(request: TownRequest) -> JsonResponse:
    """The token with which a report is sent that was kept on the phone, and whose phone it is."""
    return JsonResponse({"token": get_token(request), "officer": request.user.pk})


@require_POST
@access.officer_required
def report(request: TownRequest, visit_id: int) -> HttpResponse:
    """A report comes in, maybe late; the same one may be sent as often as it takes."""
    visit = access.visit_of_officer(request, visit_id)
    form = forms.ReportForm(request.POST)
    refused = ""
    if form.is_valid():
        said = visiting.Report(
            key=form.cleaned_data["key"],
            is_as_petitioned=form.cleaned_data["is_as_petitioned"],
            findings=form.cleaned_data["findings"],
            position=form.position(),
            photos=request.FILES.getlist("photos")[:MOST_PHOTOS],
        )
        try:
            visiting.report(visit, said=said, by=request.user, at=timezone.now())
        except Refusal as refusal:
            refused = str(refusal)
    else:
        refused = " ".join(str(each) for told in form.errors.values() for each in told)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"refusal": refused}, status=UNPROCESSABLE if refused else 200)
    if refused:
        return HttpResponse(refused, status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    return redirect("permits:visits")


def _place(petition: object) -> dict[str, float] | None:
    """Where to go, for the phone's own map."""
    shape = getattr(petition, "footprint", None) or getattr(petition, "place", None)
    return {"lon": round(shape.centroid.x, 6), "lat": round(shape.centroid.y, 6)} if shape else None
