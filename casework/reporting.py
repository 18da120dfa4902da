"""The monthly report as plain words and numbers, the same for the page and for the paper."""

from dataclasses import dataclass
from datetime import datetime

from casework import facts, kpi, months
from casework.kpi import By, Group, Row, Scope
from casework.measures import Measure
from gis_assets.models import Municipality


@dataclass(frozen=True)
class Report:
    """A month's figures for one person's scope, beside those of the month before."""

    month: datetime
    until: datetime
    opened: int
    total: Measure
    before: Measure
    rows: list[Row]
    officers: list[Group]
    teams: list[Group]
    kinds: list[Group]
    places: list[Group]

    @property
    def is_over(self) -> bool:
        """Whether the month has ended; until then the figures still move."""
        return self.until >= months.after(self.month)


def of_month(municipality: Municipality, *, month: str, scope: Scope, now: datetime) -> Report:
    """The cases opened in a month as they stood at its end, or now; raises months.NoMonth."""
    since, until = months.period(month, now=now)
    seen = kpi.seen_by(facts.read(municipality, since=since, until=until), scope)
    former = months.before(since)
    before = kpi.seen_by(facts.read(municipality, since=former, until=since), scope)
    whole = kpi.chosen(seen, kpi.Chosen())
    work = seen.where(seen.stays.step > 0)
    return Report(
        month=since,
        until=until,
        opened=int(whole.stays.case.size),
        total=kpi.total(whole),
        before=kpi.total(kpi.chosen(before, kpi.Chosen())),
        rows=kpi.rows(seen),
        officers=kpi.groups(work, By.OFFICER),
        teams=kpi.groups(work, By.TEAM),
        kinds=kpi.groups(whole, By.KIND),
        places=kpi.groups(whole, By.PLACE),
    )
