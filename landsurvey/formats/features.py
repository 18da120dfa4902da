"""The one columnar shape that every reader returns, whatever the file was."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landsurvey.words import Sentence, gettext_noop

Column = npt.NDArray[np.object_]

NOT_CLOSED = gettext_noop("the outline does not end where it begins")
TOO_FEW_CORNERS = gettext_noop("the outline has fewer than four corners, counting the first one twice")
TOO_SHORT = gettext_noop("a line needs two points")
NO_NUMBERS = gettext_noop("a coordinate is no number")
NOT_A_POSITION = gettext_noop("a position needs two or three numbers")
WRONG_DEPTH = gettext_noop("the brackets of the coordinates are not nested as this kind of shape demands")
NO_COORDINATES = gettext_noop("the coordinates are missing")
UNKNOWN_SHAPE = gettext_noop("this kind of shape is unknown")
UNREADABLE_SHAPE = gettext_noop("it cannot be read as a shape")
# Everything that can be the matter with a shape as it is written down.
MALFORMED = frozenset(
    {
        NOT_CLOSED,
        TOO_FEW_CORNERS,
        TOO_SHORT,
        NO_NUMBERS,
        NOT_A_POSITION,
        WRONG_DEPTH,
        NO_COORDINATES,
        UNKNOWN_SHAPE,
        UNREADABLE_SHAPE,
    }
)


@dataclass(frozen=True)
class Malformed:
    """A shape that is not written as its format demands, so that there is nothing to draw.

    `index` of the row; `what` is one of `MALFORMED`; `where` in the shape as a path that people can follow
    (`coordinates[0][4]`), "" when it cannot be said.
    """

    index: int
    what: str
    where: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where the columns came from and what read them."""

    layer: str
    encoding: str
    geometry_type: str
    reader: str
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Features:
    """Geometry and text side by side.

    `geometry`: shapely objects or None; `attributes`: heading -> text, as it stands in the file without padding;
    `rows`: number of the row in the file, counted from 1; `malformed`: rows whose shape could not be made out, which
    therefore have None for a geometry.
    """

    geometry: Column
    attributes: dict[str, Column]
    rows: npt.NDArray[np.int64]
    provenance: Provenance
    malformed: tuple[Malformed, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)
