"""Delivers messages: one worker at a time, with growing waits, until it is delivered, hopeless or tried enough.

A try is written down before it is made, with the instant from which another worker may try: who dies in between loses
nothing, and a message that kills its workers ends like any other. The try itself happens outside every transaction.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from casework.models import Message, MessageState
from casework.outbox import channels, queue
from casework.outbox.webhooks import secret_for
from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
"""How long to wait after each try that failed: eight tries in two days; our own choice."""
LOST_AFTER = timedelta(minutes=1)
"""A message that should have been tried so long ago and has no job has lost it."""
AT_ONCE = 500


class NotFailed(Refusal):
    """Only what failed is tried anew by hand."""


def deliver(municipality: Municipality, *, message_id: int, at: datetime) -> None:
    """Try a message that is due; anything else is left alone, so that a job may run twice."""
    mine = _claimed(municipality, message_id, at=at)
    if mine is None:
        return
    try:
        channels.channel(mine.channel).deliver(_letter(mine), at=at)
    except channels.Undeliverable as why:
        _end(mine, MessageState.FAILED, answer=str(why))
    except channels.TryAgain as why:
        _later(mine, answer=str(why), at=at)
    else:
        _end(mine, MessageState.DELIVERED, delivered_at=at)


@transaction.atomic
def take_up(municipality: Municipality, *, at: datetime) -> int:
    """Give messages a new job whose own was lost with its worker; return how many."""
    due = Message.objects.filter(municipality=municipality, state=MessageState.WAITING, due_at__lte=at - LOST_AFTER)
    # Messages first, jobs second: both appear together, so none is missed for being new.
    late = list(due.order_by("due_at")[:AT_ONCE])
    with_a_job = queue.with_a_job() if late else set()
    lost = [message for message in late if message.pk not in with_a_job]
    for message in lost:
        queue.defer(message)
    return len(lost)


@transaction.atomic
def try_again(message: Message, *, by: AbstractBaseUser, at: datetime) -> Message:
    """Have what failed tried anew from the beginning, under the same id; raises NotFailed."""
    mine = Message.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=message.pk)
    if mine.state != MessageState.FAILED or mine.forgotten_at is not None:
        raise NotFailed(_("This message is not waiting for your hand any more. Look at the list again."))
    mine.state, mine.tries, mine.due_at = MessageState.WAITING, 0, at
    mine.save(update_fields=["state", "tries", "due_at"])
    queue.defer(mine)
    journal.append(
        municipality=mine.municipality,
        by=by,
        action="message.tried_again",
        thing_kind="message",
        thing_uid=str(mine.uid),
        at=at,
    )
    return mine


@transaction.atomic
def try_all_again(municipality: Municipality, *, by: AbstractBaseUser, at: datetime) -> int:
    """The same for all that failed and are not forgotten; return how many."""
    failed = Message.objects.filter(municipality=municipality, state=MessageState.FAILED, forgotten_at=None)
    locked = list(failed.select_for_update(of=("self",)).order_by("pk"))
    for message in locked:
        try_again(message, by=by, at=at)
    return len(locked)


@transaction.atomic
def _claimed(municipality: Municipality, message_id: int, *, at: datetime) -> Message | None:
    """The message with this try written down; None when it is not due, is at rest or is being claimed."""
    due = Message.objects.select_for_update(of=("self",), skip_locked=True).select_related("municipality")
    mine = due.filter(municipality=municipality, pk=message_id, state=MessageState.WAITING, due_at__lte=at).first()
    if mine is None:
        return None
    if mine.tries > len(WAITS):
        mine.state = MessageState.FAILED
        mine.save(update_fields=["state"])
        return None
    mine.tries, mine.tried_at = mine.tries + 1, at
    mine.answer, mine.due_at = "", at + timedelta(seconds=settings.OUTBOX_TRY_S)
    mine.save(update_fields=["tries", "tried_at", "answer", "due_at"])
    return mine


def _letter(message: Message) -> channels.Letter:
    return channels.Letter(
        id=str(message.uid),
        to=message.address,
        sender=message.municipality.name_th,
        kind=message.kind,
        subject=message.subject,
        body=message.body,
        written_at=message.written_at,
        secret=secret_for(message.municipality, about=message.about),
        facts=message.facts,
    )


@transaction.atomic
def _end(message: Message, state: MessageState, *, answer: str = "", delivered_at: datetime | None = None) -> None:
    """Write down how it ended; what was delivered meanwhile, or taken up by another worker, is not called failed."""
    now = _waiting(message)
    if now is None or (state == MessageState.FAILED and now.tries != message.tries):
        return
    now.state, now.answer, now.delivered_at = state, answer, delivered_at
    now.save(update_fields=["state", "answer", "delivered_at"])


@transaction.atomic
def _later(message: Message, *, answer: str, at: datetime) -> None:
    now = _waiting(message)
    if now is None or now.tries != message.tries:
        return
    if now.tries > len(WAITS):
        now.state, now.answer = MessageState.FAILED, answer
    else:
        now.answer, now.due_at = answer, at + WAITS[now.tries - 1]
        queue.defer(now, at=now.due_at)
    now.save(update_fields=["state", "answer", "due_at"])


def _waiting(message: Message) -> Message | None:
    return Message.objects.select_for_update().filter(pk=message.pk, state=MessageState.WAITING).first()
