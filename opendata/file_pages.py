"""Layers as files: the page that lists them, and each file whole or in part, under an address that never changes."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import access
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import gate, layers, parts, snapshotqueue, snapshots, usage
from opendata.formats import BY_EXTENSION, FORMATS
from opendata.models import Snapshot, SnapshotFile, SnapshotState
from opendata.views import in_a_town

# A file never changes; a day, so that one whose layer is withdrawn does not live on in caches on the way.
DAY_S = 24 * 60 * 60
LATEST_S = 60


@require_safe
@in_a_town
def files(request: TownRequest, name: str) -> HttpResponse:
    """Every kept state of a layer with its files, sizes and checksums, newest first."""
    layer = _layer(request, name)
    return render(request, "opendata/files.html", {"layer": layer, "formats": FORMATS, **_states(request, layer)})


@require_safe
@in_a_town
def progress(request: TownRequest, name: str) -> HttpResponse:
    """How far the files being written are; the page is asked for anew when they are done."""
    states = _states(request, _layer(request, name))
    response = render(request, "opendata/files_progress.html", {"layer": _layer(request, name), **states})
    if states["working"] is None:
        response["HX-Refresh"] = "true"
    return response


@role_required(Role.DATA_PUBLISHER)
@require_POST
@in_a_town
def make(request: TownRequest, name: str) -> HttpResponse:
    """Have the files written now instead of in the night."""
    now = timezone.localtime()
    snapshotqueue.ask(_layer(request, name), municipality=request.municipality, on=now.date(), at=now)
    messages.success(request, _("The files are being written. If nothing has changed, no new version is made."))
    return redirect("opendata:files", name=name)


@require_safe
@in_a_town
def latest(request: TownRequest, name: str, extension: str) -> HttpResponse:
    """The way to the newest file of a format."""
    snapshot = snapshots.latest(_layer(request, name), municipality=request.municipality)
    if snapshot is None or not snapshot.files.filter(extension=extension).exists():
        raise Http404(_("There is no such file of this layer yet."))
    answer = redirect("opendata:file", name=name, version=snapshot.version, file=f"{name}.{extension}")
    answer["Cache-Control"] = f"public, max-age={LATEST_S}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@in_a_town
def file(request: TownRequest, name: str, version: str, file: str) -> HttpResponseBase:
    """One file, whole or one range of it, compressed for whoever takes that and wants it whole."""
    if request.method == "OPTIONS":
        return parts.options()
    layer = _layer(request, name)
    kept = get_object_or_404(
        SnapshotFile.objects.select_related("snapshot__municipality"),
        municipality=request.municipality,
        snapshot__layer=layer.name,
        snapshot__version=version,
        snapshot__state=SnapshotState.DONE,
        extension=file.removeprefix(f"{layer.name}."),
    )
    usage.count_download(request, layer.name, on=timezone.localdate())
    return _sent(request, kept)


def _sent(request: TownRequest, kept: SnapshotFile) -> HttpResponseBase:
    is_packed = _is_packed(request, kept)
    etag = f'"{kept.sha256}{"-gzip" if is_packed else ""}"'
    path = snapshots.path_of(kept)
    modified_at = kept.snapshot.made_at or kept.snapshot.asked_at
    answer = parts.answer(request, snapshots.packed(path) if is_packed else path, etag=etag, modified_at=modified_at)
    if is_packed and answer.status_code == HTTPStatus.OK:
        answer["Content-Encoding"] = "gzip"
    _describe(answer, kept, etag=etag)
    return answer


def _describe(answer: HttpResponseBase, kept: SnapshotFile, *, etag: str) -> None:
    """What a client and the caches on the way must know of the file, whatever the status."""
    form, snapshot = BY_EXTENSION[kept.extension], kept.snapshot
    named = f"{snapshot.layer}-{snapshot.version}.{kept.extension}"
    described = {
        "Accept-Ranges": "bytes",
        "Cache-Control": f"public, max-age={DAY_S}",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=named) or "attachment",
        "Content-Type": form.media_type,
        "ETag": etag,
        "Last-Modified": http_date((snapshot.made_at or snapshot.asked_at).timestamp()),
        **parts.FOR_EVERYBODY,
    }
    for header, value in described.items():
        answer[header] = value
    patch_vary_headers(answer, ["Accept-Encoding"])


def _is_packed(request: HttpRequest, kept: SnapshotFile) -> bool:
    return (
        kept.packed_bytes is not None
        and "Range" not in request.headers
        and "gzip" in request.headers.get("Accept-Encoding", "")
    )


def _layer(request: TownRequest, name: str) -> Layer:
    try:
        return gate.require(name, municipality=request.municipality)
    except layers.UnknownLayer as refusal:
        raise Http404(str(refusal)) from refusal


def _states(request: TownRequest, layer: Layer) -> dict[str, Any]:
    every = list(Snapshot.objects.filter(municipality=request.municipality, layer=layer.name).prefetch_related("files"))
    done = [snapshot for snapshot in every if snapshot.state == SnapshotState.DONE]
    return {
        "snapshots": [{"snapshot": snapshot, "files": _links(snapshot)} for snapshot in done],
        "working": next((snapshot for snapshot in every if snapshot.is_working), None),
        "broken": next((snapshot for snapshot in every if snapshot.state == SnapshotState.BROKEN), None),
        "may_make": access.has_role(request, Role.DATA_PUBLISHER),
    }


def _links(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {
            "file": one,
            "title": BY_EXTENSION[one.extension].title,
            "url": reverse(
                "opendata:file", args=[snapshot.layer, snapshot.version, f"{snapshot.layer}.{one.extension}"]
            ),
        }
        for one in snapshot.files.all()
        if one.extension in BY_EXTENSION
    ]
