"""The data manager's pages: what is said of a data set, and what was sent to other catalogues."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from opendata import datasets, layers, tasks
from opendata.catalogue import pages
from opendata.catalogue.forms import DatasetForm
from opendata.ckan import pushing
from opendata.models import CkanPush, Outcome
from opendata.scheme import fields
from opendata.views import in_a_town

BAD_REQUEST, CONFLICT = 400, 409
REPORTS = 10
LONGEST_RUN = timedelta(hours=2)
LONGEST_PK = 19


@never_cache
@in_a_town
@role_required(Role.DATA_PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: TownRequest, name: str) -> HttpResponseBase:
    """The form of a data set with its quality and its history; a post saves a new version."""
    entry = pages.entry_or_404(request, name)
    form = DatasetForm(request.POST or None, values=entry.values, seen=entry.version.number)
    status = 200
    if request.method == "POST":
        status = _save(request, entry, form)
        if status == 200:
            return redirect("opendata:dataset", name=entry.name)
    elif entry.faults:
        messages.warning(
            request, _("Not complete yet: the national catalogue would refuse it. What is missing is listed.")
        )
    known = fields.all_fields()
    history = [
        (version, [pages.words(known[key]) if key in known else key for key in changed])
        for version, changed in datasets.history(entry)
    ]
    facts = {"entry": entry, "form": form, "history": history, "quality": _lines(entry)}
    return render(request, "opendata/edit.html", facts, status=status)


@never_cache
@in_a_town
@role_required(Role.DATA_PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: TownRequest) -> HttpResponse:
    """What was sent to the municipality's CKAN, run by run; a post asks for a run now, which the page then follows."""
    reports = CkanPush.objects.filter(municipality=request.municipality)[:REPORTS]
    if request.method == "POST":
        try:
            pushing.refuse_unsafe(pushing.address(request.municipality))
            pushing.token_in(pushing.token_file(request.municipality))
        except pushing.NoCatalogue as refusal:
            messages.error(request, str(refusal))
        else:
            newest = reports.first()  # before asking: the report of a quick worker would be taken for an older one
            tasks.ask_for_push(request.municipality)
            messages.success(
                request, _("The data sets are being sent. What became of each stands here when it is done.")
            )
            return redirect(f"{reverse('opendata:sent')}?after={newest.pk if newest else 0}#reports")
        return redirect("opendata:sent")
    every = datasets.published(request.municipality, at=timezone.now())
    facts = {
        "reports": [(report, _results(report)) for report in reports],
        "url": request.municipality.settings.get("ckan_url", ""),
        "incomplete": [entry for entry in every if entry.faults],
        "count": len(every),
        "after": _after(request),
        "is_awaited": _is_awaited(reports.first(), after=_after(request), at=timezone.now()),
    }
    return render(request, "opendata/sent.html", facts)


@never_cache
@in_a_town
@role_required(Role.DATA_PUBLISHER)
@require_safe
def next_steps(request: TownRequest) -> HttpResponse:
    """The card of the home page: what the data manager should look at first."""
    every = datasets.published(request.municipality, at=timezone.now())
    report = CkanPush.objects.filter(municipality=request.municipality).first()
    facts = {
        "incomplete": [entry for entry in every if entry.faults],
        "stopped": len(layers.all_layers().keys() - {entry.name for entry in every}),
        "failed": sum(result["outcome"] == Outcome.FAILED for result in report.results) if report else 0,
        "count": len(every),
    }
    return render(request, "opendata/_next.html", facts)


def _save(request: TownRequest, entry: datasets.Entry, form: DatasetForm) -> int:
    seen = request.POST.get("seen", "")
    form.is_valid()  # asks for what was typed; what is wrong with it is said by the check of all fields
    form.errors.clear()
    try:
        version = datasets.save(
            entry,
            values=form.values(),
            by=request.user,
            at=timezone.now(),
            seen=int(seen) if seen.isdecimal() else 0,
        )
    except datasets.Faulty as refusal:
        form.show(refusal.faults)
        messages.error(request, str(refusal))
        return BAD_REQUEST
    except datasets.TakenMeanwhile as refusal:
        messages.error(request, str(refusal))
        return CONFLICT
    messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
    return 200


def _after(request: TownRequest) -> int | None:
    """The report that was the newest when somebody asked for another."""
    text = request.GET.get("after", "")
    return int(text) if text.isdecimal() and len(text) < LONGEST_PK else None


def _is_awaited(newest: CkanPush | None, *, after: int | None, at: datetime) -> bool:
    """Whether a run that was asked for has not begun, or one is at it; one that is so for hours was broken off."""
    if after is not None and (newest is None or newest.pk <= after):
        return True
    return newest is not None and newest.ended_at is None and at - newest.started_at < LONGEST_RUN


def _lines(entry: datasets.Entry) -> list[tuple[str, int]]:
    """What would raise the quality, with its points."""
    return [(pages.words(line.field), line.field.weight) for line in entry.quality.missing]


def _results(report: CkanPush) -> list[dict[str, Any]]:
    """The worst first."""
    order = {outcome.value: place for place, outcome in enumerate(Outcome)}
    told = [{**result, "label": Outcome(result["outcome"]).label} for result in report.results]
    return sorted(told, key=lambda result: order[result["outcome"]])
