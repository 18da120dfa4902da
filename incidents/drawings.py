"""What was drawn by hand on a map of the town, and when it is no drawing of anything here."""

from collections.abc import Collection

from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

POINTS_MOST = 500


class NoSuchShape(Refusal):
    """What was drawn is no area and no line, crosses itself, or has too many points."""


class OutsideTown(Refusal):
    """What was drawn does not touch the municipality."""


def refuse(municipality: Municipality, shape: GEOSGeometry, *, allowed: Collection[str]) -> None:
    """Raise NoSuchShape or OutsideTown for what is none of the allowed kinds of a valid shape (WGS 84) here."""
    if shape.geom_type not in allowed or shape.empty or not shape.valid or shape.length == 0:
        raise NoSuchShape(_("What was drawn is no area and no line, or crosses itself. Draw it again."))
    if shape.num_coords > POINTS_MOST:
        raise NoSuchShape(
            _("What was drawn has more than %(most)s points. Draw it with fewer.") % {"most": POINTS_MOST}
        )
    if municipality.boundary is not None and not municipality.boundary.intersects(shape):
        raise OutsideTown(_("What was drawn lies outside %(town)s. Draw it inside.") % {"town": municipality})
