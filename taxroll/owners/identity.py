"""Who may see a bill: whoever knows a notice's number and the 13 digits of an owner it stands for.

A wrong number and a wrong id get the same answer after the same work, and few may be tried in an hour, from one
address and for one notice alike. Neither number is kept: only keyed digests, for a day.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from gis_assets import citizen_ids, digits
from gis_assets.models import Municipality, PartyVersion
from gis_assets.refusals import Refusal
from taxroll.models import Bill, DoorKnock

NUMBER = re.compile(r"(25\d\d)\s*/\s*(\d{1,6})")
WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)


class NotFound(Refusal):
    def __init__(self) -> None:
        sentence = _(
            "The two numbers do not belong together. Compare the notice number at the top of your notice with what you"
            " typed, and the 13 digits with the owner's card."
        )
        super().__init__(sentence)


class TooManyTries(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Too many tries within the hour. Try again in an hour, or come to the tax office with your notice.")
        )


@dataclass(frozen=True)
class Owner:
    """Somebody who has shown to be an owner whom a notice stands for (primary keys)."""

    party_id: int
    bill_id: int


def prove(municipality: Municipality, *, notice_number: str, citizen_id: str, sender: str, at: datetime) -> Owner:
    """The owner these two numbers belong to; raises NotFound or TooManyTries. Call it outside a transaction.

    `sender` is a network address. An attempt is written down before it is counted, so that many at once are as many.
    """
    number = _number(notice_number)
    _knock(municipality, number=number, sender=sender, at=at)
    bill = Bill.objects.filter(municipality=municipality, notices__number=number).select_related("roll").first()
    known = _digests(bill)
    asked = _asked(citizen_id)
    # Every digest is compared, and one also where there is no such notice.
    fits = [hmac.compare_digest(digest, asked) for _party, digest in known or [(0, "-" * len(asked))]]
    if bill is None or not any(fits):
        raise NotFound
    return Owner(known[fits.index(True)][0], bill.pk)


def _number(text: str) -> str:
    """The number as notices carry it; anything else stands for itself, and is no notice's."""
    typed = digits.arabic(text).strip()
    found = NUMBER.fullmatch(typed)
    return f"{found[1]}/{int(found[2]):06d}" if found else typed


def _asked(citizen_id: str) -> str:
    """The digest of what was typed; what is no such number gets the digest of nobody."""
    try:
        return citizen_ids.digest(citizen_id, key=settings.PARTY_KEY)
    except citizen_ids.NotACitizenId:
        return "x" * 64


def _digests(bill: Bill | None) -> list[tuple[int, str]]:
    """Whom the bill stands for, with every digest known of them; the question is asked also where there is no bill."""
    versions = PartyVersion.objects.filter(party__in=bill.parties if bill else [0]).exclude(id_digest="")
    return [(version.party_id, version.id_digest) for version in versions]


@transaction.atomic
def _note(municipality: Municipality, *, number: str, sender: str, at: datetime) -> tuple[str, str]:
    DoorKnock.objects.filter(municipality=municipality, tried_at__lt=at - KEPT).delete()
    from_, to = _digest("sender", sender), _digest("notice", number)
    DoorKnock.objects.create(municipality=municipality, sender_digest=from_, notice_digest=to, tried_at=at)
    return from_, to


def _knock(municipality: Municipality, *, number: str, sender: str, at: datetime) -> None:
    from_, to = _note(municipality, number=number, sender=sender, at=at)
    recent = DoorKnock.objects.filter(municipality=municipality, tried_at__gt=at - WINDOW)
    tries_of_sender = recent.filter(sender_digest=from_).count()
    tries_of_notice = recent.filter(notice_digest=to).count()
    if tries_of_sender > settings.OWNER_TRIES_PER_ADDRESS or tries_of_notice > settings.OWNER_TRIES_PER_NOTICE:
        raise TooManyTries


def _digest(what: str, text: str) -> str:
    return salted_hmac(f"taxroll.owners.{what}", text, algorithm="sha256").hexdigest()


def may_knock(municipality: Municipality, *, code: str, sender: str, at: datetime) -> None:
    """Count an attempt at a tracking code; raises TooManyTries."""
    _knock(municipality, number=code, sender=sender, at=at)
