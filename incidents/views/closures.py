"""The closures: a map to draw on, and the list beside it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, closures, geojson
from incidents.forms import ClosureForm
from incidents.models import Announcement, Closure, ClosureReason
from incidents.views import maps

OVER_MOST = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.DISPATCHER)
def closures_page(request: TownRequest) -> HttpResponse:
    """The page; sent with a drawing it closes the place, and what was typed stays where that is refused."""
    form = ClosureForm(request.POST or None, initial={"incident": request.GET.get("incident")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = given.pop("incident")
        incident = access.incident_by_id(request.municipality, asked) if asked else None
        try:
            closures.draw(request.municipality, by=request.user, at=timezone.now(), incident=incident, **given)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The place is closed. Every new way goes round it."))
            return redirect("incidents:closures")
    status = 422 if form.errors else 200
    facts = _facts(request, way_of=_incident_id(form))
    return render(request, "incidents/closures.html", facts | {"form": form}, status=status)


@require_POST
@role_required(Role.DISPATCHER)
def end(request: TownRequest, closure_id: int) -> HttpResponse:
    """Open the roads of a closure."""
    return _acted(request, closure_id, closures.end, said=_("The roads are open again."))


@require_POST
@role_required(Role.DISPATCHER)
def close_again(request: TownRequest, closure_id: int) -> HttpResponse:
    """Close the place of a closure that is over."""
    return _acted(request, closure_id, closures.close_again, said=_("The place is closed again."))


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def closures_geojson(request: TownRequest) -> HttpResponse:
    """What is closed now, for the staff's maps."""
    text = geojson.closures(request.municipality, at=timezone.now())
    return HttpResponse(text, content_type="application/geo+json")


def _acted(request: TownRequest, closure_id: int, act: Callable[..., object], *, said: str) -> HttpResponse:
    closure = access.closure_by_id(request.municipality, closure_id)
    try:
        act(closure, by=request.user, at=timezone.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("incidents:closures")


def _incident_id(form: ClosureForm) -> int | None:
    """The incident that the page was opened for."""
    asked = str(form["incident"].value() or "")
    return int(asked) if asked.isdecimal() else None


def _facts(request: TownRequest, *, way_of: int | None) -> dict[str, object]:
    now = timezone.now()
    mine = Closure.objects.of(request.municipality).select_related("incident__case", "drawn_by")
    told = {
        one.closure_id: one for one in Announcement.objects.of(request.municipality).standing(now) if one.closure_id
    }
    described = _("Map of closed places. While drawing, Enter puts a point at the middle of the map.")
    ready = _("The place is drawn. Say why it is closed and press Close this place.")
    return {
        "now": now,
        "closed": [(closure, told.get(closure.pk)) for closure in mine.not_over(now)],
        "over": mine.filter(until__lte=now).order_by("-until")[:OVER_MOST],
        "map_facts": {
            "bounds": maps.bounds(request.municipality),
            "url": reverse("incidents:closures_geojson"),
            "way": reverse("incidents:route", args=[way_of]) if way_of else None,
            "reasons": dict(ClosureReason.choices),
            "words": maps.drawing_words(described=described, ready=ready),
        },
    }
