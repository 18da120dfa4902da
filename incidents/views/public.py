"""The citizen's pages, without an account: a pole behind its QR code, a place without a pole, a report's status."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import due, tracking, tries
from gis_assets import access as register
from gis_assets import asset_codes
from gis_assets.models import UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest, asked_code
from incidents import access, case_types, contacts, feedback, reports, timeline
from incidents.forms import ReportForm, VerdictForm
from incidents.forms.outages import PowerForm
from incidents.models import HeldReport, Incident, Report, State
from incidents.outages import joining
from incidents.reporting import stoppers
from incidents.views import intake, maps

NOTHING_NEW, TOO_MANY_REQUESTS = 204, 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@intake.accepting_photo
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
@intake.accepting_photo
def place(request: TownRequest) -> HttpResponse:
    """A report of a place without a pole; `?code=` typed by hand goes to that pole's page."""
    if typed := asked_code(request, "code"):
        return redirect("incidents:pole", code=typed)
    return _report_page(request, pole=None)


def _of_code(view: Callable[[TownRequest, Report | HeldReport], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of what a tracking code stands for; one that nobody has is told so, and few of them are tried."""

    @functools.wraps(view)
    def looked_up(request: TownRequest, code: str) -> HttpResponse:
        town, sender = request.municipality, tries.sender_of(request)
        try:
            with tries.counted(town, kind=access.TRACKING, sender=sender, at=timezone.now()):
                thing = access.sent_by_tracking(town, code)
        except tries.TooManyTries as refusal:
            return render(request, "incidents/report_unknown.html", {"refusal": refusal}, status=TOO_MANY_REQUESTS)
        except Http404:
            return render(request, "incidents/report_unknown.html", {"code": code}, status=404)
        return view(request, thing)

    return looked_up


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_of_code
def status(request: TownRequest, thing: Report | HeldReport) -> HttpResponse:
    """Where a report stands: every step with its time, nobody's name, nobody's words. A POST judges the repair.

    The open page asks again by itself with what it has `seen`, and is answered only when there is something new.
    """
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and isinstance(thing, Report) and _judged(thing, form):
        return redirect("incidents:status", code=thing.tracking)
    facts = _facts_of_held(thing) if isinstance(thing, HeldReport) else _facts_of_report(thing)
    facts |= {"is_told": contacts.is_told(thing), "verdict_form": form, "now": timezone.now()}
    progress = render_to_string("incidents/parts/progress.html", facts)
    seen = hashlib.sha256(progress.encode()).hexdigest()[:16]
    if request.GET.get("seen") == seen:
        return HttpResponse(status=NOTHING_NEW)
    response = render(request, "incidents/status.html", facts | {"progress": progress, "seen": seen})
    response["X-Robots-Tag"] = "noindex"
    # Not “no-referrer”: browsers then send forms of the page with the origin “null”, which is refused.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
@_of_code
def quiet(request: TownRequest, thing: Report | HeldReport) -> HttpResponse:
    """Write no more to who sent this report; whoever has its code may say so."""
    contacts.quiet(thing, at=timezone.now())
    messages.success(request, _("You get no more messages about this report, and your address was deleted."))
    return redirect("incidents:status", code=thing.tracking)


def _judged(report: Report, form: VerdictForm) -> bool:
    if not form.is_valid():
        return False
    try:
        feedback.say(report, at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _facts_of_report(report: Report) -> dict[str, Any]:
    incident = report.incident
    return {
        "report": report,
        "incident": incident,
        "state": incident.state,
        "state_label": incident.get_state_display(),
        "reference": "" if incident.state == State.REPORTED else incident.case.reference,
        "others": incident.reports.count() - 1,
        "code": tracking.grouped(report.tracking),
        "moments": timeline.of(incident),
        "due_at": timeline.due_at(incident),
        "may_judge": feedback.may_judge(report, incident, at=timezone.now()),
        "verdict": report.verdicts.last(),
    }


def _facts_of_held(held: HeldReport) -> dict[str, Any]:
    """The page of a report that nobody has looked at yet: as of any other that waits for a crew."""
    return {
        "report": held,
        "state": State.REPORTED,
        "state_label": State.REPORTED.label,
        "others": 0,
        "code": tracking.grouped(held.tracking),
        "moments": timeline.of_sent(held.submitted_at),
        "due_at": due.of_new(held.municipality, case_type=case_types.code(held.kind), opened_at=held.submitted_at).at,
    }


@require_safe
def find_report(request: TownRequest) -> HttpResponse:
    """From a code typed by hand to its report's page."""
    typed = asked_code(request, "code")
    return redirect("incidents:status", code=typed) if typed else render(request, "incidents/report_unknown.html")


def _report_page(request: TownRequest, *, pole: UtilityPoleVersion | None) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            report = intake.submit(request, form, pole=pole)
        except Refusal as refusal:
            intake.refuse(form, refusal)
            status = TOO_MANY_REQUESTS if isinstance(refusal, reports.TooManyReports) else status
        else:
            return redirect("incidents:status", code=report.tracking)
    facts = facts_of_page(request) | {"form": form, "pole": pole}
    if pole is None:
        return render(request, "incidents/report_place.html", facts, status=status)
    known = Incident.objects.of(request.municipality).open().filter(pole=pole.pole).select_related("case")
    why_dark = {
        "planned": joining.planned_for(
            request.municipality, pole_id=pole.pole_id, point=pole.shape_wgs84, at=timezone.now()
        ),
        "power_key": PowerForm()["key"].value(),
    }
    return render(request, "incidents/report_pole.html", facts | why_dark | {"known": known}, status=status)


def facts_of_page(request: TownRequest) -> dict[str, Any]:
    """What every page of a report carries: numbers to call, the town's extent, addresses and words for its script."""
    settings, language = request.municipality.settings, get_language() or "th"
    return {
        "emergency_phone": stoppers.emergency_phone(settings),
        "bounds": maps.bounds(request.municipality),
        "stoppers": [
            {
                "kind": one.kind,
                "phone": one.number(settings),
                "words": one.words(language),
            }
            for one in stoppers.on(timezone.localdate())
        ],
        "script_facts": {"urls": _urls(language), "words": _words()},
    }


def _urls(language: str) -> dict[str, str]:
    return {
        "send": reverse("incidents:send"),
        "token": reverse("incidents:token"),
        "near": reverse("incidents:near"),
        "worker": f"{reverse('incidents:worker')}?language={language}",
        "scope": reverse("incidents:place"),
    }


def _words() -> dict[str, str]:
    return {
        "kept": _("Kept on this phone. It is sent by itself when this page is open and there is a network."),
        "sending": _("Being sent …"),
        "landed": _("Arrived at the town. Your code:"),
        "refused": _("Not taken:"),
        "later": _("The town does not answer now. Try again in a moment."),
        "photo_failed": _(
            "This file is no photo that your phone can read. Choose another, or send the report without it."
        ),
        "photo_place": _("Use the photo's place"),
        "photo_ready": _("Photo ready (%(kilobytes)s kB). Its place and time were removed."),
        "choose_kind": _("Choose what is wrong."),
        "say_words": _("Say in a few words what is wrong."),
        "choose_place": _("Touch the place on the map, or type the code of the nearest pole."),
        "near": _("Is it one of these, already reported?"),
        "near_join": _("Yes, this one"),
        "near_none": _("No, it is something else"),
        "near_at": _("%(metres)s m away"),
        "remove": _("Remove from this phone"),
        "pole": _("Pole"),
    }


def _unknown_pole(request: TownRequest, code: str, *, is_misread: bool) -> HttpResponse:
    facts = {"code": code, "is_misread": is_misread}
    return render(request, "incidents/pole_unknown.html", facts, status=404)
