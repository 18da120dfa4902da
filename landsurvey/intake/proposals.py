"""Repairs that are proposed and never made unasked: kept with their finding, shown before and after, made by rule.

A person accepts what a rule proposes for a file; the file itself stays as it is, and the check is made again with the
repairs of that rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.contrib.auth.models import User
from django.db.models import Count

from landsurvey import uploads, wording
from landsurvey.models import Finding, Upload
from landsurvey.rules.survey import Proposal

# Outlines beyond that are not drawn; the repair is named in words.
_MOST_CORNERS = 5_000
_PICTURE = 100.0


@dataclass(frozen=True)
class ShownProposal:
    """A proposed repair in words, and either two texts or two outlines as SVG paths in a square of 100."""

    says: str
    heading: str = ""
    before: str = ""
    after: str = ""
    path_before: str = ""
    path_after: str = ""


def to_json(proposal: Proposal | None) -> dict[str, Any] | None:
    """Return what is kept of a proposal: outlines as WKB in hexadecimal."""
    if proposal is None:
        return None
    kept: dict[str, Any] = {"says": proposal.says.to_json(), "heading": proposal.heading}
    for name, thing in (("before", proposal.before), ("after", proposal.after)):
        kept[name] = thing if isinstance(thing, str) else shapely.to_wkb(thing, hex=True)
    return kept | {"is_shape": not isinstance(proposal.before, str)}


def shown(kept: Mapping[str, Any] | None) -> ShownProposal | None:
    """Return a kept proposal for the page."""
    if not kept:
        return None
    says = wording.translated_json(kept["says"])
    if not kept["is_shape"]:
        return ShownProposal(says, heading=kept["heading"] or "", before=kept["before"], after=kept["after"])
    shapes = np.array([shapely.from_wkb(kept[name]) for name in ("before", "after")], dtype=object)
    if int(shapely.get_num_coordinates(shapes).sum()) > _MOST_CORNERS:
        return ShownProposal(says)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    size = max(east - west, north - south) or 1.0
    before, after = (_path(shape, corner=np.array([west, north]), size=size) for shape in shapes)
    return ShownProposal(says, path_before=before, path_after=after)


def counts(upload: Upload) -> dict[str, int]:
    """Return how many repairs each rule proposes for the upload."""
    proposed = Finding.objects.filter(upload=upload, proposal__isnull=False)
    return dict(proposed.values_list("rule").annotate(count=Count("pk")))


def accept(upload: Upload, *, rule_id: str, by: User, at: datetime) -> Upload:
    """Have the upload checked again with the repairs that a rule proposes. Raises `uploads.NotOpenToAnswers`."""
    wanted = sorted({*upload.answers.get("repair", []), rule_id})
    return uploads.answer(upload, answers={"repair": wanted}, by=by, at=at)


def decline(upload: Upload, *, rule_id: str, by: User, at: datetime) -> Upload:
    """Take that back: the file is checked again as it came in this matter. Raises `uploads.NotOpenToAnswers`."""
    wanted = sorted({*upload.answers.get("repair", [])} - {rule_id})
    return uploads.answer(upload, answers={"repair": wanted}, by=by, at=at)


def _path(shape: shapely.Geometry, *, corner: npt.NDArray[np.float64], size: float) -> str:
    """The rings of a shape as one SVG path, north up."""
    rings = [ring for part in shapely.get_parts(shape) for ring in _rings(part)]
    drawn = []
    for ring in rings:
        corners = (ring - corner) * np.array([1.0, -1.0]) * (_PICTURE / size)
        drawn.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners.tolist()) + "Z")
    return "".join(drawn)


def _rings(part: shapely.Geometry) -> list[npt.NDArray[np.float64]]:
    rings = shapely.get_rings(part) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON else [part]
    return [np.asarray(shapely.get_coordinates(ring), dtype=np.float64) for ring in rings]
