"""The seal of a permit: by it one can tell whether what stands in the database is what was issued.

A keyed digest over the facts that are printed, the last day and the file, with a key of the installation that is in no
copy of the database.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from casework import tracking
from gis_assets.models import JournalEntry
from permits.models import Permit

REVOKED = "permits.revoked"
"""The deed as it stands in the journal, from which nothing can be taken."""


def code(petition_uid: uuid.UUID) -> str:
    """The code under which anybody verifies the permit of a petition: always the same, guessed by nobody."""
    return tracking.code_from(_keyed(b"permits.verify", petition_uid.bytes)[: tracking.RANDOM_BYTES])


def seal(
    facts: Mapping[str, Any],
    *,
    number: str,
    verify_code: str,
    issued_at: datetime,
    valid_until: date | None,
    file_sha256: str,
) -> str:
    """The seal over the facts, what names the permit, how long it holds, and its file (64 hexadecimal signs)."""
    sealed = {
        "facts": facts,
        "number": number,
        "verify_code": verify_code,
        "issued_at": issued_at.timestamp(),
        "valid_until": valid_until.isoformat() if valid_until else "",
        "file_sha256": file_sha256,
    }
    text = json.dumps(sealed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _keyed(b"permits.seal", text.encode()).hex()


def is_whole(permit: Permit) -> bool:
    """Whether the row still says what was sealed."""
    now = seal(
        permit.facts,
        number=permit.number,
        verify_code=permit.verify_code,
        issued_at=permit.issued_at,
        valid_until=permit.valid_until,
        file_sha256=permit.file_sha256,
    )
    return hmac.compare_digest(now, permit.seal)


def revoked_at(permit: Permit) -> datetime | None:
    """When the permit was revoked, by the journal, whatever stands in its row; by the row where that alone says so."""
    deeds = JournalEntry.objects.filter(
        municipality=permit.municipality_id,
        thing_kind="petition",
        thing_uid=str(permit.petition.uid),
        action=REVOKED,
    )
    return deeds.order_by("at").values_list("at", flat=True).first() or permit.revoked_at


def _keyed(purpose: bytes, content: bytes) -> bytes:
    return hmac.new(settings.PARTY_KEY.encode(), purpose + b"\0" + content, hashlib.sha256).digest()
