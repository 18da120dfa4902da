"""What every reader of a family of formats offers, so that the inspection need not know one from another.

A family is a module with `layers` and `read`; `families` finds the right one by the bytes of the file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from landsurvey.formats import encoding
from landsurvey.formats.features import Features


@dataclass(frozen=True)
class Layer:
    """A layer that a file offers; `rows` is None where counting would mean reading all of it."""

    name: str
    geometry_type: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Said:
    """What the file says of its own grid: the words (WKT, `EPSG:24047`, a URN) and where they stand (`.prj`)."""

    words: str | None
    where: str


@dataclass(frozen=True)
class Read:
    """One layer as it was read: its columns, how its text was decoded, what it says of its grid."""

    features: Features
    text: encoding.Decision
    said: Said


class Family(Protocol):
    """A module that reads one family of formats; every failure is a `FileRefused`."""

    def layers(self, path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]: ...

    def read(self, path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read: ...
