"""When the jobs of the night begin: the queue reads its schedules in UTC, people mean the time of the town."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

# The town's clock knows no summer time: what holds on one day holds on all.
_ANY_DAY = date(2026, 1, 1)


def daily(at: str) -> str:
    """The queue's schedule for every day at a time of the town's clock, such as "01:23"."""
    here = datetime.combine(_ANY_DAY, time.fromisoformat(at), tzinfo=ZoneInfo(settings.TIME_ZONE))
    there = here.astimezone(UTC)
    return f"{there.minute} {there.hour} * * *"
