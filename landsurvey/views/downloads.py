"""Files to take along: the findings as a table and as a layer for QGIS."""

import os
import tempfile
import uuid
from pathlib import Path

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gis_assets import streaming
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from landsurvey import access
from landsurvey.models import Upload
from landsurvey.reviewing import downloads

_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)


@role_required(*_ROLES)
@require_GET
def findings_csv(request: TownRequest, uid: uuid.UUID) -> StreamingHttpResponse:
    """Every finding on a line of its own."""
    upload = access.upload_by_uid(request.municipality, uid)
    pieces = downloads.findings_csv(upload, language=get_language() or "th")
    response = streaming.response(request, pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _name(upload, "csv")) or "attachment"
    return response


@role_required(*_ROLES)
@require_GET
def findings_geopackage(request: TownRequest, uid: uuid.UUID) -> StreamingHttpResponse:
    """Every finding as a point, every row with findings as an outline."""
    upload = access.upload_by_uid(request.municipality, uid)
    with tempfile.TemporaryDirectory(prefix="findings-") as folder:
        path = downloads.findings_geopackage(upload, path=Path(folder) / "f.gpkg", language=get_language() or "th")
        file = os.fdopen(os.open(path, os.O_RDONLY), "rb")  # stays readable when the folder is gone
    return streaming.file_response(
        request, file, name=_name(upload, "gpkg"), content_type="application/geopackage+sqlite3"
    )


def _name(upload: Upload, suffix: str) -> str:
    return f"{Path(upload.original_name).stem} {_('findings')}.{suffix}"
