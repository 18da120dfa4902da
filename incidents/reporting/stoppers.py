"""Words that stop a citizen where another number is faster. Pure: reads its dated data, knows no municipality."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

EMERGENCY = "emergency"
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


def on(day: date) -> list[Stopper]:
    """Those in force on a day: from `since`, before `until`."""
    return [one for one in _all() if one.since <= day and (one.until is None or day < one.until)]


@cache
def _all() -> tuple[Stopper, ...]:
    return tuple(Stopper(**row) for row in tomllib.loads(_FILE.read_text())["stopper"])
