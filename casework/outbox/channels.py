"""The ways by which a message can leave, and what an adapter for another one (SMS, LINE) must be.

The installation names them in `OUTBOX_CHANNELS`: a word and the class behind it. docs/operator.md shows how to add one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from gis_assets.refusals import Refusal


class Address(NamedTuple):
    """Whom to tell: a way by its name, and a place in that way's own writing."""

    channel: str
    to: str


class UnfitAddress(Refusal):
    """No message can be sent to such an address."""


class Undeliverable(Exception):  # the words of an adapter
    """It will never be delivered; says why in a few words, without the address or anything of the message."""


class TryAgain(Exception):  # the words of an adapter
    """It was not delivered now but may be later; says why in a few words, as above."""


@dataclass(frozen=True)
class Letter:
    """A message as an adapter gets it, the same in every try; `secret` is shared with its receiver alone."""

    id: str
    to: str
    sender: str
    kind: str
    subject: str
    body: str
    written_at: datetime
    secret: str = field(default="", repr=False)
    facts: dict[str, Any] = field(default_factory=dict)


class Channel(Protocol):
    """One way by which a message can leave; made anew for each try, without arguments."""

    def refuse_unfit(self, to: str) -> None:
        """Raise UnfitAddress for what can be no address of this way; the outside is not asked."""

    def deliver(self, letter: Letter, *, at: datetime) -> None:
        """Deliver now or raise Undeliverable or TryAgain; within a minute, carrying `letter.id` where the way can."""


def has_channel(name: str) -> bool:
    """Whether this installation can send by that way."""
    return name in settings.OUTBOX_CHANNELS


def channel(name: str) -> Channel:
    """The adapter of that name; raises Undeliverable when the installation has it no longer."""
    if not has_channel(name):
        raise Undeliverable("no such way any more")
    return cast(Channel, import_string(settings.OUTBOX_CHANNELS[name])())


def refuse_unfit(to: Address) -> None:
    """Raise UnfitAddress for what can be no address; ways that the installation lacks are not asked."""
    if has_channel(to.channel):
        channel(to.channel).refuse_unfit(to.to)
