"""What publishing keeps of its own; the layers themselves are read from the apps that declare them."""

from opendata.models.changes import Change

__all__ = ["Change"]
