"""Whether a new incident is explained already: by an outage that was confirmed, or by a work that was announced."""

from datetime import datetime

from django.contrib.gis.geos import Point
from django.utils import timezone

from gis_assets.models import Municipality
from incidents.models import Incident, Kind, Outage, PlannedWork
from incidents.outages import feeders
from incidents.outages.feeders import Feeders

WITHOUT_POWER = (Kind.POWER_OUT, Kind.LAMP_OUT)


def explain(incident: Incident, *, at: datetime) -> None:
    """Tie the incident to the outage or the planned work that explains it now; others stay as they are."""
    if incident.kind not in WITHOUT_POWER:
        return
    incident.planned_work = planned_for(incident.municipality, pole_id=incident.pole_id, point=incident.point, at=at)
    incident.outage = _outage_above(incident, at=at)
    if incident.planned_work or incident.outage:
        incident.save(update_fields=["planned_work", "outage"])


def planned_for(municipality: Municipality, *, pole_id: int | None, point: Point, at: datetime) -> PlannedWork | None:
    """The work going on at this moment that switched this place off."""
    works = list(PlannedWork.objects.filter(municipality=municipality).at(at))
    if not works:
        return None
    known = feeders.of(municipality, on=timezone.localdate(at))
    return next((work for work in works if reaches(work, known, pole_id=pole_id, point=point)), None)


def reaches(work: PlannedWork, known: Feeders, *, pole_id: int | None, point: Point) -> bool:
    """Whether the work's device feeds the pole, or its area covers the place."""
    if work.area is not None:
        return bool(work.area.covers(point))
    number = number_of(work, known)
    return number is not None and pole_id is not None and known.feeds(number, pole_id)


def number_of(thing: Outage | PlannedWork, known: Feeders) -> int | None:
    """The device of an outage or a work in the tree; None when the register holds it no more."""
    if thing.node_id is not None:
        return known.of_node.get(thing.node_id)
    return None if thing.pole_id is None else known.of_pole.get(thing.pole_id)


def _outage_above(incident: Incident, *, at: datetime) -> Outage | None:
    if incident.pole_id is None:
        return None
    outages = list(Outage.objects.filter(municipality=incident.municipality).open())
    if not outages:
        return None
    known = feeders.of(incident.municipality, on=timezone.localdate(at))
    for outage in outages:
        number = number_of(outage, known)
        if number is not None and known.feeds(number, incident.pole_id):
            return outage
    return None
