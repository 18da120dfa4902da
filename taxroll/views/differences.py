"""Two rolls compared: the map with the list beside it, and the same as files."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll.forms.differences import DifferencesForm
from taxroll.models import ExportForm, Roll
from taxroll.rolls import differences, exportjobs, exports
from taxroll.rolls.differences import Asked
from taxroll.views import acting, lists
from taxroll.views import exports as exporting

MOST_LISTED = 200


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def compared(request: TownRequest) -> HttpResponse:
    """What differs between two rolls, on the map and as a list; filtered by reason and size."""
    form = DifferencesForm(request.municipality, request.GET or _latest(request))
    asked = _asked(form)
    facts: dict[str, Any] = {"form": form, "map_facts": _map_facts(request, asked), "most": MOST_LISTED}
    if asked:
        facts |= {
            "asked": asked,
            "total": differences.total(asked),
            "sums": differences.sums(asked),
            "found": differences.page(asked, limit=MOST_LISTED),
            "query": request.GET.urlencode() or form_query(form),
        }
        facts["map_facts"]["bounds"] = facts["total"].bounds or facts["map_facts"]["bounds"]
    return render(request, "taxroll/differences.html", facts, status=400 if form.errors else 200)


@never_cache
@require_safe
@gzip_page
@role_required(*acting.TAX_ROLES)
def drawn(request: TownRequest) -> HttpResponse:
    """The largest differences as GeoJSON."""
    asked = _asked(DifferencesForm(request.municipality, request.GET))
    if asked is None:
        return HttpResponseBadRequest("before, after, reason, least")
    return HttpResponse(differences.geojson(asked), content_type="application/geo+json")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def export(request: TownRequest, form: str) -> HttpResponseBase:
    """All differences as CSV, a stream; POST has them written as XLSX."""
    asked = _asked(DifferencesForm(request.municipality, request.GET))
    if asked is None:
        return HttpResponseBadRequest("before, after, reason, least")
    if form == lists.CSV:
        name = f"differences-{asked.before}-{asked.after}".replace("/", "-")
        return lists.as_csv(request, exports.of_differences(asked), name=name)
    if form != ExportForm.XLSX:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    language = get_language() or "th"
    return exporting.begin(
        lambda: exportjobs.ask_differences(asked, language=language, by=request.user, at=timezone.now())
    )


def form_query(form: DifferencesForm) -> str:
    """The form's data as an address carries them."""
    return "&".join(f"{name}={value}" for name, value in form.data.items())


def _asked(form: DifferencesForm) -> Asked | None:
    if not form.is_valid():
        return None
    try:
        return form.asked()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _latest(request: TownRequest) -> dict[str, str] | None:
    """The two latest rolls, when nothing was asked for yet."""
    latest = list(Roll.objects.filter(municipality=request.municipality).order_by("-tax_year_be", "-sequence")[:2])
    return {"before": str(latest[1].uid), "after": str(latest[0].uid)} if len(latest) == 2 else None


def _map_facts(request: TownRequest, asked: Asked | None) -> dict[str, Any]:
    """What the script of the map needs."""
    boundary = request.municipality.boundary
    return {
        "layers": ["boundary", "roads", "parcels"],
        "bounds": list(boundary.extent) if boundary else None,
        "drawn": reverse("taxroll:differences_drawn") if asked else "",
        "most": differences.MOST_DRAWN,
        "reasons": {reason: str(name) for reason, name in differences.REASONS.items()},
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "cut": _("The %(count)s largest differences are drawn.") % {"count": f"{differences.MOST_DRAWN:,}"},
            "baht": _("baht"),
        },
    }
