"""Makes the repairs that rules proposed, once a person has said so; the file itself stays as it is."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import shapely

from gis_assets import crs as grids
from landsurvey.formats.features import Column, Features
from landsurvey.inspected import Found, Reading
from landsurvey.rules import catalogue
from landsurvey.words import Sentence, gettext_noop

_MADE = gettext_noop("%(count)s repairs of the kind “%(rule)s” were made, as a person had asked.")


def made(
    reading: Reading, findings: Sequence[Found], *, rules: Collection[str]
) -> tuple[Features, tuple[Sentence, ...]]:
    """Return the features with every repair that these rules propose, and a sentence for each rule that had any.

    Where several rules would mend one shape, the first in the catalogue does.
    """
    wanted = [found for found in findings if found.rule.id in rules and found.proposal and found.index is not None]
    geometry = _shapes(reading, wanted)
    attributes = {name: column.copy() for name, column in reading.features.attributes.items()}
    for found in wanted:
        if found.proposal and isinstance(found.proposal.after, str) and found.proposal.heading in attributes:
            attributes[found.proposal.heading][found.index] = found.proposal.after
    return replace(reading.features, geometry=geometry, attributes=attributes), _told(wanted)


def _shapes(reading: Reading, wanted: Sequence[Found]) -> Column:
    """The file's own coordinates with the mended shapes in their places; rules look at them on a flat grid."""
    mended: dict[int, shapely.Geometry] = {}
    for found in wanted:
        if found.proposal and found.index is not None and not isinstance(found.proposal.after, str):
            mended.setdefault(found.index, found.proposal.after)
    geometry = reading.features.geometry.copy()
    if mended:
        shapes = np.array(list(mended.values()), dtype=object)
        is_own = reading.plane_epsg == reading.epsg
        geometry[list(mended)] = shapes if is_own else grids.reproject(shapes, reading.plane_epsg, reading.epsg)
    return geometry


def _told(wanted: Sequence[Found]) -> tuple[Sentence, ...]:
    counted = {rule.title: sum(found.rule.id == rule.id for found in wanted) for rule in catalogue.RULES}
    return tuple(Sentence(_MADE, {"count": count, "rule": title}) for title, count in counted.items() if count)
