"""The calendar file, read back by a parser of others."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from permits.appointments import calendar_file
from tests.permits.appointments.builders import at

SUMMARY = "นัดหมาย: ใบอนุญาตก่อสร้างอาคารขนาดเล็ก, แบบ ข.1; ชั้น 1\\2"
DESCRIPTION = "หมายเลขติดตาม ABCD-EFGH-JKMN-PQRS\nโปรดนำบัตรประชาชนมาด้วย และแสดงรหัสคิวอาร์ของหน้านัดหมายที่ช่องบริการ " * 3


def an_event(**facts: object) -> calendar_file.Event:
    usual: dict[str, object] = {
        "uid": "1@town",
        "sequence": 0,
        "start": at("09:00"),
        "stop": at("09:15"),
        "stamp": at("08:00"),
        "summary": SUMMARY,
        "description": DESCRIPTION,
        "location": "ช่องบริการ 1, เทศบาล",
        "url": "https://town.example/permits/waiting/",
    }
    return calendar_file.Event(**usual | facts)  # type: ignore[arg-type]  # facts of the test


def test_words_and_times_come_back_as_they_were() -> None:
    calendar: Any = Calendar.from_ical(calendar_file.written(an_event()))
    [event] = calendar.walk("VEVENT")

    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (SUMMARY, DESCRIPTION)
    assert str(event["LOCATION"]) == "ช่องบริการ 1, เทศบาล"
    assert (event.start, event.end) == (at("09:00"), at("09:15"))
    assert event.start.utcoffset() == timedelta(hours=7)
    assert event["DTSTAMP"].dt == at("08:00")
    assert [alarm["TRIGGER"].dt for alarm in calendar.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]
    assert not calendar.errors


def test_lines_are_at_most_75_octets_and_end_with_crlf_when_words_are_long() -> None:
    text = calendar_file.written(an_event())

    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert all(line.decode() for line in lines[:-1])


@pytest.mark.parametrize(
    ("is_cancelled", "method", "status"), [(False, "PUBLISH", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_cancelled_appointment_takes_itself_out(is_cancelled: bool, method: str, status: str) -> None:
    calendar = Calendar.from_ical(calendar_file.written(an_event(is_cancelled=is_cancelled, sequence=3)))
    [event] = calendar.walk("VEVENT")

    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (method, status, 3)
