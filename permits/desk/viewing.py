"""A document of a petition as the officer sees it: each page drawn anew in a process of its own, never the file."""

from casework import apart, attachments
from permits.desk import pagepress
from permits.models import Document

PICTURE = "image/jpeg"
LONGEST_PX, FINE_PX = 1800, 3600
"""The longer side of a page: about 155 dots an inch of A4, which fills a screen, and twice that for small print."""


class CannotShow(Exception):
    """The page is none, or cannot be drawn within the limits."""


def page(document: Document, *, number: int, is_fine: bool = False) -> bytes:
    """One page as JPEG, counted from 1; raises CannotShow."""
    try:
        facts, drawn = apart.run(pagepress, content(document), str(number), str(FINE_PX if is_fine else LONGEST_PX))
    except apart.Failed as error:
        raise CannotShow(document.name) from error
    if facts.get("refused"):
        raise CannotShow(document.name)
    return drawn


def content(document: Document) -> bytes:
    """The file as it came; raises attachments.DocumentChanged when it is another one now."""
    return attachments.content(document.file, sha256=document.sha256)
