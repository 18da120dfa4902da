"""What CAP 1.2 asks of a message: the schema of OASIS by the validator of the WMO, and what its text asks beyond it.

Beyond it: names without spaces, commas, < and &; polygons closed and of four places at least, latitude first;
references cut by spaces and commas; no element that stands empty.
"""

import re
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree

import capvalidator

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
Check = Callable[[str], bool]


def text(value: str) -> bool:
    return bool(value.strip())


def name(value: str) -> bool:
    return bool(re.fullmatch(r"[^\s,<&]+", value))


def instant(value: str) -> bool:
    is_written = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value)
    return bool(is_written and datetime.fromisoformat(value).tzinfo)


def one_of(*words: str) -> Check:
    return lambda value: value in words


def references(value: str) -> bool:
    named = [one.split(",") for one in value.split()]
    return all(len(one) == 3 and name(one[0]) and name(one[1]) and instant(one[2]) for one in named)


def place(value: str) -> bool:
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", value)
    return bool(found and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180)


def polygon(value: str) -> bool:
    places = value.split()
    return len(places) >= 4 and places[0] == places[-1] and all(map(place, places))


def circle(value: str) -> bool:
    centre, _space, kilometres = value.partition(" ")
    return place(centre) and float(kilometres) >= 0


def language(value: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", value))


# In the order of the schema: element, how often at least and at most (0: without end), and how it must look.
ALERT: list[tuple[str, int, int, Check | None]] = [
    ("identifier", 1, 1, name), ("sender", 1, 1, name), ("sent", 1, 1, instant),
    ("status", 1, 1, one_of("Actual", "Exercise", "System", "Test", "Draft")),
    ("msgType", 1, 1, one_of("Alert", "Update", "Cancel", "Ack", "Error")),
    ("source", 0, 1, text), ("scope", 1, 1, one_of("Public", "Restricted", "Private")),
    ("restriction", 0, 1, text), ("addresses", 0, 1, text), ("code", 0, 0, text), ("note", 0, 1, text),
    ("references", 0, 1, references), ("incidents", 0, 1, text), ("info", 0, 0, None),
]  # fmt: skip
INFO: list[tuple[str, int, int, Check | None]] = [
    ("language", 0, 1, language),
    ("category", 1, 0, one_of(
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other")),
    ("event", 1, 1, text),
    ("responseType", 0, 0, one_of(
        "Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")),
    ("urgency", 1, 1, one_of("Immediate", "Expected", "Future", "Past", "Unknown")),
    ("severity", 1, 1, one_of("Extreme", "Severe", "Moderate", "Minor", "Unknown")),
    ("certainty", 1, 1, one_of("Observed", "Likely", "Possible", "Unlikely", "Unknown")),
    ("audience", 0, 1, text), ("eventCode", 0, 0, None), ("effective", 0, 1, instant), ("onset", 0, 1, instant),
    ("expires", 0, 1, instant), ("senderName", 0, 1, text), ("headline", 0, 1, text), ("description", 0, 1, text),
    ("instruction", 0, 1, text), ("web", 0, 1, text), ("contact", 0, 1, text), ("parameter", 0, 0, None),
    ("resource", 0, 0, None), ("area", 0, 0, None),
]  # fmt: skip
AREA: list[tuple[str, int, int, Check | None]] = [
    ("areaDesc", 1, 1, text), ("polygon", 0, 0, polygon), ("circle", 0, 0, circle), ("geocode", 0, 0, None),
    ("altitude", 0, 1, text), ("ceiling", 0, 1, text),
]  # fmt: skip
PAIR: list[tuple[str, int, int, Check | None]] = [("valueName", 1, 1, text), ("value", 1, 1, text)]
WITHIN = {"info": INFO, "area": AREA, "geocode": PAIR, "parameter": PAIR, "eventCode": PAIR}


def checked(xml: str) -> ElementTree.Element:
    """The message, after every part of it was found to be as the standard wants it."""
    assert is_of_schema(xml), "the schema of OASIS refuses it"
    alert = ElementTree.fromstring(xml)
    assert alert.tag == f"{CAP}alert"
    _check(alert, ALERT)
    if said(alert, "msgType") in ("Update", "Cancel", "Ack", "Error"):
        assert alert.find(f"{CAP}references") is not None, "only a first message names no other"
    return alert


def is_of_schema(xml: str) -> bool:
    """Whether the published schema (CAP-v1.2, 1 July 2010) takes it."""
    return bool(capvalidator.check_schema(xml.encode()).passed)


def said(element: ElementTree.Element, *path: str) -> str:
    """The text found along the path."""
    return element.findtext("/".join(f"{CAP}{tag}" for tag in path), default="")


def _check(element: ElementTree.Element, wanted: list[tuple[str, int, int, Check | None]]) -> None:
    tags = [child.tag.removeprefix(CAP) for child in element]
    order = [tag for tag, *_how in wanted]
    assert not set(tags) - set(order), f"{set(tags) - set(order)} stand in no {element.tag}"
    assert tags == sorted(tags, key=order.index), f"{tags} are not in order"
    assert not element.attrib
    for tag, least, most, check in wanted:
        assert least <= tags.count(tag) <= (most or len(tags)), f"{tag} stands {tags.count(tag)} times"
        for child in element.findall(f"{CAP}{tag}"):
            if tag in WITHIN:
                _check(child, WITHIN[tag])
            elif check:
                assert check(child.text or ""), f"{tag} is {child.text!r}"
