"""The address to which a browser sends a file in pieces; what is said back is JSON.

    POST parts/                      name, size, modified, accuracy_class, corrects -> {uid, received, piece_bytes, url}
    GET  parts/<uid>/                -> {received, size, page}: how much is here, and the upload once there is one
    POST parts/<uid>/?offset=N       the bytes from N on -> {received}; 409 with {received} when N is not what is here
    POST parts/<uid>/finish/         -> {page}: the address of the upload; again and again the same
    POST parts/<uid>/discard/        forgets it

Refusals are {error: sentence}; 409 to go on elsewhere, 413 too large, 423 busy, 422 for anything else.
"""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, uploads
from landsurvey.forms.uploads import PartForm
from landsurvey.intake import parts, queue
from landsurvey.models import PartialFile, Upload

_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
_STATUS: dict[type[Refusal], int] = {
    parts.WrongPlace: 409,
    parts.BeingWritten: 423,
    parts.MoreThanAnnounced: 413,
    uploads.TooLarge: 413,
    uploads.AlreadyCorrected: 409,
}


@role_required(*_ROLES)
@require_POST
def begin(request: TownRequest) -> JsonResponse:
    """Announce a file; one begun before is gone on with."""
    form = PartForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(f"{name}: {said[0]}" for name, said in form.errors.items())}, status=422)
    given = form.cleaned_data
    corrected = access.upload_by_uid(request.municipality, given["corrects"]) if given["corrects"] else None
    try:
        part = parts.begin(
            municipality=request.municipality,
            name=given["name"],
            size_bytes=given["size"],
            modified_ms=given["modified"] or 0,
            accuracy_class=given["accuracy_class"],
            corrects=corrected,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse({"uid": part.uid, "piece_bytes": parts.PIECE_BYTES, **_state(part)}, status=201)


@role_required(*_ROLES)
@require_http_methods(["GET", "POST"])
def part(request: TownRequest, uid: uuid.UUID) -> JsonResponse:
    """Take one piece, or say how much is here."""
    arriving = access.part_by_uid(request.municipality, request.user, uid)
    if request.method == "GET":
        return JsonResponse(_state(arriving))
    offset = request.GET.get("offset", "")
    if not offset.isascii() or not offset.isdigit():
        return JsonResponse({"error": _("Say where the piece begins: ?offset=NUMBER.")}, status=422)
    try:
        arriving = parts.append(arriving, offset=int(offset), piece=request, at=timezone.now())  # type: ignore[arg-type]  # reads like a file
    except Refusal as refusal:
        return _refused(refusal)
    return JsonResponse(_state(arriving))


@role_required(*_ROLES)
@require_POST
def finish(request: TownRequest, uid: uuid.UUID) -> JsonResponse:
    """Close the file; it becomes an upload and is checked."""
    arriving = access.part_by_uid(request.municipality, request.user, uid)
    try:
        return JsonResponse({"page": _page(_finished(arriving))})
    except uploads.AlreadyReceived as again:
        parts.settle(arriving, upload=again.earlier)
        messages.info(request, str(again))
        return JsonResponse({"page": _page(again.earlier)})
    except Refusal as refusal:
        return _refused(refusal)


@role_required(*_ROLES)
@require_POST
def discard(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Forget a file that is not wanted any more."""
    try:
        parts.discard(access.part_by_uid(request.municipality, request.user, uid))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("landsurvey:uploads")


@transaction.atomic
def _finished(arriving: PartialFile) -> Upload:
    upload, is_new = parts.finish(arriving, at=timezone.now())
    if is_new:
        queue.enqueue(upload)
    return upload


def _state(arriving: PartialFile) -> dict[str, object]:
    return {
        "url": reverse("landsurvey:part", args=[arriving.uid]),
        "received": arriving.received_bytes,
        "size": arriving.size_bytes,
        "page": _page(arriving.upload) if arriving.upload else None,
    }


def _page(upload: Upload) -> str:
    return reverse("landsurvey:upload", args=[upload.uid])


def _refused(refusal: Refusal) -> JsonResponse:
    said: dict[str, object] = {"error": str(refusal)}
    if isinstance(refusal, parts.WrongPlace):
        said["received"] = refusal.received_bytes
    return JsonResponse(said, status=_STATUS.get(type(refusal), 422))
