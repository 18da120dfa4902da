"""The dated settings of the desk: how long one may appeal against a refusal, and when a delay is explained.

They stand in `data/desk.toml` with their citations and doubts; a municipality may overrule a value.
"""

import functools
from datetime import date

from gis_assets import attested
from gis_assets.attested import Setting
from gis_assets.models import Municipality

SETTING = "permit_terms"
"""Key in a municipality's settings: {"appeal_days": 30, ...} overrules `data/desk.toml` by name."""


def listed(municipality: Municipality, *, on: date) -> list[Setting]:
    """The terms in force on a day, in the order of the file; a value of its own that is no number does not count."""
    said = municipality.settings.get(SETTING)
    own = said if isinstance(said, dict) else {}
    # Written as a number or as true and false.
    mine = {name: float(value) if isinstance(value, bool) else value for name, value in own.items()}
    return attested.in_force(_entries(), on=on, own=mine)


def appeal(municipality: Municipality, *, service: str, on: date) -> Setting:
    """How, and within how many days, one appeals against a refusal of this service."""
    found = {each.name: each for each in listed(municipality, on=on)}
    return found.get(f"appeal_days.{service}") or found["appeal_days"]


def explain_days(municipality: Municipality, *, on: date) -> int:
    """Days after the period within which a delay is explained, again and again."""
    return int({each.name: each.value for each in listed(municipality, on=on)}["explain_days"])


def counts_from_submission(municipality: Municipality, *, on: date) -> bool:
    """Whether the manual's period begins with the submission; else with the last answer before the examination."""
    return bool({each.name: each.value for each in listed(municipality, on=on)}["receiving_is_complete"])


@functools.cache
def _entries() -> tuple[Setting, ...]:
    return attested.read("permits", "desk")
