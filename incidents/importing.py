"""Takes tickets of another channel into reports and incidents; the same file taken again adds nothing.

Tickets are played in the order of their times, so that those near in place and time become one incident as they would
have then. An incident ends when all its tickets have; one that also has reports of our own is left to its crew.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from casework import steps
from gis_assets.models import Municipality
from incidents import progress, reports, resolution, workflow
from incidents.models import Channel, Incident, Report, Verdict
from incidents.reporting.traffy import SetAside, Ticket

OUTSIDE, FUTURE = "outside_the_municipality", "time_in_the_future"


@dataclass
class Outcome:
    """What became of every row: `taken` opened an incident, `merged` joined one, `known` was here already."""

    rows: int = 0
    taken: int = 0
    merged: int = 0
    known: int = 0
    ended: int = 0
    reopened_there: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for which reason."""
        return dict(Counter(one.reason for one in self.set_aside))


@transaction.atomic
def take(municipality: Municipality, *, rows: Iterable[Ticket | SetAside], at: datetime, is_kept: bool) -> Outcome:
    """Take all rows, or say what would become of them and change nothing unless `is_kept`."""
    outcome, tickets = Outcome(), []
    known = _known(municipality)
    for one in rows:
        outcome.rows += 1
        if isinstance(one, SetAside):
            outcome.set_aside.append(one)
        elif one.id in known:
            outcome.known += 1
        elif reason := _reason(municipality, one, at=at):
            outcome.set_aside.append(SetAside(one.row, one.id, reason))
        else:
            tickets.append(one)
    _play(municipality, tickets, outcome)
    if not is_kept:
        transaction.set_rollback(True)
    return outcome


def _known(municipality: Municipality) -> set[str]:
    mine = Report.objects.filter(municipality=municipality, channel=Channel.TRAFFY)
    return set(mine.values_list("external_id", flat=True))


def _reason(municipality: Municipality, ticket: Ticket, *, at: datetime) -> str:
    if max(ticket.at, ticket.ended_at or ticket.at) > at:
        return FUTURE
    try:
        reports.place_of(municipality, pole=None, point=_point(ticket))
    except reports.OutsideTown:
        return OUTSIDE
    return ""


def _play(municipality: Municipality, tickets: list[Ticket], outcome: Outcome) -> None:
    """Reports and ends in the order of their times; a report comes before an end of the same instant."""
    events = [(ticket.at, 0, ticket) for ticket in tickets]
    events += [(ticket.ended_at, 1, ticket) for ticket in tickets if ticket.ended_at is not None]
    taken: dict[str, Report] = {}
    waiting: Counter[int] = Counter()
    for _when, is_end, ticket in sorted(events, key=lambda event: event[:2]):
        if not is_end:
            report = taken[ticket.id] = _report(municipality, ticket)
            waiting[report.incident_id] += 1
            outcome.taken += waiting[report.incident_id] == 1 and report.incident.reports.count() == 1
            outcome.reopened_there += ticket.reopened
            continue
        report = taken[ticket.id]
        waiting[report.incident_id] -= 1
        if waiting[report.incident_id] == 0 and _end(report.incident, ticket):
            outcome.ended += 1
            _judge(report, ticket)
    outcome.merged = len(taken) - outcome.taken


def _report(municipality: Municipality, ticket: Ticket) -> Report:
    report = reports.receive(
        municipality,
        kind=ticket.kind,
        key=uuid5(NAMESPACE_URL, f"traffy:{ticket.id}"),
        channel=Channel.TRAFFY,
        at=ticket.at,
        point=_point(ticket),
        words=ticket.words,
    )
    report.external_id = ticket.id
    report.save(update_fields=["external_id"])
    return report


def _end(incident: Incident, ticket: Ticket) -> bool:
    mine = progress.locked(incident)
    if mine.state not in workflow.WAITING or mine.reports.exclude(channel=Channel.TRAFFY).exists():
        return False
    assert ticket.ended_at is not None  # noqa: S101  only ends are played here
    resolution.resolve(mine, responder=None, by=None, at=ticket.ended_at, note=_("Finished in Traffy Fondue."))
    return True


def _judge(report: Report, ticket: Ticket) -> None:
    if ticket.stars is None or ticket.ended_at is None:
        return
    Verdict.objects.create(
        municipality=report.municipality,
        report=report,
        step=steps.last_step(report.incident.case),
        is_mended=True,
        stars=ticket.stars,
        said_at=ticket.ended_at,
    )


def _point(ticket: Ticket) -> Point:
    return Point(ticket.lon, ticket.lat, srid=4326)
