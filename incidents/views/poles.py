"""A pole's page for staff with its whole history, and the ranking of where trouble comes back."""

from datetime import timedelta
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import tries
from gis_assets import access as register
from gis_assets import asset_codes
from gis_assets.access import role_required
from gis_assets.models import Role, UtilityPole, UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import offenders, parts, reports
from incidents.forms.outages import PowerForm
from incidents.models import Kind
from incidents.outages import power
from incidents.views import maps

YEARS = (1, 3, 5)


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def pole(request: TownRequest, code: str) -> HttpResponse:
    """Everything known of a pole: what it is, its versions, and every incident it had."""
    version = _pole(request, code)
    versions = version.pole.versions.select_related("source", "feeder", "transformer").order_by("-recorded_at", "-pk")
    facts = {
        "pole": version.pole,
        "version": version,
        "versions": versions,
        "incidents": offenders.history(version.pole),
        "parts_used": parts.of_pole(version.pole),
        "power_key": uuid4(),
    }
    return render(request, "incidents/pole.html", facts)


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def ranking(request: TownRequest) -> HttpResponse:
    """Where trouble comes back, by pole, transformer or feeder."""
    by = offenders.By(request.GET["by"]) if request.GET.get("by") in offenders.By.values else offenders.By.POLE
    kind = request.GET.get("kind", "") if request.GET.get("kind") in Kind.values else ""
    years = int(request.GET["years"]) if request.GET.get("years") in {str(each) for each in YEARS} else YEARS[0]
    until = timezone.localdate()
    since = until - timedelta(days=round(365.25 * years) - 1)
    rows = offenders.ranked(request.municipality, by=by, since=since, until=until, kind=kind)
    facts = {
        "rows": rows,
        "map_facts": _map_facts(request, rows),
        "by": by,
        "kind": kind,
        "years": years,
        "choices": {"by": offenders.By.choices, "kind": Kind.choices, "years": YEARS},
    }
    return render(request, "incidents/offenders.html", facts)


@require_POST
def has_power(request: TownRequest, code: str) -> HttpResponse:
    """Somebody at the pole has power; open to everybody, like a report."""
    version, form = _pole(request, code), PowerForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    staff = register.has_role(request, Role.DISPATCHER, Role.RESPONDER)
    try:
        power.has_power(
            request.municipality,
            pole=version.pole,
            key=form.cleaned_data["key"],
            at=timezone.now(),
            sender_digest="" if staff else reports.digests_of(sender=tries.sender_of(request), device="").sender,
            by=request.user if staff else None,
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("incidents:pole", code=version.pole.code)
    return render(request, "incidents/power_thanks.html", {"pole": version.pole, "is_staff": staff})


def _map_facts(request: TownRequest, rows: list[offenders.Offender]) -> dict[str, object]:
    """The ranking's places and the map's words, for the page's script."""
    told = ("code", "incidents", "per_year", "lon", "lat")
    described = _("Map of where trouble comes back. The table beside it says the same.")
    return {
        "bounds": maps.bounds(request.municipality),
        "rows": [{"rank": rank} | {name: getattr(row, name) for name in told} for rank, row in enumerate(rows, 1)],
        "words": maps.words(described=described) | {"incidents": _("incidents")},
    }


def _pole(request: TownRequest, code: str) -> UtilityPoleVersion:
    """The pole in force, else the last that was known of a pole which is gone."""
    try:
        return register.pole_by_code(request.municipality, code, on=timezone.localdate())
    except asset_codes.WrongAssetCode as error:
        raise Http404(str(error)) from error
    except Http404:
        gone = UtilityPole.objects.filter(municipality=request.municipality, code=asset_codes.normalise(code)).first()
        version = gone.versions.order_by("-recorded_at", "-pk").first() if gone else None
        if version is None:
            raise
        return version
