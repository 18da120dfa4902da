"""Photos of the trouble and of the repair, for the dispatcher and the crew that has the incident; never public."""

import uuid

from django.http import FileResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents import access


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def photo(request: TownRequest, uid: uuid.UUID) -> FileResponse:
    """One picture."""
    response = FileResponse(access.photo_by_uid(request, uid).file.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
