"""The terms on which places are kept: dated settings with what is doubtful about them (`data/appointments.toml`).

Pure: no Django. A municipality may overrule each by its name; the day and its own values come from the caller.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from gis_assets import attested
from gis_assets.attested import Setting

SETTING = "permit_appointments"
"""Key in a municipality's settings: {"hold_minutes": 5, ...}."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The values in force; what each means stands beside it in the file."""

    hold_minutes: int
    no_show_minutes: int
    days_ahead: int
    walk_in_extra: int


def of(*, on: date, own: Mapping[str, object] | None = None) -> Terms:
    """The terms in force on a day; `own` are a municipality's settings under `SETTING`."""
    values = {setting.name: setting.value for setting in listed(on=on, own=own)}
    return Terms(**{field.name: int(values[field.name]) for field in fields(Terms)})


def listed(*, on: date, own: Mapping[str, object] | None = None) -> list[Setting]:
    """The same with their titles, sources and doubts, in the order of the file.

    A value of its own that is no number does not count.
    """
    return attested.in_force(_entries(), on=on, own=own)


@functools.cache
def _entries() -> tuple[Setting, ...]:
    return attested.read("permits", "appointments")
