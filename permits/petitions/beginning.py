"""Begins a petition: a tracking number to give to others, and a secret link for its owner alone."""

import secrets
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casework import tracking, tries
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import secrets_of, services
from permits.models import Petition

KIND = "permits-begin"
"""Under which beginnings are counted among the tries of a sender."""


class TooManyBegun(Refusal):
    """Too many petitions were begun from one address within the hour (`PETITIONS_PER_HOUR`)."""


@transaction.atomic
def begin(municipality: Municipality, *, service: str, language: str, at: datetime, sender: str = "") -> Petition:
    """A new draft of the service; raises KeyError for an unknown service and TooManyBegun.

    `sender` is the network address that asks, of which only a digest is kept for an hour; the desk leaves it out.
    """
    known = services.every()[service]
    if sender:
        _count(municipality, sender=sender, at=at)
    uid = uuid.uuid4()
    return Petition.objects.create(
        municipality=municipality,
        uid=uid,
        service=known.code,
        track=known.tracks[0].code if len(known.tracks) == 1 else "",
        tracking=tracking.code_from(secrets.token_bytes(tracking.RANDOM_BYTES)),
        secret_digest=secrets_of.digest(secrets_of.secret(uid)),
        language="en" if language.startswith("en") else "th",
        begun_at=at,
        saved_at=at,
    )


def _count(municipality: Municipality, *, sender: str, at: datetime) -> None:
    try:
        tries.may_try(municipality, kind=KIND, sender=sender, at=at, most=settings.PETITIONS_PER_HOUR)
    except tries.TooManyTries as error:
        raise TooManyBegun(
            _("Too many petitions were begun from your network. Go on with one of them, or wait an hour.")
        ) from error
    tries.note_failure(municipality, kind=KIND, sender=sender, at=at)
