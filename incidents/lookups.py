"""Counts tries of tracking codes that nobody has, so that codes are not tried out by the thousand."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import reports
from incidents.models import Lookup

WINDOW = timedelta(hours=1)


class TooManyLookups(Refusal):
    """Too many codes that nobody has came from one address within the hour (`LOOKUPS_PER_HOUR`)."""


def may_look(municipality: Municipality, *, sender: str, at: datetime) -> None:
    """Raise TooManyLookups when this sender has had its tries of the hour; asked for known and unknown codes alike."""
    digest = reports.digests_of(sender=sender, device="").sender
    tries = Lookup.objects.filter(municipality=municipality, sender_digest=digest, tried_at__gt=at - WINDOW)
    if tries.count() >= settings.LOOKUPS_PER_HOUR:
        raise TooManyLookups(_("Too many codes were tried from your network. Wait an hour, or call the town's office."))


@transaction.atomic
def note_failure(municipality: Municipality, *, sender: str, at: datetime) -> None:
    """Remember a try of a code that nobody has, and forget those of former hours."""
    Lookup.objects.filter(municipality=municipality, tried_at__lte=at - WINDOW).delete()
    digest = reports.digests_of(sender=sender, device="").sender
    Lookup.objects.create(municipality=municipality, sender_digest=digest, tried_at=at)
