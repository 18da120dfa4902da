"""Jobs of the survey: five lines each, ids only, safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from landsurvey import validation
from landsurvey.models import Upload


@app.task(name="landsurvey.validate_upload")
def validate_upload(upload_id: int, municipality_id: int) -> None:
    """Check one upload."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        validation.validate(Upload.objects.get(pk=upload_id), at=timezone.now())
