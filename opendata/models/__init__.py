"""What publishing keeps of its own; the layers themselves are read from the apps that declare them."""

from opendata.models.changes import Change
from opendata.models.datasets import CkanPush, Dataset, DatasetUse, DatasetVersion, Outcome
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
    "CkanPush",
    "Dataset",
    "DatasetUse",
    "DatasetVersion",
    "FindingKind",
    "Outcome",
    "Publication",
    "PublicationCheck",
    "PublicationFinding",
    "Snapshot",
    "SnapshotFile",
    "SnapshotState",
    "StoredTile",
    "TileBuild",
]
