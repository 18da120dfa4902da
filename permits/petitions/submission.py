"""Submits a petition: its case is opened, and what the map says of it is stored as it was at that moment.

A petition that fails checks may be submitted all the same: to ask is everybody's right, and the officer decides. One
that lacks what the manual demands may not.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import steps
from gis_assets.refusals import Refusal
from permits import moving, telling
from permits.ground import checking
from permits.models import AreaKind, Petition, PlanningArea
from permits.petitions import answers, choosing, completeness
from permits.petitions.completeness import Missing
from permits.rules import judging
from permits.rules.facts import Verdict

PLACE_LENGTH = 80
"""Signs that the engine keeps of a zone's name."""


class Incomplete(Refusal):
    """Something that the manual demands is missing; `lacks` says what and where."""

    def __init__(self, lacks: Sequence[Missing]) -> None:
        super().__init__(_("The petition is not complete yet: %(count)s things are missing.") % {"count": len(lacks)})
        self.lacks = list(lacks)


class NotWarned(Refusal):
    """The map's checks fail and the applicant has not said that he has seen it."""


@transaction.atomic
def submit(petition: Petition, *, at: datetime, has_seen_failures: bool = True) -> Petition:
    """Open the petition's case and store its checks; one that was submitted already is returned as it is.

    Raises Incomplete, or NotWarned where checks fail and `has_seen_failures` is off.
    """
    locked = moving.locked(petition)
    if not locked.is_draft:
        return locked
    on = timezone.localdate(at)
    locked.track = choosing.track(locked, on=on)
    if lacks := completeness.missing(locked):
        raise Incomplete(lacks)
    if not has_seen_failures and judging.worst(checking.findings_of(locked, on=on).findings) is Verdict.FAIL:
        raise NotWarned(
            _("The check found something that breaks a rule. Read it, and say that you submit all the same.")
        )
    _open(locked, at=at)
    checking.check(locked, by=None, at=at)
    telling.submitted(locked, at=at)
    return locked


def point_of(petition: Petition) -> Point | None:
    """Where the petition is, for figures: the middle of its outline, its place, or its parcel."""
    if shape := petition.footprint or petition.place:
        return shape.centroid
    version = petition.parcel.versions.order_by("-pk").first() if petition.parcel else None
    return version.shape_wgs84.point_on_surface if version else None


def _open(petition: Petition, *, at: datetime) -> None:
    service = answers.service_of(petition)
    point = point_of(petition)
    petition.case = steps.open_case(
        petition.municipality,
        case_type=service.case_type,
        by=None,
        at=at,
        kind=petition.track,
        place=_zone(point, on=timezone.localdate(at), petition=petition),
        point=point,
    )
    petition.submitted_at = at
    petition.saved_at = max(at, petition.saved_at)
    petition.revision += 1
    petition.save()


def _zone(point: Point | None, *, on: date, petition: Petition) -> str:
    """The town-plan zone by which figures are told apart; empty where none is loaded."""
    if point is None:
        return ""
    zones = PlanningArea.objects.filter(municipality=petition.municipality, kind=AreaKind.ZONE, valid__contains=on)
    zone = zones.filter(shape__intersects=point).order_by("pk").first()
    return (zone.code or zone.name_th)[:PLACE_LENGTH] if zone else ""
