"""The citizen's pages, without an account: a pole behind its QR code, a place without a pole, a report's status."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from casework import tracking
from gis_assets import access as register
from gis_assets import asset_codes
from gis_assets.models import UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, reports, timeline
from incidents.forms import ReportForm
from incidents.models import Channel, Incident, Report

TOO_MANY_REQUESTS = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pole(request: TownRequest, code: str) -> HttpResponse:
    """A pole's page: what is wrong here? An unknown or misread code offers the map and a report without a pole."""
    try:
        version = register.pole_by_code(request.municipality, code, on=timezone.localdate())
    except asset_codes.WrongAssetCode:
        return _unknown_pole(request, code, is_misread=True)
    except Http404:
        return _unknown_pole(request, code, is_misread=False)
    return _report_page(request, pole=version)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: TownRequest) -> HttpResponse:
    """A report of a place without a pole; `?code=` typed by hand goes to that pole's page."""
    if typed := request.GET.get("code", "").strip():
        return redirect("incidents:pole", code=typed)
    return _report_page(request, pole=None)


@never_cache
@require_safe
def status(request: TownRequest, code: str) -> HttpResponse:
    """Where a report stands: every step with its time, nobody's name, nobody's words."""
    try:
        report = access.report_by_tracking(request.municipality, code)
    except Http404:
        return render(request, "incidents/report_unknown.html", {"code": code}, status=404)
    incident = report.incident
    facts = {
        "report": report,
        "incident": incident,
        "code": tracking.grouped(report.tracking),
        "moments": timeline.of(incident),
        "due_at": timeline.due_at(incident),
    }
    response = render(request, "incidents/status.html", facts)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def find_report(request: TownRequest) -> HttpResponse:
    """From a code typed by hand to its report's page."""
    typed = request.GET.get("code", "").strip()
    return redirect("incidents:status", code=typed) if typed else render(request, "incidents/report_unknown.html")


def _report_page(request: TownRequest, *, pole: UtilityPoleVersion | None) -> HttpResponse:
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            report = _receive(request, form, pole=pole)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = TOO_MANY_REQUESTS if isinstance(refusal, reports.TooManyReports) else status
        else:
            return redirect("incidents:status", code=report.tracking)
    facts = {"form": form, "pole": pole, "emergency_phone": request.municipality.settings.get("emergency_phone", "191")}
    if pole is None:
        return render(request, "incidents/report_place.html", facts | {"bounds": _bounds(request)}, status=status)
    known = Incident.objects.of(request.municipality).open().filter(pole=pole.pole).select_related("case")
    return render(request, "incidents/report_pole.html", facts | {"known": known}, status=status)


def _receive(request: TownRequest, form: ReportForm, *, pole: UtilityPoleVersion | None) -> Report:
    return reports.receive(
        request.municipality,
        kind=form.cleaned_data["kind"],
        key=form.cleaned_data["key"],
        channel=Channel.QR if pole else Channel.WEB,
        at=timezone.now(),
        pole=pole,
        point=form.point(),
        words=form.cleaned_data["words"],
        phone=form.cleaned_data["phone"],
        sender=sender_of(request),
    )


def sender_of(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy the server in front must set it (see the operator's handbook)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _unknown_pole(request: TownRequest, code: str, *, is_misread: bool) -> HttpResponse:
    facts = {"code": code, "is_misread": is_misread}
    return render(request, "incidents/pole_unknown.html", facts, status=404)


def _bounds(request: TownRequest) -> list[float] | None:
    boundary = request.municipality.boundary
    return list(boundary.extent) if boundary else None
