"""The seal of a permit: by it one can tell whether what stands in the database is what was issued.

A keyed digest over the facts that are printed, with a key of the installation that is in no copy of the database.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from casework import tracking
from permits.models import Permit


def code(petition_uid: uuid.UUID) -> str:
    """The code under which anybody verifies the permit of a petition: always the same, guessed by nobody."""
    return tracking.code_from(_keyed(b"permits.verify", petition_uid.bytes)[: tracking.RANDOM_BYTES])


def seal(facts: Mapping[str, Any], *, number: str, verify_code: str, issued_at: datetime) -> str:
    """The seal over the facts and what names the permit (64 hexadecimal signs)."""
    sealed = {"facts": facts, "number": number, "verify_code": verify_code, "issued_at": issued_at.timestamp()}
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _keyed(b"permits.seal", text.encode()).hex()


def is_whole(permit: Permit) -> bool:
    """Whether the row still says what was sealed."""
    now = seal(permit.facts, number=permit.number, verify_code=permit.verify_code, issued_at=permit.issued_at)
    return hmac.compare_digest(now, permit.seal)


def _keyed(purpose: bytes, content: bytes) -> bytes:
    return hmac.new(settings.PARTY_KEY.encode(), purpose + b"\0" + content, hashlib.sha256).digest()
