"""Writes the list of messages as an Atom feed (RFC 4287). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from incidents.cap import messages

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Entry:
    """One message in the list."""

    identifier: str
    kind: str
    title: str
    summary: str
    sent: datetime
    url: str


def written(*, url: str, title: str, author: str, updated: datetime, entries: Sequence[Entry]) -> str:
    """The feed as XML; `url` is its own address and number."""
    feed = ElementTree.Element("feed", xmlns=NAMESPACE)
    _put(feed, "id", url)
    _put(feed, "title", title)
    _put(feed, "updated", messages.instant(updated))
    _put(ElementTree.SubElement(feed, "author"), "name", author)
    ElementTree.SubElement(feed, "link", rel="self", type=MEDIA_TYPE, href=url)
    for entry in entries:
        _fill(ElementTree.SubElement(feed, "entry"), entry)
    return ElementTree.tostring(feed, encoding="unicode")


def _fill(element: ElementTree.Element, entry: Entry) -> None:
    _put(element, "id", entry.identifier)
    _put(element, "title", entry.title)
    _put(element, "updated", messages.instant(entry.sent))
    _put(element, "summary", entry.summary)
    ElementTree.SubElement(element, "category", term=entry.kind)
    ElementTree.SubElement(element, "link", rel="alternate", type=messages.MEDIA_TYPE, href=entry.url)


def _put(element: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(element, tag).text = text
