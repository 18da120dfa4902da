"""The page on which a person says what the columns of a file mean."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access
from landsurvey.forms.headings import HeadingsForm
from landsurvey.intake import headings, queue
from landsurvey.models import Upload, UploadStatus

_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
_CLOSED = (UploadStatus.PROMOTED, UploadStatus.CORRECTED)


@role_required(*_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Each column with samples and a choice of our fields; saving has the upload checked again."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = _form(request, upload)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                queue.enqueue(headings.choose(upload, meaning=form.meaning(), by=request.user, at=timezone.now()))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The columns are set down. The file is checked again with them."))
        return redirect("landsurvey:upload", uid=upload.uid)
    understood = {column.heading: column.field for column in form.columns}
    facts = {
        "upload": upload,
        "form": form,
        "is_closed": upload.status in _CLOSED,
        "understood": headings.preview(upload, meaning=understood),
    }
    return render(request, "landsurvey/columns.html", facts, status=422 if form.errors else 200)


@role_required(*_ROLES)
@require_POST
def preview(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The first rows as the present choice would have them understood."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = _form(request, upload)
    form.is_valid()  # a field chosen twice is read from the later column until that is mended
    meaning = {column.heading: field.data or "" for column, field in form.lines()}
    understood = headings.preview(upload, meaning=meaning)
    return render(request, "landsurvey/_understood.html", {"understood": understood, "form": form})


def _form(request: TownRequest, upload: Upload) -> HeadingsForm:
    return HeadingsForm(request.POST or None, columns=headings.columns_of(upload))
