"""A look at the database, as PostgreSQL writes a snapshot: which transactions were visible then.

It is the mark to which a page has followed. A row number would not do: numbers are given before the commit, so after
the tenth the ninth may still come. Pure: no database.
"""

import re
from dataclasses import dataclass

_FORM = re.compile(r"(\d{1,19}):(\d{1,19}):((?:\d{1,19}(?:,\d{1,19})*)?)", re.ASCII)
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Look:
    """All transactions before `oldest` had ended; none from `newest` on had begun."""

    text: str
    oldest: int
    newest: int


def read(text: str) -> Look | None:
    """The look that a page sends back; None for what PostgreSQL cannot have written."""
    found = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    oldest, newest = int(found[1]), int(found[2])
    running = [int(number) for number in found[3].split(",") if number]
    is_in_order = running == sorted(set(running)) and all(oldest <= number < newest for number in running)
    return Look(text, oldest, newest) if 0 < oldest <= newest < 2**63 and is_in_order else None
