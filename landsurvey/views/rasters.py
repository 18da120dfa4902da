"""Pages of the rasters: registering one, looking at it over the parcels, its tiles, and the terrain of parcels."""

import math
import threading
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gis_assets import streaming
from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, wording
from landsurvey.forms.rasters import RegisterForm, TerrainForm, WaterForm, asking_form
from landsurvey.models import Raster, RasterKind, TerrainRun, Upload, UploadStatus, WorkState
from landsurvey.rasters import tiles
from landsurvey.terrain import asking, rasterqueue, registration, relief, showing

SURVEY_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
READERS = (*SURVEY_ROLES, Role.TAX_OFFICER, Role.HEAD_OF_REVENUE, Role.DATA_PUBLISHER)
_TILE_SECONDS = 86_400
# A minute, so that what is closed again does not live on in caches on the way.
_PUBLIC_SECONDS = 60
_PATIENCE_S = 10
_drawing = threading.BoundedSemaphore(settings.RASTER_TILES_AT_ONCE)


@role_required(*READERS)
@require_GET
def raster_list(request: TownRequest) -> HttpResponse:
    """All rasters of the municipality."""
    return render(request, "landsurvey/rasters.html", {"rasters": relief.rasters(request.municipality)})


@require_GET
def public_rasters(request: TownRequest) -> JsonResponse:
    """For the public map: the photos and terrain that are open to everybody."""
    shown = showing.public_rasters(request.municipality) if request.municipality else []
    told = [
        _map_facts(raster) | {"uid": str(raster.uid), "title": raster.title, "kind": raster.kind} for raster in shown
    ]
    kept = ("uid", "title", "kind", "tiles", "extent", "nativeZoom")
    return JsonResponse({"rasters": [{name: facts[name] for name in kept} for facts in told]})


