"""A municipality's office hours, from its settings and its list of holidays."""

from datetime import time
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

from django.conf import settings

from casework import clock
from casework.models import Holiday
from gis_assets.models import Municipality

SETTING = "office_sessions"
"""Key in the municipality's settings: [["08:30", "12:00"], ["13:00", "16:30"]]; without it the usual 8:30 to 16:30.

What is written otherwise does not count.
"""


def office_hours(municipality: Municipality) -> clock.OfficeHours:
    """When the office of this municipality works, by the list of holidays as it stands."""
    listed = Holiday.objects.filter(municipality=municipality, withdrawn_at=None)
    holidays = frozenset(listed.values_list("on", flat=True))
    zone = ZoneInfo(settings.TIME_ZONE)
    sessions = _sessions(municipality.settings.get(SETTING))
    if not sessions:
        return clock.OfficeHours(zone=zone, holidays=holidays)
    return clock.OfficeHours(zone=zone, sessions=sessions, holidays=holidays)


def _sessions(told: object) -> tuple[tuple[time, time], ...]:
    """The sessions of a day as written, one after the other; none for what cannot be read."""
    try:
        read = tuple((_time(opens), _time(closes)) for opens, closes in told)  # type: ignore[attr-defined]  # or TypeError
        are_in_order = all(one < next_ for one, next_ in pairwise(chain(*read)))
    except (TypeError, ValueError):
        return ()
    return read if are_in_order else ()


def _time(written: object) -> time:
    return time.fromisoformat(str(written).replace(".", ":").zfill(len("08:30")))
