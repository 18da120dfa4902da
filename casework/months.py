"""A calendar month as a period of instants, written 2026-11 or, in B.E., 2569-11."""

import re
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import units
from gis_assets.refusals import Refusal

BEGINNING = (2000, 1)
FIRST_YEAR, LAST_YEAR = 2, 9998
"""So that the months beside one are months too."""


class NoMonth(Refusal):
    """The text is no month."""


def start_of(text: str) -> datetime:
    """The first instant of a month in the municipality's time; raises NoMonth."""
    found = re.fullmatch(r"(\d{4})-(0?[1-9]|1[0-2])", text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise NoMonth(_("“%(text)s” is no month. Write the year and the month, as 2569-11.") % {"text": text})
    year, month = units.in_common_era(int(found[1])), int(found[2])
    return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())


def after(start: datetime) -> datetime:
    """The first instant of the following month."""
    return (start + timedelta(days=32)).replace(day=1)


def before(start: datetime) -> datetime:
    """The first instant of the month before."""
    return (start - timedelta(days=1)).replace(day=1)


def period(text: str | None, *, now: datetime) -> tuple[datetime, datetime]:
    """A month, up to now while it lasts; without one everything up to now. Raises NoMonth."""
    if not text:
        return datetime(*BEGINNING, 1, tzinfo=timezone.get_current_timezone()), now
    start = start_of(text)
    if start >= now:
        raise NoMonth(_("The month %(text)s has not begun yet.") % {"text": text})
    return start, min(after(start), now)


def name_of(start: datetime) -> str:
    """The month as it stands in an address."""
    return f"{timezone.localtime(start):%Y-%m}"
