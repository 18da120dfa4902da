"""How often one petition is checked within a minute, in each web process for itself: a brake, not an account."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal

SECONDS = 60


class TooFast(Refusal):
    """More checks were asked for within a minute than any hand that drags would."""


def may_check(petition: int, *, at: datetime) -> None:
    """Count one check of this petition; raises TooFast beyond `CHECKS_PER_MINUTE`."""
    key = f"permits.checks:{petition}:{at:%Y%m%d%H%M}"
    cache.add(key, 0, SECONDS * 2)
    if cache.incr(key) > settings.CHECKS_PER_MINUTE:
        raise TooFast(_("The plan was checked too often within a minute. Wait a moment and move it again."))
