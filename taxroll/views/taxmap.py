"""The tax map of amounts: the page, its outlines by rectangle, and the list that says the same without a map."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from gis_assets import units
from gis_assets.access import role_required
from gis_assets.models import ParcelVersion
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.insight import taxmap
from taxroll.insight.taxmap import Class, TaxMap
from taxroll.models import Roll, Scenario
from taxroll.views import acting

LISTED = 50
WIDEST_ZOOM, CLOSEST_ZOOM = 0.0, 24.0
# viridis from low to high; what pays nothing is paper.
VIRIDIS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
# From falls (blue) over the pale middle to rises (orange): readable with every kind of colour blindness.
DIVERGING = ("#2166ac", "#67a9cf", "#d1e5f0", "#fddbc7", "#ef8a62", "#b2182b")
APART = {taxmap.NOT_TAXED: "#ffffff", taxmap.SAME: "#d9d6cf", taxmap.NEW: "#542788", taxmap.GONE: "#1b7837"}


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def newest(request: TownRequest) -> HttpResponse:
    """To the newest year with lines; where there is none, to the page that says what to do first."""
    rolls = Roll.objects.filter(municipality=request.municipality, sequence=1, line_count__gt=0)
    roll = rolls.order_by("-tax_year_be").first()
    return redirect("taxroll:tax_map", tax_year_be=roll.tax_year_be) if roll else redirect("taxroll:insight")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def page(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The map of one year; `show` is `tax`, `change` or `scenario`, and stands in the address."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    former, scenario = _former(roll), _scenario(request, roll)
    show = _show(request, former, scenario)
    shown = _shown(show, roll, former, scenario)
    classes = [_in_words(one, show) for one in shown.classes]
    query = f"?show={show}" + (f"&scenario={scenario.uid}" if scenario else "")
    boundary = request.municipality.boundary
    facts = {
        "here": "map",
        "roll": roll,
        "years": list(Roll.objects.filter(municipality=request.municipality, sequence=1, line_count__gt=0)),
        "show": show,
        "former": former,
        "scenario": scenario,
        "scenarios": Scenario.objects.filter(municipality=request.municipality, roll=roll),
        "classes": classes,
        "largest": _largest(shown),
        "map_facts": {
            "layers": ["boundary", "roads"],
            "bounds": list(boundary.extent) if boundary else None,
            "shapes": reverse("taxroll:tax_map_shapes", args=[tax_year_be]) + query,
            "bill": reverse("taxroll:bill", args=[0]),
            "most": taxmap.MOST_DRAWN,
            "show": show,
            "colours": {one["number"]: one["colour"] for one in classes},
            "words": _words(),
        },
    }
    return render(request, "taxroll/tax_map.html", facts)


@never_cache
@require_safe
@gzip_page
@role_required(*acting.TAX_ROLES)
def shapes(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Outlines within `bbox` (west,south,east,north) for a `zoom`."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    bbox, zoom = _bbox(request), _zoom(request)
    if bbox is None:
        return HttpResponseBadRequest("bbox=west,south,east,north")
    former, scenario = _former(roll), _scenario(request, roll)
    shown = _shown(_show(request, former, scenario), roll, former, scenario)
    return HttpResponse(taxmap.geojson(shown, bbox=bbox, zoom=zoom), content_type="application/geo+json")


def _former(roll: Roll) -> Roll | None:
    years = Roll.objects.filter(municipality=roll.municipality, sequence=1, tax_year_be__lt=roll.tax_year_be)
    return years.order_by("-tax_year_be").first()


def _scenario(request: TownRequest, roll: Roll) -> Scenario | None:
    asked = request.GET.get("scenario", "")
    if not asked:
        return None
        raise Http404
    scenario = access.scenario_by_text(request.municipality, asked)
    if scenario.roll_id != roll.pk:
        raise Http404
    return scenario


def _show(request: TownRequest, former: Roll | None, scenario: Scenario | None) -> str:
    asked = request.GET.get("show", "tax")
    if asked == "scenario" and scenario is not None:
        return "scenario"
    return "change" if asked == "change" and former is not None else "tax"


def _shown(show: str, roll: Roll, former: Roll | None, scenario: Scenario | None) -> TaxMap:
    if show == "scenario" and scenario is not None:
        return taxmap.supposed(scenario)
    return taxmap.change(roll, former) if show == "change" and former is not None else taxmap.per_wah(roll)


def _in_words(one: Class, show: str) -> dict[str, Any]:
    """A class of the legend: its colour, its borders in words, how many parcels it has in the whole roll."""
    if one.number in APART:
        words = {
            taxmap.NOT_TAXED: _("pays nothing"),
            taxmap.SAME: _("unchanged"),
            taxmap.NEW: _("paid nothing before"),
            taxmap.GONE: _("pays nothing any more"),
        }[one.number]
        return {"number": one.number, "name": words, "colour": APART[one.number], "parcels": one.parcels}
    palette = VIRIDIS if show == "tax" else DIVERGING
    name = _per_wah(one) if show == "tax" else _percent(one)
    return {"number": one.number, "name": name, "colour": palette[one.number - 1], "parcels": one.parcels}


def _per_wah(one: Class) -> str:
    low = units.format_baht(one.low) if one.low is not None else None
    high = units.format_baht(one.high) if one.high is not None else None
    if low is None:
        return _("below %(high)s") % {"high": high} if high else _("all that pay")
    return _("%(low)s to below %(high)s") % {"low": low, "high": high} if high else _("%(low)s and more") % {"low": low}


def _percent(one: Class) -> str:
    if one.low is None:
        return _("fell by more than %(high)s %%") % {"high": abs(one.high or 0)}
    if one.high is None:
        return _("rose by more than %(low)s %%") % {"low": one.low}
    if one.high <= 0:
        small, large = abs(one.high), abs(one.low)
        return _("fell by %(small)s to %(large)s %%") % {"small": small, "large": large}
    return _("rose by %(small)s to %(large)s %%") % {"small": one.low, "large": one.high}


def _largest(shown: TaxMap) -> list[dict[str, Any]]:
    """The parcels with the largest amount or change, for who does not use the map."""
    rows = taxmap.largest(shown, most=LISTED)
    codes = dict(ParcelVersion.objects.filter(pk__in=shown.version[rows].tolist()).values_list("pk", "code"))
    columns = (shown.version[rows], shown.amount[rows], shown.before[rows], shown.bill[rows])
    return [
        {"code": codes.get(version, ""), "amount": amount, "before": before, "change": amount - before, "bill": bill}
        for version, amount, before, bill in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _words() -> dict[str, str]:
    return {
        "failed": _("The map could not be read from the server. Move it to try again."),
        "cut": _("Not every parcel is drawn here. Zoom in to see them all."),
        "perWah": _("%(amount)s baht per sq wah"),
        "change": _("%(before)s → %(after)s baht"),
        "bill": _("Open the bill"),
        "visible": _("%(count)s in view"),
        "map": _("Map. Arrow keys move it, plus and minus zoom; the list beside it says the same in words."),
    }


def _bbox(request: HttpRequest) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in request.GET.get("bbox", "").split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def _zoom(request: HttpRequest) -> float:
    """The zoom of the map; what is no number counts as close, which is never wrong."""
    try:
        zoom = float(request.GET.get("zoom", ""))
    except ValueError:
        return CLOSEST_ZOOM
    return min(max(zoom, WIDEST_ZOOM), CLOSEST_ZOOM) if zoom == zoom else CLOSEST_ZOOM  # NaN is not itself
