"""The days that the published list and its corrections run by: dated settings with their citation and doubt."""

import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from gis_assets.models import Municipality
from taxroll.law import reading
from taxroll.law.dated import Citation, Dated, Evidence, in_force

SETTING = "tax_list"
"""Key in the municipality's settings: {"correction_days": 30}; its own number then takes the place of ours."""

OWN = Citation(
    cite="Set by the municipality itself",
    cite_th="กำหนดโดยเทศบาลเอง",
    evidence=Evidence.NOTHING_FOUND,
)


def correction_days(municipality: Municipality, *, on: date) -> Dated[int]:
    """For how many days after the list was published its correction may be asked for."""
    return _days("correction_days", municipality, on)


def decision_days(municipality: Municipality, *, on: date) -> Dated[int]:
    """Within how many days a request should be decided."""
    return _days("decision_days", municipality, on)


def _days(name: str, municipality: Municipality, on: date) -> Dated[int]:
    ours = in_force(_histories()[name], on=on)
    own = municipality.settings.get(SETTING, {}).get(name)
    return ours if own is None else Dated(ours.period, int(own), OWN)


@functools.cache
def _histories() -> Mapping[str, tuple[Dated[int], ...]]:
    text = resources.files("taxroll.rolls").joinpath("listing.toml").read_text(encoding="utf-8")
    return {name: reading.choices(entries, _number) for name, entries in tomllib.loads(text).items()}


def _number(entry: Mapping[str, Any]) -> int:
    return int(entry["days"])
