"""Puts reports together into one incident and apart again, by a dispatcher's hand; everything can be undone.

Reports of one pole and kind are joined when they come in (`incidents.triage`); what is only near is proposed here with
its reasons. An incident that was joined to another rests as `merged`: its case stays, and no figure counts it twice.
Rows are locked in the order of their numbers, so that two dispatchers who join crosswise wait and never block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.measure import D
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import steps
from gis_assets import journal
from gis_assets.refusals import Refusal
from incidents import beliefs, case_types, progress, workflow, zones
from incidents.models import Incident, Regrouping, RegroupingKind, Report

SETTING = "grouping"
"""Key in a municipality's settings: {"near_m": 200, ...} overrules `data/grouping.toml` by name."""
MOST = 5


class NotToBeMerged(Refusal):
    """One of the two cannot be joined as they stand."""


class NotToBeSplit(Refusal):
    """The reports cannot become an incident of their own."""


class NotToBeUndone(Refusal):
    """What was done cannot be taken back any more."""


@dataclass(frozen=True)
class Proposal:
    """Another open incident that may be the same trouble, with the evidence."""

    incident: Incident
    metres: float
    minutes: float


def proposals(incident: Incident) -> list[Proposal]:
    """Open incidents of the same kind near in place and time, nearest first; none for one that is at rest."""
    if incident.state in workflow.AT_REST:
        return []
    held = beliefs.held(SETTING, incident.municipality.settings)
    apart = timedelta(minutes=held["near_minutes"].number)
    since, until = incident.reported_at - apart, incident.reported_at + apart
    alike = Incident.objects.of(incident.municipality).open().filter(kind=incident.kind)
    near = alike.exclude(pk=incident.pk).filter(reported_at__range=(since, until)).select_related("case", "pole")
    measured = (
        near.annotate(away=Distance("point", incident.point))
        .filter(away__lte=D(m=held["near_m"].number))
        .order_by("away", "pk")
    )
    away = dict(measured.values_list("pk", "away")[:MOST])
    return [
        Proposal(other, away[other.pk].m, abs((other.reported_at - incident.reported_at).total_seconds()) / 60)
        for other in measured[:MOST]
        if other.pk in away
    ]


@transaction.atomic
def merge(incident: Incident, *, into: Incident, by: AbstractBaseUser, at: datetime) -> Regrouping:
    """Join an incident that no crew has to another open one, with all its reports; raises NotToBeMerged."""
    source, target = _both_locked(incident, into)
    if source.pk == target.pk:
        raise NotToBeMerged(_("An incident cannot be joined to itself. Choose another one."))
    if source.state not in workflow.WAITING:
        raise NotToBeMerged(
            _("Incident %(incident)s stands at “%(state)s”. Only one that waits for a crew can be joined to another.")
            % {"incident": source.case.reference, "state": source.get_state_display()}
        )
    if target.state in workflow.AT_REST:
        raise NotToBeMerged(
            _("Incident %(incident)s stands at “%(state)s”. Choose one that is still open.")
            % {"incident": target.case.reference, "state": target.get_state_display()}
        )
    source.merged_into = target
    progress.move(source, to=workflow.MERGED, by=by, at=at, note=target.case.reference, along=("merged_into",))
    moved = _moved(source, list(source.reports.values_list("pk", flat=True)), target=target)
    return _appended(RegroupingKind.MERGE, source, target, moved, by=by, at=at)


@transaction.atomic
def split(incident: Incident, *, reports: Sequence[int], by: AbstractBaseUser, at: datetime) -> Regrouping:
    """Make an incident of its own of some of the reports; raises NotToBeSplit.

    The new one is as old as its oldest report, for the citizen has waited since then.
    """
    source = progress.locked(incident)
    mine = list(source.reports.order_by("submitted_at", "pk"))
    leaving = [report for report in mine if report.pk in set(reports)]
    if not leaving or len(leaving) == len(mine) or source.state in workflow.AT_REST:
        raise NotToBeSplit(_("Choose some of the reports, but not all, of an incident that is still open."))
    target = _opened(source, leaving[0], by=by, at=at)
    moved = _moved(source, [report.pk for report in leaving], target=target)
    return _appended(RegroupingKind.SPLIT, source, target, moved, by=by, at=at)


