"""Works that were announced beforehand: entered, cancelled, and tied to the reports they explain."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import GridNode, Municipality, UtilityPole
from gis_assets.refusals import Refusal
from incidents import drawings, triage, workflow
from incidents.models import Incident, PlannedWork
from incidents.outages import feeders, joining


class NotPlanned(Refusal):
    """The work cannot be entered as it was given."""


@transaction.atomic
def enter(
    municipality: Municipality,
    *,
    place: GridNode | UtilityPole | Polygon,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    announced_by: str,
    by: AbstractBaseUser,
    at: datetime,
) -> PlannedWork:
    """Enter a work of [starts_at, ends_at); reports it explains are tied to it at once.

    The same work sent twice is one, or cancelling it would leave its twin in force.
    Raises NotPlanned, and for an area `drawings.NoSuchShape` or `drawings.OutsideTown`.
    """
    if isinstance(place, GEOSGeometry):
        drawings.refuse(municipality, place, allowed={"Polygon"})
    triage.lock(municipality)
    _refuse_unfit(starts_at=starts_at, ends_at=ends_at, told=(reason, announced_by), at=at)
    name = "node" if isinstance(place, GridNode) else "pole" if isinstance(place, UtilityPole) else "area"
    said = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "reason": reason.strip(),
        "announced_by": announced_by.strip(),
    }
    same = PlannedWork.objects.filter(municipality=municipality, cancelled_at=None, **said)
    if twin := same.filter(**{"area__equals" if name == "area" else name: place}).first():
        return twin
    work = PlannedWork.objects.create(
        municipality=municipality, entered_by_id=by.pk, entered_at=at, **said, **{name: place}
    )
    _tie(work, at=at)
    _write_down(work, "planned_work.enter", by=by, at=at)
    return work


@transaction.atomic
def cancel(work: PlannedWork, *, by: AbstractBaseUser, at: datetime) -> PlannedWork:
    """The work does not take place, or is over early: what it silenced is heard again."""
    mine = PlannedWork.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=work.pk)
    if mine.cancelled_at is None:
        mine.cancelled_at = at
        mine.save(update_fields=["cancelled_at"])
        _write_down(mine, "planned_work.cancel", by=by, at=at)
    return mine


def not_over(municipality: Municipality, *, at: datetime) -> QuerySet[PlannedWork]:
    """Works going on or to come, each with how many open incidents it explains (`explained`)."""
    works = PlannedWork.objects.filter(municipality=municipality, ends_at__gt=at, cancelled_at=None)
    is_open = ~Q(incidents__state__in=workflow.AT_REST)
    counted = works.annotate(explained=Count("incidents", filter=Q(incidents__isnull=False) & is_open))
    return counted.select_related("node", "pole")


def _refuse_unfit(*, starts_at: datetime, ends_at: datetime, told: tuple[str, str], at: datetime) -> None:
    if ends_at <= starts_at or ends_at <= at:
        raise NotPlanned(_("The work must end after it starts, and not in the past. Mend the times."))
    if not all(words.strip() for words in told):
        raise NotPlanned(_("Say why the power is switched off and who announced it."))


def _write_down(work: PlannedWork, action: str, *, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=work.municipality, by=by, action=action, thing_kind="planned_work", thing_uid=work.pk, at=at
    )


def _tie(work: PlannedWork, *, at: datetime) -> None:
    """Incidents reported since the work began, for works that are entered late."""
    known = feeders.of(work.municipality, on=timezone.localdate(at))
    open_ones = (
        Incident.objects.of(work.municipality)
        .open()
        .filter(
            kind__in=joining.WITHOUT_POWER,
            planned_work=None,
            reported_at__gte=work.starts_at,
            reported_at__lt=work.ends_at,
        )
    )
    explained = [
        incident.pk
        for incident in open_ones
        if joining.reaches(work, known, pole_id=incident.pole_id, point=incident.point)
    ]
    Incident.objects.filter(pk__in=explained).update(planned_work=work)
