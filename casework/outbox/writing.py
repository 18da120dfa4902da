"""Writes a message in the transaction of the deed it tells of, together with the job that delivers it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from casework.models import Case, Message
from casework.outbox import queue
from casework.outbox.channels import Address, has_channel
from gis_assets.models import Municipality


@transaction.atomic
def enqueue(
    municipality: Municipality,
    *,
    to: Address,
    subject: str,
    body: str,
    dedup_key: str,
    at: datetime,
    about: str = "",
    kind: str = "message",
    case: Case | None = None,
    facts: dict[str, Any] | None = None,
) -> Message | None:
    """Write a message for that address; the same key again changes nothing. None where the installation lacks the way.

    `about` names what the receiver asked to hear of; by it messages are withdrawn, and signed for programs. `facts` are
    for programs. Address and words are forgotten with the case.
    """
    if not has_channel(to.channel):
        return None
    message, is_new = Message.objects.get_or_create(
        municipality=municipality,
        dedup_key=dedup_key,
        defaults={
            "case": case,
            "about": about,
            "kind": kind,
            "channel": to.channel,
            "address": to.to,
            "subject": subject,
            "body": body,
            "facts": facts or {},
            "written_at": at,
            "due_at": at,
        },
    )
    if is_new:
        queue.defer(message)
    return message
