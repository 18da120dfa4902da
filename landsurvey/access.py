"""The door through which uploads reach a view: only those of the municipality of the request."""

import uuid

from django.shortcuts import get_object_or_404

from gis_assets.models import Municipality
from landsurvey.models import Upload


def upload_by_uid(municipality: Municipality, uid: uuid.UUID) -> Upload:
    """Return the municipality's own upload; 404 for any other."""
    return get_object_or_404(
        Upload.objects.select_related("municipality", "uploaded_by"), municipality=municipality, uid=uid
    )
