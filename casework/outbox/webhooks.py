"""Messages to programs: a signed POST of JSON under an id that stays the same in every try."""

import http.client
import json
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from casework.outbox import destinations, posting, signing
from casework.outbox.channels import Letter, TryAgain, Undeliverable, UnfitAddress
from gis_assets.models import Municipality

GONE = 410


class Webhook:
    """Posts to the receiver's address as Standard Webhooks has it; redirects are not followed."""

    def refuse_unfit(self, to: str) -> None:
        try:
            destinations.refuse_forbidden(destinations.parsed(to), inside=settings.OUTBOX_INSIDE_NETWORKS)
        except destinations.NotAllowed as error:
            raise UnfitAddress(
                _("Messages can be sent to public addresses only that begin with https://. Write another one.")
            ) from error

    def deliver(self, letter: Letter, *, at: datetime) -> None:
        body = payload(letter)
        try:
            status = posting.post(
                letter.to, body=body, headers=headers(letter, body=body, at=at), inside=settings.OUTBOX_INSIDE_NETWORKS
            )
        except destinations.NotAllowed as error:
            raise Undeliverable(str(error)) from error
        except (OSError, http.client.HTTPException) as error:
            # The name of the error only: its words may hold the address.
            raise TryAgain(type(error).__name__) from error
        if status == GONE:
            raise Undeliverable(f"HTTP {status}")
        if not http.HTTPStatus(200) <= status < http.HTTPStatus(300):
            raise TryAgain(f"HTTP {status}")


def payload(letter: Letter) -> bytes:
    """What is posted: the same bytes in every try."""
    told = {
        "type": letter.kind,
        "timestamp": letter.written_at.isoformat(),
        "data": {"sender": letter.sender, "subject": letter.subject, "text": letter.body} | letter.facts,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def headers(letter: Letter, *, body: bytes, at: datetime) -> dict[str, str]:
    """Id, time of this try and signature; a receiver refuses what is old and keeps the ids it acted on."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "town-outbox/1",
        "Connection": "close",
        "webhook-id": letter.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signing.signature(letter.secret, id=letter.id, timestamp=timestamp, body=body),
    }


def secret_for(municipality: Municipality, *, about: str) -> str:
    """The secret shared with who hears about this; it follows from `SECRET_KEY` and is kept nowhere."""
    return signing.secret(
        salted_hmac("casework.outbox.webhooks", f"{municipality.dla_code}:{about}", algorithm="sha256").digest()
    )
