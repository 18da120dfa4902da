"""The writer of messages alone, and that the checker of the tests finds what is wrong."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from incidents.cap import messages
from tests.incidents.cap import standard

BANGKOK = timezone(timedelta(hours=7))
SENT = datetime(2026, 11, 20, 10, 0, 0, 250, tzinfo=BANGKOK)
INFO = messages.Info("th-TH", "ไฟดับ", "ไฟดับที่ <เมือง> & ตำบล", "ตั้งแต่ 10.00 น.", "อยู่ห่างสายไฟ", "รอบเสา")
MESSAGE = messages.Message(
    name=messages.Name("04500199@town.example", "urn:uuid:1", SENT),
    status="Test",
    kind="Alert",
    category="Infra",
    urgency=messages.Urgency("Immediate", "Minor", "Observed", "Monitor"),
    onset=SENT,
    expires=SENT + timedelta(hours=2),
    sender_name="เทศบาล",
    web="https://town.example",
    contact="",
    infos=[INFO, replace(INFO, language="en-US")],
    area=messages.Area(
        rings=(((98.9, 18.7), (98.91, 18.7), (98.91, 18.71), (98.9, 18.7)),),
        circles=(((98.9, 18.7), 0.06),),
        codes=(("TH-DLA", "04500199"),),
    ),
)


def test_message_is_as_the_standard_wants_it_and_says_what_it_was_given() -> None:
    alert = standard.checked(messages.written(MESSAGE))

    assert standard.said(alert, "sent") == "2026-11-20T10:00:00+07:00"
    assert standard.said(alert, "info", "headline") == "ไฟดับที่ <เมือง> & ตำบล"
    assert standard.said(alert, "info", "area", "polygon") == (
        "18.70000,98.90000 18.70000,98.91000 18.71000,98.91000 18.70000,98.90000"
    )
    assert standard.said(alert, "info", "area", "circle") == "18.70000,98.90000 0.06"
    assert standard.said(alert, "info", "contact") == ""


def test_earlier_messages_are_named_oldest_first() -> None:
    earlier = [messages.Name("a@b", f"urn:uuid:{number}", SENT + timedelta(minutes=number)) for number in (1, 2)]

    alert = standard.checked(messages.written(replace(MESSAGE, kind="Update", references=earlier)))

    assert standard.said(alert, "references") == (
        "a@b,urn:uuid:1,2026-11-20T10:01:00+07:00 a@b,urn:uuid:2,2026-11-20T10:02:00+07:00"
    )


@pytest.mark.parametrize("sender", ["", "two words", "a,b", "a<b", "a&b"])
def test_sender_is_refused_when_it_would_break_references(sender: str) -> None:
    with pytest.raises(ValueError, match="cannot name"):
        messages.written(replace(MESSAGE, name=messages.Name(sender, "x", SENT)))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<status>Test</status>", "<status>Real</status>"),
        ("<scope>Public</scope>", ""),
        ("+07:00</sent>", "Z</sent>"),
        ("<sent>2026-11-20T10:00:00", "<sent>2026-11-20T10:00:00.5"),
        ("<msgType>Alert", "<msgType>Cancel"),
        (
            "<severity>Minor</severity><certainty>Observed</certainty>",
            "<certainty>Observed</certainty><severity>Minor</severity>",
        ),
        ("18.71000,98.91000 18.70000,98.90000<", "18.71000,98.91000<"),
        ("18.70000,98.91000", "98.91000,18.70000"),
        ("<areaDesc>รอบเสา</areaDesc>", ""),
        ("<event>ไฟดับ</event>", "<event>ไฟดับ</event><event>ไฟดับ</event>"),
        ("<event>", "<occasion>x</occasion><event>"),
    ],
)
def test_checker_finds_what_is_wrong(right: str, wrong: str) -> None:
    text = messages.written(MESSAGE)

    assert right in text
    with pytest.raises(AssertionError):
        standard.checked(text.replace(right, wrong))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<status>Test</status>", "<status>Real</status>"),
        ("+07:00</sent>", "Z</sent>"),
        ("<areaDesc>รอบเสา</areaDesc>", ""),
        ("<event>", "<occasion>x</occasion><event>"),
    ],
)
def test_published_schema_alone_refuses_it_too(right: str, wrong: str) -> None:
    text = messages.written(MESSAGE)

    assert standard.is_of_schema(text)
    assert not standard.is_of_schema(text.replace(right, wrong))
