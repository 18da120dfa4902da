"""Messages in a town, and time that passes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from casework import outbox
from casework.models import Message
from casework.outbox import delivering
from gis_assets.models import Municipality

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def later(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def a_message(municipality: Municipality, channel: str, to: str, *, key: str = "k", **facts: Any) -> Message:
    """A message written at `NOW`."""
    told: dict[str, Any] = {
        "subject": "ซ่อมเสร็จแล้ว",
        "body": "ไฟติดแล้ว",
        "at": NOW,
        "about": "report:1",
        "kind": "report.resolved",
    }
    message = outbox.enqueue(municipality, to=outbox.Address(channel, to), dedup_key=key, **told | facts)
    assert message is not None
    return message


def tried(message: Message, *, minutes: float = 0) -> Message:
    """The message after a worker had it so many minutes after `NOW`."""
    delivering.deliver(message.municipality, message_id=message.pk, at=later(minutes))
    message.refresh_from_db()
    return message
