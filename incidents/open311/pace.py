"""Counts what one network address asks within a minute, in each web process for itself: a brake, not an account."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from incidents import reports
from incidents.open311.refusals import TooFast

SECONDS = 60


def may_read(sender: str, *, at: datetime) -> None:
    """Count one question of this address; raises TooFast beyond `OPEN311_READS_PER_MINUTE`."""
    digest = reports.digests_of(sender=sender, device="").sender
    key = f"open311:{at:%Y%m%d%H%M}:{digest}"
    cache.add(key, 0, SECONDS * 2)
    if cache.incr(key) > settings.OPEN311_READS_PER_MINUTE:
        raise TooFast(_("Too many questions came from your network within a minute. Ask again in a minute."))
