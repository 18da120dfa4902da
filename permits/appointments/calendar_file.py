"""An appointment as a calendar file (RFC 5545), which a phone's calendar takes in and changes again by its UID.

Pure: no Django. What stands in the event is for the caller; it must say nothing secret, for calendars are shared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PRODUCT = "-//Town register//One-stop service//TH"
LONGEST_OCTETS = 75
BANGKOK = "Asia/Bangkok"
# Thailand has kept UTC+7 without daylight saving since 1920.
ZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{BANGKOK}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)
REMINDERS = ("-P1D", "-PT1H")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One appointment; `sequence` counts its changes, `stamp` is the instant of the last one."""

    uid: str
    sequence: int
    start: datetime
    stop: datetime
    stamp: datetime
    summary: str
    description: str
    location: str
    url: str
    is_cancelled: bool = False


def written(event: Event) -> str:
    """The calendar of that one event, with CRLF at each line's end (RFC 5545, 3.1)."""
    method, status = ("CANCEL", "CANCELLED") if event.is_cancelled else ("PUBLISH", "CONFIRMED")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *ZONE,
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{status}",
        f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={BANGKOK}:{_local(event.start)}",
        f"DTEND;TZID={BANGKOK}:{_local(event.stop)}",
        f"SUMMARY:{_text(event.summary)}",
        f"DESCRIPTION:{_text(event.description)}",
        f"LOCATION:{_text(event.location)}",
        f"URL:{event.url}",
        *([] if event.is_cancelled else _reminders(event.summary)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; each further one begins with a space, and no letter is cut."""
    piece, room = "", LONGEST_OCTETS
    for sign in line:
        octets = len(sign.encode())
        if octets > room:
            yield piece
            piece, room = " ", LONGEST_OCTETS - 1
        piece += sign
        room -= octets
    yield piece


def _reminders(summary: str) -> list[str]:
    return [
        line
        for before in REMINDERS
        for line in (
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(summary)}",
            f"TRIGGER:{before}",
            "END:VALARM",
        )
    ]


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(BANGKOK)):%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    """The value of a TEXT property (RFC 5545, 3.3.11)."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())
