"""The two codes of a petition: its tracking number, which shows only where it stands, and the secret of its owner.

The secret is derived from a key of the installation and never stored, so that a copy of the database opens no petition;
its digest finds the petition.
"""

import hashlib
import hmac
import uuid

from django.conf import settings

from casework import tracking


def secret(uid: uuid.UUID) -> str:
    """The secret of the petition with this uid, as the owner's link carries it."""
    derived = hmac.new(settings.PARTY_KEY.encode(), b"permits.secret" + uid.bytes, hashlib.sha256).digest()
    return tracking.code_from(derived[: tracking.RANDOM_BYTES])


def digest(secret_code: str) -> str:
    """By which the petition of a secret is found (64 hexadecimal signs)."""
    return hashlib.sha256(secret_code.encode()).hexdigest()
