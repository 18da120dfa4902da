"""Open rasters as files: cloud-optimised GeoTIFFs, of which a GIS reads only the ranges that it shows."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gis_assets.publication import RasterLayer
from gis_assets.requests import TownRequest
from opendata import gate, layers, parts, rasters, usage
from opendata.rasters import Raster
from opendata.views import in_a_town

# The file of a raster never changes; an hour, so that one that is closed again does not live on in caches on the way.
HOUR_S = 60 * 60


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@in_a_town
def file(request: TownRequest, name: str, uid: UUID) -> HttpResponseBase:
    """One raster, whole or one range of it."""
    if request.method == "OPTIONS":
        return parts.options()
    layer, raster = _found(request, name, uid)
    etag = f'"{raster.uid.hex}-{raster.made_at.timestamp():.0f}"'
    answer = parts.answer(request, raster.path, etag=etag, modified_at=raster.made_at)
    if answer.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        usage.count_download(request, layer.name, on=timezone.localdate())
    _describe(answer, layer, raster, etag=etag)
    return answer


def _found(request: TownRequest, name: str, uid: UUID) -> tuple[RasterLayer, Raster]:
    try:
        layer = gate.require_raster(name, municipality=request.municipality)
    except layers.UnknownLayer as refusal:
        raise Http404(str(refusal)) from refusal
    for raster in rasters.of(layer, municipality=request.municipality, on=timezone.localdate()):
        if raster.uid == uid:
            return layer, raster
    raise Http404(_("There is no such raster, or it is not open."))


def _describe(answer: HttpResponseBase, layer: RasterLayer, raster: Raster, *, etag: str) -> None:
    named = f"{layer.name}-{raster.surveyed_date or timezone.localdate(raster.made_at)}-{raster.uid.hex[:8]}.tif"
    described = {
        "Accept-Ranges": "bytes",
        "Cache-Control": f"public, max-age={HOUR_S}",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=named) or "attachment",
        "Content-Type": rasters.GEOTIFF,
        "ETag": etag,
        "Last-Modified": http_date(raster.made_at.timestamp()),
        **parts.FOR_EVERYBODY,
    }
    for header, value in described.items():
        answer[header] = value
