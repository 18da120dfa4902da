"""What is kept no longer than needed: the texts of the rows as the surveyor sent them.

Owners' names and the like may stand in columns that nobody asked for. They stand behind the access of the survey while
rows are reviewed, and are removed once the case is closed and some time has passed. The untouched file stays, as the
record of what was received; how long records of a municipality are kept is for its archive rules to say.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from gis_assets.models import Municipality
from landsurvey.models import StagedFeature, Upload, UploadStatus

CLOSED = (UploadStatus.PROMOTED, UploadStatus.CORRECTED, UploadStatus.REJECTED, UploadStatus.DROPPED)


@transaction.atomic
def clear_raw_attributes(municipality: Municipality, *, before: datetime, at: datetime) -> int:
    """Remove the texts of the rows of uploads closed before an instant; return how many uploads that were."""
    ended = Upload.objects.annotate(ended_at=Coalesce(F("promoted_at"), F("checked_at"), F("uploaded_at")))
    due = ended.filter(municipality=municipality, status__in=CLOSED, ended_at__lt=before, raw_cleared_at=None)
    chosen = list(due.select_for_update(of=("self",)).values_list("pk", flat=True))
    StagedFeature.objects.filter(upload__in=chosen).update(attributes={})
    return Upload.objects.filter(pk__in=chosen).update(raw_cleared_at=at)
