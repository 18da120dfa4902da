"""What is kept about the layers that are published; the layers themselves belong to the apps that declare them."""

from opendata.models.publications import (
    AcceptedValue,
    FindingKind,
    Publication,
    PublicationCheck,
    PublicationFinding,
)
from opendata.models.snapshots import Snapshot, SnapshotFile, SnapshotState

__all__ = [
    "AcceptedValue",
    "FindingKind",
    "Publication",
    "PublicationCheck",
    "PublicationFinding",
    "Snapshot",
    "SnapshotFile",
    "SnapshotState",
]
