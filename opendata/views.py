"""The public map and the open layers, for anybody. Nothing here knows a person."""

import functools
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from gis_assets import access, streaming
from gis_assets.models import Role
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import changes, export, gate, handing, layers, map_facts, pacing, rasters, search, usage, waiting

MOST_LETTERS = 80
THING = re.compile(r"[a-z][a-z0-9_]{0,39}/[\w-]{1,100}")
ALWAYS_ASK_AGAIN = "public, max-age=0, must-revalidate"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


def in_a_town(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a municipality; where none is set up yet it says what to do first, where a check is awaited so too."""

    @functools.wraps(view)
    def guarded(request: TownRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.municipality is None:
            return render(request, "opendata/no_town.html", status=503)
        try:
            return view(request, *args, **kwargs)
        except gate.BeingChecked as refusal:
            return waiting.page(request, refusal)

    return guarded


@require_safe
@in_a_town
def public_map(request: TownRequest) -> HttpResponse:
    """The town's map; `?q=` without scripts goes to the one thing it names, or lists those there are."""
    town, on = request.municipality, timezone.localdate()
    asked = request.GET.get("q", "")[:MOST_LETTERS]
    hits = _found(request, asked, on=on) if asked else []
    if len(hits) == 1 and hits[0].kind in ("parcel", "pole"):
        return redirect(f"{reverse('opendata:map')}?{urlencode([(hits[0].kind, hits[0].code)])}")
    facts = {
        "asked": asked,
        "hits": hits,
        "selected": next(((kind, request.GET[kind]) for kind in ("parcel", "pole") if request.GET.get(kind)), None),
        "thing": _thing(request),
        "on": on,
        "map_facts": map_facts.of(town, on=on, asked=_layers_asked(request)),
        "leaflet": map_facts.leaflet_settings(town),
    }
    return render(request, "opendata/map.html", facts)


def _found(request: TownRequest, asked: str, *, on: date) -> list[search.Hit]:
    """What a browser without scripts finds; nothing while too many search."""
    is_officer = access.has_role(request, *search.OFFICERS)
    try:
        with pacing.turn():
            return search.find(request.municipality, asked, on=on, is_officer=is_officer).hits
    except pacing.Busy:
        return []


def _layers_asked(request: HttpRequest) -> set[str]:
    """The layers that the map's address names: `layers=lamps:1,roads:0.5`, `thing=lamps/…`."""
    named = {part.partition(":")[0] for part in request.GET.get("layers", "").split(",")}
    return named | {request.GET.get("thing", "").partition("/")[0]}


def _thing(request: HttpRequest) -> tuple[str, str] | None:
    """Layer and id of `thing=`, for whoever has no scripts."""
    layer, _slash, thing = request.GET.get("thing", "").partition("/")
    return (layer, thing) if THING.fullmatch(f"{layer}/{thing}") else None


@require_safe
@in_a_town
def layer_list(request: TownRequest) -> HttpResponse:
    """Every layer with its columns, its licence and the number of its features today."""
    on = timezone.localdate()
    found = gate.standings(municipality=request.municipality)
    rows = [
        {"layer": layer, "count": export.count(layer, municipality=request.municipality, on=on)}
        for layer in found.open.values()
    ]
    pictures = [
        (layer, rasters.of(layer, municipality=request.municipality, on=on))
        for layer in gate.open_rasters(municipality=request.municipality).values()
    ]
    facts: dict[str, Any] = {"rows": rows, "rasters": pictures, "waiting": found.waiting, "on": on}
    facts |= {"licence": LICENCE, "licence_url": LICENCE_URL}
    facts["may_check"] = access.has_role(request, Role.DATA_PUBLISHER)
    return render(request, "opendata/layers.html", facts)


@require_safe
@in_a_town
def layer_file(request: TownRequest, name: str) -> HttpResponseBase:
    """One layer as GeoJSON (RFC 7946), whole or within `?bbox=`, today or `?on=` a day (also `?datetime=`)."""
    try:
        layer = gate.require_either(name, municipality=request.municipality)
        bbox = export.parse_bbox(request.GET["bbox"]) if "bbox" in request.GET else None
        on = _day(request, layer)
        # Told before the layer is read, so that what changes meanwhile is asked for again.
        tag = _tag(request, layer, on=on, bbox=bbox)
        response = get_conditional_response(request, etag=tag) or _read(request, layer, on=on, bbox=bbox)
    except Refusal as refusal:
        return _refused(refusal)
    response["ETag"], response["Cache-Control"] = tag, ALWAYS_ASK_AGAIN
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _tag(request: TownRequest, layer: Layer, *, on: date, bbox: export.Bbox | None) -> str:
    version = changes.version_here(layer, municipality=request.municipality, on=on)
    packed = "-gz" if streaming.takes_gzip(request) else ""
    return f'"{request.municipality.dla_code}-{version}-{export.mark(layer, bbox=bbox)}{packed}"'


def _read(request: TownRequest, layer: Layer, *, on: date, bbox: export.Bbox | None) -> HttpResponseBase:
    read = functools.partial(export.stream, layer, municipality=request.municipality, on=on, bbox=bbox)
    pieces, is_long = handing.handed(read)
    response = streaming.response(request, pieces, content_type="application/geo+json", needs_database=is_long)
    if "download" in request.GET:
        usage.count_download(request, layer.name, on=timezone.localdate())
        response["Content-Disposition"] = f'attachment; filename="{layer.name}-{on.isoformat()}.geojson"'
    return response


class WrongDay(Refusal):
    """The day is not written YYYY-MM-DD."""


class NoHistory(Refusal):
    """The layer is known as it is today only."""


def _day(request: HttpRequest, layer: Layer) -> date:
    """The day that is asked for, today without a word; raises WrongDay, NoHistory.

    `datetime` is what other servers call it; an instant means its day in Thailand.
    """
    today, text = timezone.localdate(), request.GET.get("on") or request.GET.get("datetime")
    on = _read_day(text) if text else today
    if on != today and not layer.has_history:
        sentence = gettext("The layer “%(name)s” has no history. Leave the day out to get it as it is today.")
        raise NoHistory(sentence % {"name": layer.name})
    return on


def _read_day(text: str) -> date:
    try:
        if len(text) > len("2026-11-22"):
            return timezone.localdate(datetime.fromisoformat(text))  # refuses an instant without its zone
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        sentence = gettext("“%(text)s” is not a day. Write it as year-month-day, such as 2026-11-22.")
        raise WrongDay(sentence % {"text": text}) from None


def _refused(refusal: Refusal) -> JsonResponse:
    again_s = {gate.BeingChecked: str(gate.BeingChecked.again_s), handing.TooMany: handing.AGAIN_S}.get(type(refusal))
    status = 503 if again_s else 404 if isinstance(refusal, layers.UnknownLayer) else 400
    headers = {"Retry-After": again_s} if again_s else None
    told = {"detail": str(refusal)}
    return JsonResponse(told, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})
