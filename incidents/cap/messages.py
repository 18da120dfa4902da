"""Writes a CAP 1.2 message (OASIS, 1 July 2010). Pure: values in, XML out, in the order its schema wants.

Instants carry their offset as `+07:00` and no fraction of a second; places are WGS 84, written latitude first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"

Place = tuple[float, float]
"""Longitude and latitude in degrees."""

_NOT_IN_A_NAME = re.compile(r"[\s,<&]")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Area:
    """Where: closed rings, circles (place and kilometres) and codes (list and code); described in each language."""

    rings: tuple[tuple[Place, ...], ...] = ()
    circles: tuple[tuple[Place, float], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Info:
    """What is said in one language."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    area: str


@dataclass(frozen=True)
class Urgency:
    """How soon, how bad, how sure, and what to do; words of the standard."""

    urgency: str
    severity: str
    certainty: str
    response: str


@dataclass(frozen=True)
class Name:
    """By which one message names another: who sent it, its number, when."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Message:
    """One message; `references` are the earlier ones of its chain, the oldest first."""

    name: Name
    status: str
    kind: str
    category: str
    urgency: Urgency
    onset: datetime
    expires: datetime
    sender_name: str
    web: str
    contact: str
    infos: Sequence[Info]
    area: Area
    references: Sequence[Name] = ()


def written(message: Message) -> str:
    """The message as XML."""
    root = ElementTree.Element("alert", xmlns=NAMESPACE)
    for tag, text in _head(message):
        _put(root, tag, text)
    for info in message.infos:
        _fill(ElementTree.SubElement(root, "info"), info, message)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False)


def instant(at: datetime) -> str:
    """As the schema wants it; the zero offset is written -00:00 there, which no zone of ours has."""
    return at.isoformat(timespec="seconds")


def _head(message: Message) -> Iterator[tuple[str, str]]:
    yield "identifier", _name(message.name.identifier)
    yield "sender", _name(message.name.sender)
    yield "sent", instant(message.name.sent)
    yield "status", message.status
    yield "msgType", message.kind
    yield "scope", "Public"
    if message.references:
        yield (
            "references",
            " ".join(",".join((one.sender, one.identifier, instant(one.sent))) for one in message.references),
        )


def _fill(element: ElementTree.Element, info: Info, message: Message) -> None:
    how = message.urgency
    for tag, text in (
        ("language", info.language),
        ("category", message.category),
        ("event", info.event),
        ("responseType", how.response),
        ("urgency", how.urgency),
        ("severity", how.severity),
        ("certainty", how.certainty),
        ("effective", instant(message.name.sent)),
        ("onset", instant(message.onset)),
        ("expires", instant(message.expires)),
        ("senderName", message.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", message.web),
        ("contact", message.contact),
    ):
        if text:
            _put(element, tag, text)
    _place(ElementTree.SubElement(element, "area"), info.area, message.area)


def _place(element: ElementTree.Element, words: str, area: Area) -> None:
    _put(element, "areaDesc", words)
    for ring in area.rings:
        _put(element, "polygon", " ".join(map(_pair, ring)))
    for centre, kilometres in area.circles:
        _put(element, "circle", f"{_pair(centre)} {kilometres:g}")
    for name, code in area.codes:
        inner = ElementTree.SubElement(element, "geocode")
        _put(inner, "valueName", name)
        _put(inner, "value", code)


def _pair(place: Place) -> str:
    lon, lat = place
    return f"{lat:.5f},{lon:.5f}"


def _put(element: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(element, tag).text = _NOT_IN_XML.sub("", text)


def _name(text: str) -> str:
    """A sender or number; the standard forbids spaces, commas, < and & in them, since references are cut there."""
    if _NOT_IN_A_NAME.search(text) or not text:
        raise ValueError(f"{text!r} cannot name a message.")
    return text
