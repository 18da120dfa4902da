"""How the outlines of a parcel's versions are put on a sheet of SVG."""

from django import template

from landsurvey.reviewing.history import Outlines

register = template.Library()
_MARGIN_SHARE = 0.06


@register.filter
def sheet(outlines: Outlines) -> str:
    """The view box with a margin; SVG counts downwards from the northern edge."""
    margin = _MARGIN_SHARE * max(outlines.width_m, outlines.height_m, 1.0)
    wide, high = outlines.width_m + 2 * margin, outlines.height_m + 2 * margin
    return f"{-margin:.2f} {-margin:.2f} {wide:.2f} {high:.2f}"


@register.filter
def outline(outlines: Outlines, version_id: int) -> str:
    return outlines.paths.get(version_id, "")
