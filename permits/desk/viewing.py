"""A document of a petition as the officer sees it: each page drawn anew in a process of its own, never the file."""

from casework import apart, attachments
from permits.desk import pagepress
from permits.models import Document


class CannotShow(Exception):
    """The page is none, or cannot be drawn within the limits."""


def page(document: Document, *, number: int) -> bytes:
    """One page as PNG, counted from 1; raises CannotShow."""
    try:
        facts, drawn = apart.run(pagepress, content(document), str(number))
    except apart.Failed as error:
        raise CannotShow(document.name) from error
    if facts.get("refused"):
        raise CannotShow(document.name)
    return drawn


def content(document: Document) -> bytes:
    """The file as it came; raises attachments.DocumentChanged when it is another one now."""
    return attachments.content(document.file, sha256=document.sha256)
