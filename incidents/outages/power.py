"""Takes the word of somebody who has power at a pole: it rules out everything upstream of that pole."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.models import Municipality, UtilityPole
from gis_assets.refusals import Refusal
from incidents import triage
from incidents.models import PowerReport

WINDOW = timedelta(hours=1)


class TooManyWords(Refusal):
    """More words came from one address within the hour than the installation allows (`REPORTS_PER_HOUR`)."""


@transaction.atomic
def has_power(
    municipality: Municipality,
    *,
    pole: UtilityPole,
    key: UUID,
    at: datetime,
    sender_digest: str = "",
    by: AbstractBaseUser | None = None,
) -> PowerReport:
    """Record that there is power at the pole; a form sent twice is one word. Raises TooManyWords."""
    triage.lock(municipality)
    if known := PowerReport.objects.filter(municipality=municipality, idempotency_key=key).first():
        return known
    recent = PowerReport.objects.filter(municipality=municipality, sender_digest=sender_digest, at__gt=at - WINDOW)
    if sender_digest and recent.count() >= settings.REPORTS_PER_HOUR:
        raise TooManyWords(
            _("Many messages came from your network within the hour. Call the town's office, or try again in an hour.")
        )
    return PowerReport.objects.create(
        municipality=municipality,
        pole=pole,
        at=at,
        idempotency_key=key,
        sender_digest=sender_digest,
        by_id=by.pk if by else None,
    )
