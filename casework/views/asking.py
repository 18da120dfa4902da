"""What a page of figures is asked for, read from its address; what cannot be read there is as good as not said."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from casework import months
from casework.kpi import By, Chosen

DEFAULT_DAYS = 90
MOST_DAYS = 3660
DAYS = (7, 30, DEFAULT_DAYS, 365)


@dataclass(frozen=True)
class Asked:
    """The period, half-open, and which stays; `until` is the instant at which open cases are looked at."""

    since: datetime
    until: datetime
    days: int | None
    month: str
    chosen: Chosen

    def query(self, **changes: str | int | None) -> str:
        """The address of the same page with some parts changed; what is empty is left out."""
        said = {
            "days": self.days,
            "month": self.month,
            "type": self.chosen.case_type,
            "step": self.chosen.step,
            "by": "" if self.chosen.by == By.STEP else self.chosen.by.value,
        }
        return "?" + urlencode({name: value for name, value in (said | changes).items() if value not in (None, "")})


def read(request: HttpRequest, *, now: datetime) -> Asked:
    """A month by `?month=2569-11`, else the last `?days=`."""
    month = request.GET.get("month", "")
    try:
        since, until = months.period(month, now=now)
    except months.NoMonth:
        month = ""
    days = None if month else _days(request.GET.get("days", ""))
    if days is not None:
        since, until = _start_of_day(now, days=days), now
    return Asked(since, until, days, month and months.name_of(since), _chosen(request))


def _chosen(request: HttpRequest) -> Chosen:
    by = request.GET.get("by", "")
    return Chosen(
        case_type=request.GET.get("type", ""),
        step=request.GET.get("step", ""),
        by=By(by) if by in list(By) else By.STEP,
        group=request.GET.get("group", ""),
    )


def _days(text: str) -> int:
    if text.isdecimal() and len(text) <= len(str(MOST_DAYS)) and int(text) > 0:
        return min(int(text), MOST_DAYS)
    return DEFAULT_DAYS


def _start_of_day(now: datetime, *, days: int) -> datetime:
    first = timezone.localdate(now) - timedelta(days=days - 1)
    return datetime.combine(first, time.min, timezone.get_current_timezone())