@transaction.atomic
def undo(regrouping: Regrouping, *, by: AbstractBaseUser, at: datetime) -> Regrouping:
    """Take reports back to where they came from; raises NotToBeUndone when that is not possible any more."""
    source, target = _both_locked(regrouping.source, regrouping.target)
    row = Regrouping.objects.select_for_update(of=("self",)).get(pk=regrouping.pk)
    _refuse_if_late(row, source=source, target=target)
    if row.kind == RegroupingKind.MERGE:
        source.merged_into = None
        progress.move(source, to=workflow.REPORTED, by=by, at=at, along=("merged_into",))
    moved = _moved(target, row.report_ids, target=source)
    if row.kind == RegroupingKind.SPLIT:
        target.merged_into = source
        progress.move(target, to=workflow.MERGED, by=by, at=at, note=source.case.reference, along=("merged_into",))
    return _appended(RegroupingKind.UNDO, target, source, moved, by=by, at=at, undoes=row)


def history(incident: Incident) -> list[Regrouping]:
    """What was put together and apart here, newest first, each with whether it can still be undone."""
    rows = Regrouping.objects.filter(municipality=incident.municipality_id).select_related(
        "source__case", "target__case", "by", "undone_by"
    )
    here = rows.filter(source=incident) | rows.filter(target=incident)
    return list(here.order_by("-at", "-pk"))


def _both_locked(one: Incident, other: Incident) -> tuple[Incident, Incident]:
    held = {pk: progress.locked(incident) for pk, incident in sorted({one.pk: one, other.pk: other}.items())}
    return held[one.pk], held[other.pk]


def _opened(source: Incident, first: Report, *, by: AbstractBaseUser, at: datetime) -> Incident:
    """A pole has one open incident of a kind: where there is one, the new one stands at its place without the pole."""
    alike = Incident.objects.of(source.municipality).open().filter(pole_id=first.pole_id, kind=first.kind)
    is_twin = first.pole_id is not None and alike.exists()
    return Incident.objects.create(
        municipality=source.municipality,
        case=steps.open_case(
            source.municipality,
            case_type=case_types.code(first.kind),
            by=by,
            at=first.submitted_at,
            kind=first.kind,
            place=zones.zone_at(source.municipality, point=first.point, on=timezone.localdate(at)),
            point=first.point,
        ),
        pole=None if is_twin else first.pole,
        road=source.road,
        point=first.point,
        kind=first.kind,
        priority=source.priority,
        reported_at=first.submitted_at,
    )


def _moved(source: Incident, report_ids: Sequence[int], *, target: Incident) -> list[int]:
    """Move those of the reports that still are with the source; their numbers."""
    here = Report.objects.select_for_update(of=("self",)).filter(incident=source, pk__in=report_ids)
    moving = list(here.order_by("pk").values_list("pk", flat=True))
    Report.objects.filter(pk__in=moving).update(incident=target)
    return moving


def _refuse_if_late(row: Regrouping, *, source: Incident, target: Incident) -> None:
    if row.kind == RegroupingKind.UNDO or Regrouping.objects.filter(undoes=row).exists():
        raise NotToBeUndone(_("This was undone already. Look at the incident again."))
    stands = source if row.kind == RegroupingKind.MERGE else target
    fitting = {workflow.MERGED} if row.kind == RegroupingKind.MERGE else workflow.WAITING
    if stands.state not in fitting or (row.kind == RegroupingKind.SPLIT and source.state in workflow.AT_REST):
        raise NotToBeUndone(
            _("Incident %(incident)s now stands at “%(state)s”. Join or split it by hand instead.")
            % {"incident": stands.case.reference, "state": stands.get_state_display()}
        )
    if row.kind == RegroupingKind.MERGE and (twin := _twin(source)):
        raise NotToBeUndone(
            _("The same trouble at this pole is open again as incident %(incident)s. Work on that one.")
            % {"incident": twin.case.reference}
        )


def _twin(incident: Incident) -> Incident | None:
    if incident.pole_id is None:
        return None
    alike = Incident.objects.of(incident.municipality).open().filter(pole_id=incident.pole_id, kind=incident.kind)
    return alike.exclude(pk=incident.pk).select_related("case").first()


def _appended(
    kind: RegroupingKind,
    source: Incident,
    target: Incident,
    report_ids: list[int],
    *,
    by: AbstractBaseUser,
    at: datetime,
    undoes: Regrouping | None = None,
) -> Regrouping:
    journal.append(
        municipality=source.municipality,
        by=by,
        action=f"incident.{kind}",
        thing_kind="incident",
        thing_uid=source.case.reference,
        at=at,
        details={"to": target.case.reference, "reports": report_ids},
    )
    return Regrouping.objects.create(
        municipality=source.municipality,
        kind=kind,
        source=source,
        target=target,
        report_ids=report_ids,
        undoes=undoes,
        by_id=by.pk,
        at=at,
    )