@role_required(*SURVEY_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def raster_facts(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Part of an upload's page: what was read of a raster; a reviewer registers it here."""
    upload = access.upload_by_uid(request.municipality, uid)
    if request.method != "POST":
        return _facts(request, upload, _form(request, upload))
    if not has_role(request, Role.SURVEY_REVIEWER):
        return HttpResponse(status=403)
    form = RegisterForm(request.POST, municipality=request.municipality)
    if form.is_valid():
        try:
            return _sent_to(request, reverse("landsurvey:raster", args=[_register(request, upload, form).uid]))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _facts(request, upload, form, status=422)


@role_required(*READERS)
@require_GET
def raster_page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """A raster on the map over the parcels."""
    return _show(request, access.raster_by_uid(request.municipality, uid))


@role_required(*READERS)
@require_GET
def progress(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The bar while the copy is made or parcels are sampled; afterwards the whole page is asked for anew."""
    raster = access.raster_by_uid(request.municipality, uid)
    working = _working(raster)
    response = render(request, "landsurvey/raster_progress.html", {"raster": raster, "working": working})
    if working is None:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def tile(request: TownRequest, uid: uuid.UUID, z: int, x: int, y: int) -> HttpResponseBase:
    """One tile of the map as PNG; 204 where the raster has nothing."""
    if request.municipality is None:
        raise Http404
    raster = access.raster_by_uid(request.municipality, uid)
    if showing.is_public(raster):
        return _tile(request, raster, z, x, y, kept=f"public, max-age={_PUBLIC_SECONDS}")
    return role_required(*READERS)(_tile)(request, raster, z, x, y, kept=f"private, max-age={_TILE_SECONDS}")


@role_required(*READERS)
@require_GET
def results(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One page of what the raster says of parcels, the steepest or most flooded first."""
    run = _run(access.raster_by_uid(request.municipality, uid))
    page, shown = relief.results_page(run, number=request.GET.get("page", 1))
    return render(request, "landsurvey/raster_parcels.html", {"run": run, "page": page, "shown": shown, "uid": uid})


@role_required(*READERS)
@require_GET
def results_csv(request: TownRequest, uid: uuid.UUID) -> StreamingHttpResponse:
    """What the raster says of all parcels as a table."""
    raster = access.raster_by_uid(request.municipality, uid)
    pieces = relief.results_csv(_run(raster), language=get_language() or "th")
    response = streaming.response(request, pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{raster.title}.csv") or "attachment"
    return response


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def ask(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask an elevation model or a raster of water about all parcels."""
    raster = access.raster_by_uid(request.municipality, uid)
    form = asking_form(raster)(request.POST, municipality=request.municipality)
    if not form.is_valid():
        return _show(request, raster, terrain_form=form)
    try:
        with transaction.atomic():
            rasterqueue.sample(asking.ask(raster, at=timezone.now(), by=request.user, **form.asked()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("landsurvey:raster", uid=raster.uid)


@role_required(Role.DATA_PUBLISHER, Role.SURVEY_REVIEWER)
@require_POST
def publish(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Open the tiles to everybody, or close them."""
    raster = access.raster_by_uid(request.municipality, uid)
    is_public = request.POST.get("is_public") == "1"
    registration.publish(raster, is_public=is_public, by=request.user, at=timezone.now())
    messages.success(request, _("Everybody may see it now.") if is_public else _("Only officers may see it now."))
    return redirect("landsurvey:raster", uid=raster.uid)


@role_required(*READERS)
@require_GET
def parcel_terrain(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """For the pages of a parcel: what elevation models say of it, a hint for its valuation."""
    parcel = access.parcel_by_uid(request.municipality, uid)
    return render(request, "landsurvey/raster_parcel.html", {"hints": relief.hints(parcel), "parcel": parcel})


def _form(request: TownRequest, upload: Upload) -> RegisterForm:
    return RegisterForm(initial={"title": Path(upload.original_name).stem}, municipality=request.municipality)


def _facts(request: TownRequest, upload: Upload, form: RegisterForm, *, status: int = 200) -> HttpResponse:
    facts = {
        "upload": upload,
        "inspected": upload.inspection,
        "facts": upload.inspection.get("raster"),
        "evidence": relief.evidence(upload.inspection),
        "notes": [wording.translated_json(note) for note in upload.inspection.get("notes", [])],
        "registered": Raster.objects.filter(upload=upload).first(),
        "form": form,
        "may_register": upload.status == UploadStatus.CHECKED and has_role(request, Role.SURVEY_REVIEWER),
    }
    return render(request, "landsurvey/raster_facts.html", facts, status=status)


@transaction.atomic
def _register(request: TownRequest, upload: Upload, form: RegisterForm) -> Raster:
    on = timezone.localdate()
    raster = registration.register(upload, by=request.user, at=timezone.now(), on=on, **form.cleaned_data)
    rasterqueue.make(raster)
    return raster


def _sent_to(request: TownRequest, address: str) -> HttpResponse:
    """To another page, also when a part of a page has asked."""
    if not request.headers.get("HX-Request"):
        return redirect(address)
    return HttpResponse(headers={"HX-Redirect": address})


def _run(raster: Raster) -> TerrainRun:
    run = relief.run_of(raster)
    if run is None:
        raise Http404
    return run


def _working(raster: Raster) -> Raster | TerrainRun | None:
    """What is being worked on: the copy, else the parcels."""
    run = relief.run_of(raster)
    return raster if raster.is_working else run if run and run.is_working else None


def _tile(request: TownRequest, raster: Raster, z: int, x: int, y: int, *, kept: str) -> HttpResponse:
    size = 512 if request.GET.get("size") == "512" else 256
    if raster.state != WorkState.READY or not tiles.exists(z, x, y):
        raise Http404
    made = raster.made_at.timestamp() if raster.made_at else 0
    etag = f'"{raster.uid.hex[:12]}-{made:.0f}-{tiles.STYLE}-{z}-{x}-{y}-{size}"'
    known = get_conditional_response(request, etag=etag)
    response = known if known is not None else _drawn(raster, z, x, y, size)
    if response.status_code != 503:
        response["ETag"] = etag
        response["Cache-Control"] = kept
    return response


def _drawn(raster: Raster, z: int, x: int, y: int, size: int) -> HttpResponse:
    """The tile, drawn when few others are being drawn."""
    if not _drawing.acquire(timeout=_PATIENCE_S):
        return HttpResponse(status=503, headers={"Retry-After": "2"})
    try:
        style = tiles.Style(raster.kind, raster.low, raster.high)
        png = tiles.draw(Path(raster.file.path), z, x, y, style=style, size=size)
    finally:
        _drawing.release()
    return HttpResponse(png, content_type="image/png") if png else HttpResponse(status=204)


def _map_facts(raster: Raster) -> dict[str, Any]:
    """What the script of the map needs."""
    west, south, east, north = raster.footprint.extent
    address = reverse("landsurvey:raster_tile", args=[raster.uid, 0, 0, 0])
    boundary = raster.municipality.boundary
    native = tiles.native_zoom(raster.resolution_m, (south + north) / 2) if raster.resolution_m else 18
    return {
        "tiles": address.removesuffix("0/0/0.png") + "{z}/{x}/{y}.png" if raster.state == WorkState.READY else None,
        "nativeZoom": min(native + 1, tiles.MAX_ZOOM),
        "extent": [west, south, east, north],
        "bounds": boundary.extent if boundary and _meet(boundary.extent, raster.footprint.extent) else None,
        "terrain": reverse("landsurvey:parcel_terrain", args=[uuid.UUID(int=0)]),
        "words": {"failed": _("The map could not be read from the server. Move it to try again.")},
    }


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether the first rectangle lies within the second by and large, so that the map may open on it."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 0 and high > 0 and math.isclose(wide * high, (one[2] - one[0]) * (one[3] - one[1]), rel_tol=0.5)


def _show(request: TownRequest, raster: Raster, **forms: TerrainForm | WaterForm) -> HttpResponse:
    run = relief.run_of(raster)
    asked: dict[str, Any] = {
        "as_of": timezone.localdate(),
        "steep_percent": settings.TERRAIN_STEEP_PERCENT,
        "is_dry_where_missing": True,
    }
    if run is not None:
        kept = ("steep_percent", "water_level_m", "water_raster", "water_from", "is_dry_where_missing")
        asked |= {name: getattr(run, name) for name in kept}
    facts = {
        "raster": raster,
        "run": run,
        "working": _working(raster),
        "legend": relief.legend(raster),
        "inspected": raster.upload.inspection,
        "facts": raster.upload.inspection.get("raster"),
        "evidence": relief.evidence(raster.upload.inspection),
        "notes": [wording.translated_json(note) for note in raster.upload.inspection.get("notes", [])],
        "refusal": wording.translated_json(raster.refusal) if raster.refusal else "",
        "summary": relief.summary(raster) if run else None,
        "is_elevation": raster.kind == RasterKind.ELEVATION,
        "may_ask": has_role(request, Role.SURVEY_REVIEWER),
        "may_publish": has_role(request, Role.DATA_PUBLISHER, Role.SURVEY_REVIEWER),
        "sees_upload": has_role(request, *SURVEY_ROLES),
        "terrain_form": asking_form(raster)(initial=asked, municipality=request.municipality),
        "map_facts": _map_facts(raster),
    }
    return render(request, "landsurvey/raster.html", facts | forms, status=422 if forms else 200)
