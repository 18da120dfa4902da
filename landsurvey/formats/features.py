"""The one columnar shape that every reader returns, whatever the file was."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landsurvey.words import Sentence

Column = npt.NDArray[np.object_]


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
    `rows`: number of the row in the file, counted from 1.
    """

    geometry: Column
    attributes: dict[str, Column]
    rows: npt.NDArray[np.int64]
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.rows)
