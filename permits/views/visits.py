"""Site visits: ordered at the desk, made with a phone in one hand, reported when there is a network."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import attachments, uploading
from gis_assets import offline
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access
from permits.desk import forms, visiting
from permits.models import Visit
from permits.views import deskpage

UNPROCESSABLE = 422
MOST_PHOTOS = 6
# Everything the page needs to start without a network.
SHELL = (
    *offline.PAGE,
    "town/town.js",
    "town/map.css",
    "town/print.css",
    "permits/desk.css",
    "permits/keepvisits.js",
    "permits/visits.js",
)


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
            "most": MOST_PHOTOS,
            "words": {
                "kept": _("No network: the report of %(count)s visits is kept on this phone and sent later."),
                "signedOut": _("You are signed out. What you wrote is kept on this phone."),
                "known": _("Your place is known to %(metres)s m."),
                "most": _too_many(),
                "photosKept": _("%(count)s photos are kept with it; they go again when you send it."),
                "refused": _("A report was not taken and is kept on this phone: %(reason)s You wrote: %(findings)s"),
                "gone": _("This visit is no longer yours, or the petition is closed."),
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


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which files the phone keeps, under which name. Open to all: it says nothing of anybody."""
    return offline.worker(request, "permits/desk/visits_worker.js", files=SHELL, page=reverse("permits:visits"))


@require_POST
@access.officer_required
@uploading.bounded(lambda: settings.PETITION_DOCUMENT_MB * attachments.BYTES_OF_A_MB, most_files=MOST_PHOTOS)
def report(request: TownRequest, visit_id: int) -> HttpResponse:
    """A report comes in, maybe late; the same one may be sent as often as it takes."""
    visit = access.visit_of_officer(request, visit_id)
    refused = _refusal(request, visit)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"refusal": refused}, status=UNPROCESSABLE if refused else 200)
    if refused:
        return HttpResponse(refused, status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    return redirect("permits:visits")


def _refusal(request: TownRequest, visit: Visit) -> str:
    """Take the report; gives why it is not taken, in words, or nothing."""
    form, photos = forms.ReportForm(request.POST), request.FILES.getlist("photos")
    if not form.is_valid():
        return " ".join(str(each) for told in form.errors.values() for each in told)
    if len(photos) > MOST_PHOTOS:
        return _too_many()
    said = visiting.Report(
        key=form.cleaned_data["key"],
        is_as_petitioned=form.cleaned_data["is_as_petitioned"],
        findings=form.cleaned_data["findings"],
        position=form.position(),
        photos=photos,
    )
    try:
        visiting.report(visit, said=said, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return str(refusal)
    return ""


def _too_many() -> str:
    return _("A visit takes %(count)s photos at most.") % {"count": MOST_PHOTOS}


def _place(petition: object) -> dict[str, float] | None:
    """Where to go, for the phone's own map."""
    shape = getattr(petition, "footprint", None) or getattr(petition, "place", None)
    return {"lon": round(shape.centroid.x, 6), "lat": round(shape.centroid.y, 6)} if shape else None
