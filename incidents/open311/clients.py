"""Gives keys to the programs of others and takes them back. A key is shown once; what is kept is its digest.

A key is drawn by chance and long, so its digest needs no salt and no slow hash: nobody can try out 2^256 keys.
"""

import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents.models import ApiClient
from incidents.open311.refusals import NotAllowed

KEY_BYTES = 32
LONGEST_KEY = 200


class AlreadyRevoked(Refusal):
    """Somebody took the key back in the meantime."""


@transaction.atomic
def issue(
    municipality: Municipality, *, name: str, contact: str, per_hour: int, by: AbstractBaseUser, at: datetime
) -> tuple[ApiClient, str]:
    """A program with its new key, which nobody can read again later."""
    key = secrets.token_urlsafe(KEY_BYTES)
    client = ApiClient.objects.create(
        municipality=municipality,
        name=name,
        contact=contact,
        key_digest=_digest(key),
        key_ends_with=key[-4:],
        per_hour=per_hour,
        issued_by_id=by.pk,
        issued_at=at,
    )
    _note(client, "issued", by=by, at=at)
    return client, key


@transaction.atomic
def revoke(client: ApiClient, *, by: AbstractBaseUser, at: datetime) -> ApiClient:
    """From now on the key opens nothing; what came by it stays. Raises AlreadyRevoked."""
    mine = ApiClient.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=client.pk)
    if mine.revoked_at is not None:
        raise AlreadyRevoked(
            _("The key of %(program)s was taken back already. Nothing is left to do.") % {"program": mine}
        )
    mine.revoked_at, mine.revoked_by_id = at, by.pk
    mine.save(update_fields=["revoked_at", "revoked_by"])
    _note(mine, "revoked", by=by, at=at)
    return mine


def of_key(municipality: Municipality, *, key: str) -> ApiClient:
    """The program that has this key here; raises NotAllowed for a key that is missing, unknown or revoked."""
    if not key:
        raise NotAllowed(_("api_key is missing. Ask the town's administrator for one."))
    known = ApiClient.objects.of(municipality).valid().filter(key_digest=_digest(key[:LONGEST_KEY])).first()
    if known is None:
        raise NotAllowed(_("This api_key is not valid here. Ask the town's administrator for one."))
    return known


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _note(client: ApiClient, action: str, *, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=client.municipality,
        by=by,
        action=f"api_client.{action}",
        thing_kind="api_client",
        thing_uid=client.pk,
        at=at,
    )
