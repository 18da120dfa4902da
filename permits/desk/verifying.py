"""Whether a permit that somebody holds is ours: by its code, and byte for byte by its file.

What is shown is what is printed on the paper, without whose it is and without what an officer wrote freely: the
conditions, and why it was revoked.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from casework import tracking
from gis_assets.models import Municipality
from permits.cited import Text
from permits.desk import files, papers, sealing
from permits.models import Permit

MOST_BYTES = 10_000_000
SHOWN = ("title", "parcel_code", "footprint_m2", "official", "is_sample")
FREE_TEXT = "text"
"""Answers of this kind are left out: people write names into them."""


class State(StrEnum):
    """What the page says first."""

    VALID = "valid"
    ENDED = "ended"
    REVOKED = "revoked"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verified:
    """What is known of a code; `facts` are those of the paper that name nobody, `name` is what the paper is called."""

    state: State
    code: str
    permit: Permit | None = None
    facts: dict[str, Any] | None = None
    revoked_at: datetime | None = None
    name: Text | None = None


def by_code(municipality: Municipality, code: str, *, on: date) -> Verified:
    """The permit of a code, as it stands on the day."""
    known = tracking.normalised(code) or ""
    ours = Permit.objects.filter(municipality=municipality).select_related("petition")
    permit = ours.filter(verify_code=known).first() if known else None
    if permit is None:
        return Verified(State.UNKNOWN, code)
    facts = {name: permit.facts[name] for name in SHOWN if name in permit.facts}
    facts["asked"] = [(name, said) for name, said, kind in permit.facts.get("asked", []) if kind != FREE_TEXT]
    revoked_at = sealing.revoked_at(permit)
    state = _state(permit, on, is_revoked=revoked_at is not None)
    return Verified(state, known, permit, facts, revoked_at, name=papers.name_of(permit.facts))


def is_ours(permit: Permit, document: bytes) -> bool:
    """Whether the file is the permit as it was issued, byte for byte; looked at in memory and not kept."""
    return hmac.compare_digest(files.sha256(document), permit.file_sha256)


def _state(permit: Permit, on: date, *, is_revoked: bool) -> State:
    if not sealing.is_whole(permit):
        return State.CHANGED
    if is_revoked:
        return State.REVOKED
    if permit.valid_until is not None and permit.valid_until < on:
        return State.ENDED
    return State.VALID
