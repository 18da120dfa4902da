"""Days and years as Thai offices write them, in either era, into what catalogues understand."""

import re
from datetime import date

from gis_assets import digits, units

# No common year beyond is meant, and no Buddhist one before: between the two lie nine centuries.
LATEST_COMMON, EARLIEST_BUDDHIST = 2100, 2400
EARLIEST = 1850
ISO, SLASHED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def common_day(text: str) -> date:
    """The day of `2567-09-30`, `2024-09-30` or `30/9/2567`, also in Thai digits; ValueError for anything else."""
    plain = digits.arabic(text.strip())
    if found := ISO.fullmatch(plain):
        year, month, day = map(int, found.groups())
    elif found := SLASHED.fullmatch(plain):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(f"{text!r} is not a day.")
    return date(common_year(str(year)), month, day)


def common_year(text: str) -> int:
    """The common year of a year in either era; ValueError for what is a year of neither."""
    plain = digits.arabic(text.strip())
    if not plain.isdecimal():
        raise ValueError(f"{text!r} is not a year.")
    year = units.year_ce(int(plain)) if int(plain) > EARLIEST_BUDDHIST else int(plain)
    if not EARLIEST <= year <= LATEST_COMMON:
        raise ValueError(f"{text!r} is a year of neither era.")
    return year


def thai_day(iso: str) -> str:
    """`30/9/2567` for `2024-09-30`; what is no day stays as it is."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day}/{day.month}/{units.year_be(day.year)}"
