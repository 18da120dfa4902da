"""What the phone's script asks: send what it keeps, what is known nearby, and the page that opens without a network."""

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import outbox, tracking
from gis_assets import offline
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import reports, telling, triage
from incidents.forms import NearForm, ReportForm
from incidents.models import HeldReport, Report
from incidents.views import intake
from incidents.views.public import TOO_MANY_REQUESTS, facts_of_page

UNPROCESSABLE = 422
# Everything the page needs to start without a network; kept on the phone under a name made of its content.
SHELL = (
    *offline.PAGE,
    *offline.MAP,
    "incidents/incidents.css",
    "incidents/place.js",
    "incidents/reporting/exif.js",
    "incidents/reporting/near.js",
    "incidents/reporting/report.js",
    "incidents/reporting/sending.js",
    "incidents/reporting/store.js",
)


@never_cache
@require_safe
def token(request: HttpRequest) -> JsonResponse:
    """The token with which a report is sent; a page kept on the phone may hold an old one."""
    return JsonResponse({"token": get_token(request)})


@never_cache
@require_POST
@intake.accepting_photo
def send(request: TownRequest) -> JsonResponse:
    """A report lands, or is refused with the reason; the same one may be sent as often as it takes."""
    form = ReportForm(request.POST, request.FILES)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            code = request.POST.get("pole", "").strip()[:12]
            pole = intake.pole_named(request.municipality, code, has_place=form.point() is not None)
            landed = intake.submit(request, form, pole=pole)
        except Refusal as refusal:
            intake.refuse(form, refusal)
            status = TOO_MANY_REQUESTS if isinstance(refusal, reports.TooManyReports) else status
        else:
            url = reverse("incidents:status", args=[landed.tracking])
            return JsonResponse({"code": tracking.grouped(landed.tracking), "url": url} | _secret(landed, form))
    return JsonResponse({"errors": {field: errors[0] for field, errors in form.errors.items()}}, status=status)


def _secret(landed: Report | HeldReport, form: ReportForm) -> dict[str, str]:
    """For a program that wants to be told: with what our messages to it are signed. Nobody else learns it."""
    if not landed.webhook or landed.webhook != form.cleaned_data["webhook"]:
        return {}
    return {"webhook_secret": outbox.secret_for(landed.municipality, about=telling.about_report(landed))}


@never_cache
@require_POST
def near(request: TownRequest) -> JsonResponse:
    """Open incidents that a report of this kind and place may mean; nothing of anybody who reported them."""
    form = NearForm(request.POST)
    point = _point(request, form) if form.is_valid() else None
    if point is None:
        return JsonResponse({"near": []})
    found = triage.near(request.municipality, kind=form.cleaned_data["kind"], point=point)
    return JsonResponse({"near": [_told(one) for one in found]})


def _point(request: TownRequest, form: NearForm) -> Point | None:
    try:
        pole = intake.pole_named(request.municipality, form.cleaned_data["pole"].strip(), has_place=True)
        return reports.place_of(request.municipality, pole=pole, point=form.point())
    except Refusal:
        return None


def _told(one: triage.Near) -> dict[str, object]:
    incident = one.incident
    since = timezone.localtime(incident.reported_at)
    return {
        "id": incident.pk,
        "kind": incident.get_kind_display(),
        "state": incident.get_state_display(),
        "pole": incident.pole.code if incident.pole else "",
        "metres": one.metres,
        "since": f"{since:%d/%m} {since:%H:%M}",
    }


@require_safe
def shell(request: TownRequest) -> HttpResponse:
    """The page of a report as the phone keeps it: of nobody, and for any pole or place."""
    with translation.override(_language(request)):
        facts = facts_of_page(request) | {"form": ReportForm(), "pole": None, "is_shell": True}
        return render(request, "incidents/report_place.html", facts)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: which files the phone keeps, under which name."""
    return offline.worker(
        request,
        "incidents/report_worker.js",
        files=SHELL,
        page=f"{reverse('incidents:shell')}?language={_language(request)}",
        scope=reverse("incidents:place"),
    )


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
