"""What publishing keeps of its own; the layers themselves are read from the apps that declare them."""

from opendata.models.changes import Change
from opendata.models.datasets import CkanPush, Dataset, DatasetUse, DatasetVersion, Outcome
from opendata.models.tiles import StoredTile, TileBuild

__all__ = [
    "Change",
    "CkanPush",
    "Dataset",
    "DatasetUse",
    "DatasetVersion",
    "Outcome",
    "StoredTile",
    "TileBuild",
]
