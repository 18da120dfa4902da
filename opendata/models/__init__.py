"""What publishing keeps of its own; the layers themselves are read from the apps that declare them."""

from opendata.models.changes import Change
from opendata.models.tiles import StoredTile, TileBuild

__all__ = ["Change", "StoredTile", "TileBuild"]
