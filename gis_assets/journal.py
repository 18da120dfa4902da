"""Writing the journal."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from gis_assets.models import JournalEntry, Municipality


def append(
    *,
    municipality: Municipality,
    by: AbstractBaseUser | None,
    action: str,
    thing_kind: str,
    thing_uid: object,
    at: datetime,
    why: str = "",
    details: dict[str, Any] | None = None,
) -> JournalEntry:
    """Write down one deed, inside the transaction that does it."""
    return JournalEntry.objects.create(
        municipality=municipality,
        at=at,
        user_id=by.pk if by else None,
        action=action,
        thing_kind=thing_kind,
        thing_uid=str(thing_uid),
        why=why,
        details=details or {},
    )
