"""The crews on duty as the dispatcher's board shows them: what each does, since when, and when that is too long."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Step, StepStandard
from gis_assets.models import Municipality
from incidents.dispatch import POSITION_HOLDS
from incidents.models import Assignment, Incident, Responder

FREE = "free"
WARNED_AT = 2 / 3
"""The share of a step's standard after which the board warns; at the whole of it, it alerts. Our own choice."""


@dataclass(frozen=True)
class Unit:
    """A crew on duty; a free one has no incident, and what it does has no end that is too late.

    What it does is told by all that it has: the incident it is under way to, else the first of its list; the others
    wait.
    """

    responder: Responder
    incident: Incident | None
    waiting: tuple[Incident, ...]
    since: datetime | None
    warned_at: datetime | None
    due_at: datetime | None
    has_position: bool
    is_position_old: bool

    @property
    def state(self) -> str:
        """The state of its incident, or `free`."""
        return self.incident.state if self.incident else FREE

    @property
    def label(self) -> object:
        """What it does, in words."""
        return self.incident.get_state_display() if self.incident else _("Free")


def on_duty(municipality: Municipality, *, at: datetime) -> list[Unit]:
    """Crews on duty: those with an incident first, the longest in their state before the others."""
    crews = list(Responder.objects.filter(municipality=municipality, is_on_duty=True))
    entered = Step.objects.filter(case=OuterRef("incident__case")).order_by("-entered_at", "-pk").values("entered_at")
    held = Assignment.objects.open().filter(responder__in=crews).select_related("incident__case", "incident__pole")
    by_crew: dict[int, list[Assignment]] = defaultdict(list)
    for each in held.annotate(since=Subquery(entered[:1])).in_turn():
        by_crew[each.responder_id].append(each)
    minutes = _minutes_by_step(municipality, [mine[0].incident for mine in by_crew.values()], at=at)
    units = [_unit(crew, by_crew.get(crew.pk, []), minutes=minutes, at=at) for crew in crews]
    return sorted(units, key=lambda unit: (unit.incident is None, unit.since or at, unit.responder.call_sign))


def _minutes_by_step(
    municipality: Municipality, incidents: list[Incident], *, at: datetime
) -> dict[tuple[int, str], int]:
    """How long the steps of these incidents may take by the standards of the day."""
    standards = StepStandard.objects.filter(
        municipality=municipality,
        case_type__in={incident.case.case_type_id for incident in incidents},
        valid__contains=timezone.localdate(at),
        target_minutes__isnull=False,
    )
    return {(each.case_type_id, each.step): each.target_minutes or 0 for each in standards}


def _unit(crew: Responder, held: list[Assignment], *, minutes: dict[tuple[int, str], int], at: datetime) -> Unit:
    incident = held[0].incident if held else None
    since: datetime | None = getattr(held[0], "since", None) if held else None
    allowed = minutes.get((incident.case.case_type_id, incident.state)) if incident else None
    return Unit(
        responder=crew,
        incident=incident,
        waiting=tuple(each.incident for each in held[1:]),
        since=since,
        warned_at=since + timedelta(minutes=allowed * WARNED_AT) if since and allowed else None,
        due_at=since + timedelta(minutes=allowed) if since and allowed else None,
        has_position=crew.position_at is not None,
        is_position_old=crew.position_at is not None and at - crew.position_at > POSITION_HOLDS,
    )
