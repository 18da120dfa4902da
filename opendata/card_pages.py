"""From a fact to its place and back: the card of one thing of an open layer, and the map that shows a layer."""

import math
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gis_assets.publication import Layer, RasterLayer
from gis_assets.requests import TownRequest, asked_day
from opendata import cards, gate, layers, rasters
from opendata.views import in_a_town

# Things that are drawn only close by are shown at least this near.
NEAR_ZOOM, MOST_ZOOM = 17, 18
_FAR = 14
OWN_CARDS = {"parcels": "gis_assets:parcel_card", "poles": "gis_assets:pole_card"}


@require_safe
@in_a_town
def card(request: TownRequest, name: str, thing: str) -> HttpResponse:
    """What everybody may know of one thing of a layer, today or `?on=` a day."""
    layer = _layer(request, name)
    today = timezone.localdate()
    on = (asked_day(request, "on") or today) if layer.has_history else today
    if on == today and (own := _own_card(layer, thing, on=on, request=request)):
        return redirect(own)
    found = cards.of(layer, thing, municipality=request.municipality, on=on)
    if found is None:
        raise Http404(_("There is no such thing in this layer on that day."))
    return render(request, "opendata/card.html", {"card": found, "on": None if on == today else on})


def _own_card(layer: Layer, thing: str, *, on: date, request: TownRequest) -> str | None:
    """Parcels and poles are told of by their codes, with more than the layer's columns."""
    if (
        layer.name not in OWN_CARDS
        or (found := cards.of(layer, thing, municipality=request.municipality, on=on)) is None
    ):
        return None
    return reverse(OWN_CARDS[layer.name], args=[found.name])


@require_safe
@in_a_town
def on_map(request: TownRequest, name: str) -> HttpResponseRedirect:
    """The public map with the layer switched on, where and as near as its things are drawn."""
    layer = _layer(request, name)
    if isinstance(layer, RasterLayer):
        return _photo(request, layer)
    return redirect(f"{reverse('opendata:map')}?layers={layer.name}:1{_place(request, layer)}")


def _photo(request: TownRequest, layer: RasterLayer) -> HttpResponseRedirect:
    newest = rasters.of(layer, municipality=request.municipality, on=timezone.localdate())[0]
    return redirect(f"{reverse('opendata:map')}?photo={newest.uid}:1")


def _place(request: TownRequest, layer: Layer) -> str:
    """Zoom and middle as the map's address has them; nothing where the whole town shows the layer."""
    if layer.min_zoom < _FAR:
        return ""
    spot = cards.spot(layer, municipality=request.municipality, on=timezone.localdate())
    if spot is None:
        return ""
    west, south, east, north = spot
    zoom = min(max(layer.min_zoom, NEAR_ZOOM), MOST_ZOOM)
    return f"#{zoom}/{math.fsum((south, north)) / 2:.5f}/{math.fsum((west, east)) / 2:.5f}"


def _layer(request: TownRequest, name: str) -> Layer:
    try:
        return gate.require_either(name, municipality=request.municipality)
    except layers.UnknownLayer as refusal:
        raise Http404(str(refusal)) from refusal
