"""Forgets to whom and in which words something was told, and keeps that it was; stops what somebody wants no more."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from casework.models import Message, MessageState
from gis_assets.models import Municipality


@transaction.atomic
def forget(municipality: Municipality, *, cases: QuerySet[Any], before: datetime, at: datetime) -> int:
    """Empty the messages of these cases (a query of their numbers), and old ones of no case; return how many."""
    told = Message.objects.filter(municipality=municipality, forgotten_at=None)
    served = told.filter(Q(case__in=cases) | Q(case=None, written_at__lt=before))
    return _emptied(served, at=at)


@transaction.atomic
def withdraw(municipality: Municipality, *, about: str, at: datetime) -> int:
    """Stop and empty all messages about this, since their receiver wants no more; return how many."""
    return _emptied(Message.objects.filter(municipality=municipality, about=about, forgotten_at=None), at=at)


def _emptied(messages: QuerySet[Message], *, at: datetime) -> int:
    stopped = Case(When(state=MessageState.WAITING, then=Value(MessageState.WITHDRAWN.value)), default=F("state"))
    return messages.update(address="", subject="", body="", facts={}, state=stopped, forgotten_at=at)
