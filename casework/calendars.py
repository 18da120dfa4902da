"""A municipality's office hours, from its settings and its list of holidays."""

from datetime import time
from zoneinfo import ZoneInfo

from django.conf import settings

from casework import clock
from casework.models import Holiday
from gis_assets.models import Municipality

SETTING = "office_sessions"
"""Key in the municipality's settings: [["08:30", "12:00"], ["13:00", "16:30"]]; without it the usual 8:30 to 16:30."""


def office_hours(municipality: Municipality) -> clock.OfficeHours:
    """When the office of this municipality works, by the list of holidays as it stands."""
    listed = Holiday.objects.filter(municipality=municipality, withdrawn_at=None)
    holidays = frozenset(listed.values_list("on", flat=True))
    zone = ZoneInfo(settings.TIME_ZONE)
    if SETTING not in municipality.settings:
        return clock.OfficeHours(zone=zone, holidays=holidays)
    sessions = tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in municipality.settings[SETTING]
    )
    return clock.OfficeHours(zone=zone, sessions=sessions, holidays=holidays)
