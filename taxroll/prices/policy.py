"""Dated settings of prices and areas, with their doubts, read from `policy.toml`; no law stands here, only choices."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from taxroll.law import reading
from taxroll.law.dated import Dated, in_force


@dataclass(frozen=True)
class StreetRule:
    """How land along a street is priced where its account says nothing: metres, and percent of the price behind."""

    depth_m: Decimal
    rest_percent: int
    reach_m: Decimal


@dataclass(frozen=True)
class AreaLimits:
    """Where an area is doubted (percent off) and where it is not believed (square wah, m²)."""

    measured_off_percent: int
    uses_off_percent: int
    largest_parcel_wah: int
    largest_floor_m2: int


@dataclass(frozen=True)
class Policy:
    """The settings of one day, each with its citation and doubt."""

    street: Dated[StreetRule]
    precedence: Dated[tuple[str, ...]]
    areas: Dated[AreaLimits]


def of_day(on: date) -> Policy:
    """The settings in force on a day; raises LawIsSilent where there are none."""
    book = _book()
    return Policy(
        street=in_force(reading.choices(book["street"], _street), on=on),
        precedence=in_force(reading.choices(book["precedence"], lambda entry: tuple(entry["order"])), on=on),
        areas=in_force(reading.choices(book["areas"], _areas), on=on),
    )


@functools.cache
def _book() -> dict[str, Any]:
    text = resources.files("taxroll.prices").joinpath("policy.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _street(entry: Mapping[str, Any]) -> StreetRule:
    return StreetRule(Decimal(entry["depth_m"]), entry["rest_percent"], Decimal(entry["reach_m"]))


def _areas(entry: Mapping[str, Any]) -> AreaLimits:
    return AreaLimits(
        measured_off_percent=entry["measured_off_percent"],
        uses_off_percent=entry["uses_off_percent"],
        largest_parcel_wah=entry["largest_parcel_rai"] * 400,
        largest_floor_m2=entry["largest_floor_m2"],
    )
