"""Words that stop a citizen where another number is faster, and that number.

Pure: reads its dated data, and a municipality's settings as plain values.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

EMERGENCY = "emergency"
USUAL_EMERGENCY_PHONE = "191"
"""The police, who pass a call on; a municipality names another in its settings."""
_FILE = Path(__file__).with_name("data") / "stoppers.toml"


@dataclass(frozen=True)
class Stopper:
    """What to say and whom to call for one kind; `phone` is a number or `EMERGENCY`."""

    kind: str
    phone: str
    th: str
    en: str
    since: date
    source: str
    doubt: str
    until: date | None = None

    def words(self, language: str) -> str:
        """The sentence in the reader's language."""
        return self.th if language.startswith("th") else self.en

    def number(self, settings: Mapping[str, Any]) -> str:
        """Whom to call in a municipality with these settings."""
        return emergency_phone(settings) if self.phone == EMERGENCY else self.phone


def emergency_phone(settings: Mapping[str, Any]) -> str:
    """Whom to call where life is in danger, in a municipality with these settings."""
    return str(settings.get("emergency_phone", USUAL_EMERGENCY_PHONE))


def on(day: date) -> list[Stopper]:
    """Those in force on a day: from `since`, before `until`."""
    return [one for one in _all() if one.since <= day and (one.until is None or day < one.until)]


@cache
def _all() -> tuple[Stopper, ...]:
    return tuple(Stopper(**row) for row in tomllib.loads(_FILE.read_text())["stopper"])
