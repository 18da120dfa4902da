"""Fragments of the form's map pages: parcels under a finger or by a deed, and outlines of a drawing."""

from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import attachments, uploading
from gis_assets.models import ParcelVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import secrets_of
from permits.models import Petition
from permits.petitions import answers, drawings, finding, placing

NOT_TAKEN = 400


@require_safe
def parcels(request: TownRequest, petition: Petition) -> HttpResponse:
    """Cards of the parcels under a place, with a code, or of a deed; nobody's name."""
    facts = {"found": _found(request, petition), "is_search": True, "secret": secrets_of.secret(petition.uid)}
    facts |= {"petition": petition, "service": answers.service_of(petition)}
    return render(request, "permits/petition/_parcels.html", facts)


@require_POST
@uploading.bounded(lambda: settings.PETITION_DRAWING_MB * attachments.BYTES_OF_A_MB)
def drawing(request: TownRequest, petition: Petition) -> HttpResponse:
    """The outlines of a drawing, for the owner of the petition."""
    return outlines_in(request, petition)


def outlines_in(request: TownRequest, petition: Petition) -> JsonResponse:
    """The outlines of a DXF or GeoJSON file in WGS 84, to be chosen from; nothing is saved."""
    file = request.FILES.get("drawing")
    try:
        if file is None or uploading.was_stopped(request):
            raise drawings.NotADrawing(
                _("Choose a DXF or GeoJSON file of at most %(most)s MB.") % {"most": settings.PETITION_DRAWING_MB}
            )
        found = drawings.read(
            file,
            municipality=petition.municipality,
            middle=_middle(petition),
            epsg=_whole(request.POST.get("epsg", "")),
            unit_m=_length(request.POST.get("unit_m", "")),
        )
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=NOT_TAKEN)
    return JsonResponse(_told(found))


def _told(found: drawings.Found) -> dict[str, Any]:
    outlines = [{"name": each.name, "area_m2": round(each.area_m2, 2), "ring": each.ring} for each in found.candidates]
    return {"kind": found.kind, "epsg": found.epsg, "unit_m": found.unit_m, "outlines": outlines}


def _found(request: TownRequest, petition: Petition) -> list[ParcelVersion]:
    on, asked, town = timezone.localdate(), request.GET, petition.municipality
    if "lon" in asked and "lat" in asked:
        try:
            place = Point(float(asked["lon"]), float(asked["lat"]), srid=4326)
        except ValueError:
            return []
        return finding.at(town, place=place, on=on)
    return finding.by_code(town, code=asked.get("code", ""), on=on) or finding.by_deed(
        town, typed={name: asked.get(name, "") for name in finding.BY_DEED}, on=on
    )


def _middle(petition: Petition) -> tuple[float, float]:
    version = finding.version_of(petition.parcel, on=timezone.localdate())
    middle = version.shape_wgs84.centroid if version else placing.middle(petition.municipality)
    return middle.x, middle.y


def _whole(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else None


def _length(typed: str) -> float | None:
    return float(typed) if typed in ("1", "0.01", "0.001") else None
