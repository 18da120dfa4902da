"""Tells everybody of an outage or a closure, changes what was told, takes it back: each is one appended message.

A message names all earlier ones of its chain. Once taken back or expired, the next one begins a new chain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from incidents.cap import areas, messages, wording
from incidents.models import Announcement, Closure, MessageType, Outage, Severity

Thing: TypeAlias = Outage | Closure
HOLDS = timedelta(hours=24)
"""How long a message holds where nobody knows the end: our own choice, so that none stands forgotten for days."""
HOLDS_MOST = timedelta(days=366)


class NothingToTell(Refusal):
    """The outage or closure is over; only an announcement that still stands can be taken back."""


class ToldMeanwhile(Refusal):
    """Another message went out since the page was loaded."""


class NotStanding(Refusal):
    """No announcement stands that could be taken back."""


class NoSuchEnd(Refusal):
    """The announcement would end before it goes out, or never."""


@dataclass(frozen=True)
class Draft:
    """A message that was not sent: what it would do, and how it would look."""

    kind: MessageType
    follows: Announcement | None
    uid: UUID
    message: messages.Message

    @property
    def thai(self) -> messages.Info:
        """What it says in Thai."""
        return self.message.infos[0]

    @property
    def english(self) -> messages.Info:
        """What it says in English."""
        return self.message.infos[1]


def standing(thing: Thing, *, at: datetime) -> Announcement | None:
    """The message of this thing that counts now, if there is one."""
    return thing.announcements.standing(at).first()


def is_over(thing: Thing, *, at: datetime) -> bool:
    """Whether there is nothing to announce any more."""
    if isinstance(thing, Outage):
        return thing.restored_at is not None or thing.withdrawn_at is not None
    return thing.until is not None and thing.until <= at


def usual_end(thing: Thing, *, at: datetime) -> datetime:
    """Until when a message holds if nobody says: the expected end, else a day from now."""
    known = thing.expected_at if isinstance(thing, Outage) else thing.until
    return known if known and known > at else at + HOLDS


def usual_severity(thing: Thing) -> Severity:
    """What is proposed: a fallen wire or flood may hurt, all else is a nuisance; the dispatcher decides."""
    is_danger = isinstance(thing, Closure) and thing.reason in ("flood", "wire")
    return Severity.MODERATE if is_danger or isinstance(thing, Outage) else Severity.MINOR


def draft(thing: Thing, *, severity: str, expires_at: datetime, at: datetime, is_back: bool = False) -> Draft:
    """How the next message would look: the first, a change of one that stands, or, with `is_back`, its taking back."""
    before = standing(thing, at=at)
    kind = MessageType.CANCEL if is_back else MessageType.UPDATE if before else MessageType.ALERT
    uid, name = uuid4(), _sender(thing)
    message = messages.Message(
        name=messages.Name(name, Announcement(uid=uid).identifier, timezone.localtime(at)),
        status="Actual" if settings.IS_IN_SERVICE else "Test",
        kind=kind,
        category="Infra" if isinstance(thing, Outage) else "Transport",
        urgency=_urgency(thing, severity, at=at, is_back=is_back),
        onset=timezone.localtime(thing.confirmed_at if isinstance(thing, Outage) else thing.since),
        expires=timezone.localtime(expires_at),
        sender_name=thing.municipality.name_th,
        web=settings.PUBLIC_URL,
        contact=str(thing.municipality.settings.get("contact", "")),
        infos=wording.infos(thing, is_over=is_back, at=at),
        area=areas.of(thing, at=at),
        references=_references(before),
    )
    return Draft(kind, before, uid, message)


@transaction.atomic
def announce(
    thing: Thing, *, severity: str, expires_at: datetime, seen: UUID | None, by: AbstractBaseUser, at: datetime
) -> Announcement:
    """Tell everybody, or change what was told; `seen` is the message that stood when the sender looked.

    Raises NothingToTell, ToldMeanwhile or NoSuchEnd.
    """
    mine = _locked(thing)
    if is_over(mine, at=at):
        raise NothingToTell(_("This is over already: there is nothing to announce. Take back what still stands."))
    if not at < expires_at <= at + HOLDS_MOST:
        raise NoSuchEnd(_("An announcement must end after now and within a year. Correct the time."))
    made = draft(mine, severity=severity, expires_at=expires_at, at=at)
    if (made.follows.uid if made.follows else None) != seen:
        raise ToldMeanwhile(
            _("Another announcement of this went out in the meantime. Look at it before you change it.")
        )
    return _send(mine, made, severity=severity, by=by, at=at)


@transaction.atomic
def take_back(thing: Thing, *, by: AbstractBaseUser, at: datetime) -> Announcement:
    """Say that what was announced no longer holds; raises NotStanding."""
    mine = _locked(thing)
    before = standing(mine, at=at)
    if before is None:
        raise NotStanding(_("No announcement of this stands any more. Nothing is left to take back."))
    made = draft(mine, severity=before.severity, expires_at=at + HOLDS, at=at, is_back=True)
    return _send(mine, made, severity=before.severity, by=by, at=at)


def _locked(thing: Thing) -> Thing:
    if isinstance(thing, Outage):
        outages = Outage.objects.select_for_update(of=("self",)).select_related("municipality", "node", "pole")
        return outages.get(pk=thing.pk)
    return Closure.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=thing.pk)


def _send(thing: Thing, made: Draft, *, severity: str, by: AbstractBaseUser, at: datetime) -> Announcement:
    sent = Announcement.objects.create(
        municipality=thing.municipality,
        uid=made.uid,
        kind=made.kind,
        outage=thing if isinstance(thing, Outage) else None,
        closure=thing if isinstance(thing, Closure) else None,
        follows=made.follows,
        sender=made.message.name.sender,
        headline_th=made.thai.headline,
        headline_en=made.english.headline,
        severity=severity,
        sent_at=at,
        expires_at=made.message.expires,
        message=messages.written(made.message),
        sent_by_id=by.pk,
    )
    journal.append(
        municipality=thing.municipality,
        by=by,
        action=f"announcement.{made.kind.lower()}",
        thing_kind="outage" if isinstance(thing, Outage) else "closure",
        thing_uid=thing.pk,
        at=at,
    )
    return sent


def _urgency(thing: Thing, severity: str, *, at: datetime, is_back: bool) -> messages.Urgency:
    if is_back:
        return messages.Urgency("Past", severity, "Observed", "AllClear")
    response = "Monitor" if isinstance(thing, Outage) else "Avoid"
    if isinstance(thing, Closure) and thing.since > at:
        return messages.Urgency("Future", severity, "Likely", response)
    return messages.Urgency("Immediate", severity, "Observed", response)


def _references(before: Announcement | None) -> list[messages.Name]:
    chain: list[messages.Name] = []
    while before is not None:
        chain.append(messages.Name(before.sender, before.identifier, timezone.localtime(before.sent_at)))
        before = before.follows
    return chain[::-1]


def _sender(thing: Thing) -> str:
    """Unique in the world: the town's code at the address of this installation."""
    return f"{thing.municipality.dla_code}@{cast(str, urlsplit(settings.PUBLIC_URL).hostname)}"
