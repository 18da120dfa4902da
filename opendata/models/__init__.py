"""What publishing keeps of its own; the layers themselves are read from the apps that declare them."""

from opendata.models.changes import Change
from opendata.models.publications import (
    AcceptedValue,
    FindingKind,
    Publication,
    PublicationCheck,
    PublicationFinding,
)
from opendata.models.snapshots import Snapshot, SnapshotFile, SnapshotState
from opendata.models.tiles import StoredTile, TileBuild

__all__ = [
    "AcceptedValue",
    "Change",
    "FindingKind",
    "Publication",
    "PublicationCheck",
    "PublicationFinding",
    "Snapshot",
    "SnapshotFile",
    "SnapshotState",
    "StoredTile",
    "TileBuild",
]
