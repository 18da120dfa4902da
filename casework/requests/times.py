"""Instants as people and systems write them. Pure: the zone of times without one is given by the caller."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from gis_assets import units

_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(.*)", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](2[4-9]\d\d)(.*)", re.DOTALL)
_SECONDS, _MILLISECONDS = re.compile(r"\d{10}"), re.compile(r"\d{13}")


class NotATime(ValueError):
    """The text is no time that can be told without guessing."""


@dataclass(frozen=True)
class Reading:
    """How times are read: a strptime form that everything must have, and the zone of times that name none."""

    zone: tzinfo
    form: str | None = None

    def instant(self, text: str) -> datetime:
        """The instant of a text; raises NotATime.

        Year first, in C.E. or B.E.; seconds or milliseconds since 1970; day first only with a Buddhist year, for with
        a common one nobody can tell 3 April from 4 March.
        """
        try:
            read = datetime.strptime(text, self.form) if self.form else _read(text)  # noqa: DTZ007  zone comes next
        except (ValueError, OverflowError) as failure:
            raise NotATime(text) from failure
        return read if read.tzinfo else read.replace(tzinfo=self.zone)


def _read(text: str) -> datetime:
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day, rest = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year, rest = found.groups()
    else:
        raise NotATime(text)
    return datetime.fromisoformat(f"{units.in_common_era(int(year)):04d}-{int(month):02d}-{int(day):02d}{_time(rest)}")


def _time(rest: str) -> str:
    """The time of day with two digits of the hour, as ISO 8601 wants it."""
    found = re.fullmatch(r"[T ]\s*(\d{1,2})([:.]?.*)", rest.strip(" ") and rest, re.DOTALL)
    if not found:
        return rest.strip()
    hour, after = found.groups()
    return f"T{int(hour):02d}{after.replace('.', ':', 1) if after.startswith('.') else after}".replace(" ", "")
