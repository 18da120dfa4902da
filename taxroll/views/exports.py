"""Files that a worker writes: asking for one, its progress, and taking it when it is ready."""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets import streaming
from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access, exportqueue
from taxroll.models import ExportForm, ExportState, RollExport
from taxroll.views import acting

CONTENT_TYPES = {
    ExportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportForm.PARQUET: "application/vnd.apache.parquet",
}


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def export(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """An export: how far it is, and the file when it is ready."""
    found = access.export_by_uid(request.municipality, uid)
    return render(request, "taxroll/export.html", {"export": found})


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def progress(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The bar while a file is written; afterwards the whole page is asked for anew."""
    found = access.export_by_uid(request.municipality, uid)
    response = render(request, "taxroll/_export_progress.html", {"export": found})
    if not found.is_working:
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def download(request: TownRequest, uid: uuid.UUID) -> HttpResponseBase:
    """The file, to be saved; 404 while it is not ready."""
    found = access.export_by_uid(request.municipality, uid)
    if found.state != ExportState.DONE:
        raise Http404
    content_type = CONTENT_TYPES[ExportForm(found.form)]
    return streaming.file_response(request, found.file.open("rb"), name=str(found), content_type=content_type)


def begin(ask: Callable[[], RollExport]) -> HttpResponse:
    """Have an export opened and written, both or neither, and show how far it is."""
    with transaction.atomic():
        opened = ask()
        exportqueue.enqueue(opened)
    return redirect("taxroll:roll_export", uid=opened.uid)
