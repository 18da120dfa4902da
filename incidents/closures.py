"""Closes roads for a while: draws an area or a line, ends it, and closes the same again. Every way avoids it at once.

A closure is never redrawn or deleted: ending it writes when and by whom, and closing again makes a new one. Crews that
are still to arrive get another way in the same transaction (`incidents.rerouting`).
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import drawings, rerouting, triage
from incidents.models import Closure, Incident

SHAPES = frozenset({"Polygon", "LineString"})


class EndsTooEarly(Refusal):
    """The closure would end before it begins, or before now."""


class AlreadyOver(Refusal):
    """The closure was ended by somebody else, or by its time."""


class StillClosed(Refusal):
    """The closure that shall be drawn again is still in force or still to come."""


@transaction.atomic
def draw(
    municipality: Municipality,
    *,
    shape: GEOSGeometry,
    reason: str,
    by: AbstractBaseUser,
    at: datetime,
    note: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    incident: Incident | None = None,
) -> Closure:
    """Close what the shape (WGS 84) touches, from `since` (now, if not given) until `until` or further notice.

    The same drawing sent twice is one closure, or ending it would leave its twin in force.
    Raises EndsTooEarly, or `drawings.NoSuchShape` or `drawings.OutsideTown`.
    """
    drawings.refuse(municipality, shape, allowed=SHAPES)
    begins = since or at
    if until is not None and until <= max(begins, at):
        raise EndsTooEarly(_("The end of a closure must lie after its beginning and after now. Correct the time."))
    triage.lock(municipality)
    said = {"reason": reason, "note": note, "until": until, "incident": incident}
    same = Closure.objects.of(municipality).not_over(at).filter(**said, since__lte=begins, shape__equals=shape)
    if twin := same.first():
        return twin
    drawn = Closure.objects.create(
        municipality=municipality, shape=shape, since=begins, drawn_by_id=by.pk, drawn_at=at, **said
    )
    _note(drawn, action="closure.drawn", by=by, at=at)
    rerouting.renew(municipality, by=by, at=at)
    return drawn


@transaction.atomic
def end(closure: Closure, *, by: AbstractBaseUser, at: datetime) -> Closure:
    """Open the roads again from this moment; raises AlreadyOver."""
    mine = Closure.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=closure.pk)
    if mine.until is not None and mine.until <= at:
        raise AlreadyOver(_("This closure is over already. The roads are open; nothing is left to do."))
    mine.until, mine.ended_by_id = max(at, mine.since), by.pk
    mine.save(update_fields=["until", "ended_by"])
    _note(mine, action="closure.ended", by=by, at=at)
    rerouting.renew(mine.municipality, by=by, at=at)
    return mine


@transaction.atomic
def close_again(closure: Closure, *, by: AbstractBaseUser, at: datetime) -> Closure:
    """Close the same place again from now until further notice; raises StillClosed."""
    old = Closure.objects.select_for_update().get(pk=closure.pk)
    if old.until is None or old.until > at:
        raise StillClosed(_("This place is still closed. End it first, or leave it as it is."))
    return draw(
        old.municipality, shape=old.shape, reason=old.reason, note=old.note, incident=old.incident, by=by, at=at
    )


def _note(closure: Closure, *, action: str, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=closure.municipality,
        by=by,
        action=action,
        thing_kind="closure",
        thing_uid=str(closure.pk),
        at=at,
    )
