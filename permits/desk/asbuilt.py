"""The outline of a finished building as it was built, where the register can hold it.

It may differ from what was approved, but it lies on its parcel, within what the survey of the parcel can tell: by the
same rule and the same limits as the petition's own outline. What was approved over the boundary, with a reason, may
stand so, and no farther over.
"""

from datetime import date
from typing import cast

import shapely
from django.contrib.gis.geos import Polygon
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from permits import limits, wording
from permits.ground import surroundings
from permits.models import Petition
from permits.rules import parcels
from permits.rules.facts import Finding, Plan, Verdict

HAIR_M = 0.01
"""An outline that was moved no more than a finger reaches as far as before."""


class OutsideParcel(Refusal):
    """The outline reaches over the boundary of its parcel, farther than the survey could be wrong."""


def check(petition: Petition, outline: Polygon, *, on: date) -> None:
    """Raises OutsideParcel for an outline (WGS 84) that the register of that day cannot hold on the parcel."""
    found = _on_parcel(petition, outline, on=on)
    if found.verdict is not Verdict.FAIL:
        return
    approved = petition.footprint
    if approved and _over_m(found) <= _over_m(_on_parcel(petition, approved, on=on)) + HAIR_M:
        return
    raise OutsideParcel(
        f"{wording.sentence(found.says, found.values)} "
        + _("Measure it again. If it truly stands there, do not enter it: report it to the building inspector.")
    )


def _on_parcel(petition: Petition, outline: Polygon, *, on: date) -> Finding:
    drawn = cast(shapely.Polygon, shapely.from_wkb(bytes(outline.wkb)))
    town = petition.municipality
    around = surroundings.around(town, parcel=petition.parcel_id, footprint=drawn, on=on, apart_from=petition.pk)
    held = limits.of(on=on, own=town.settings.get(limits.SETTING))
    plan = Plan(footprint=surroundings.in_metres(town, drawn))
    return parcels.inside_parcel(plan, around=around, limits=held)


def _over_m(found: Finding) -> float:
    return 0.0 if found.verdict is Verdict.PASS else found.measured or 0.0
