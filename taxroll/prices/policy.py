"""Dated settings of prices and areas, with their doubts, read from `policy.toml`; no law stands here, only choices."""

import functools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any, TypeVar

from gis_assets.periods import Period
from taxroll.law.dated import Citation, Dated, Evidence, in_force

T = TypeVar("T")


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
        street=in_force(_history(book["street"], _street), on=on),
        precedence=in_force(_history(book["precedence"], lambda entry: tuple(entry["order"])), on=on),
        areas=in_force(_history(book["areas"], _areas), on=on),
    )


@functools.cache
def _book() -> dict[str, Any]:
    text = resources.files("taxroll.prices").joinpath("policy.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _history(entries: list[Mapping[str, Any]], value_of: Callable[[Mapping[str, Any]], T]) -> tuple[Dated[T], ...]:
    return tuple(
        Dated(Period(entry["in_force_from"], entry.get("in_force_until")), value_of(entry), _citation(entry))
        for entry in entries
    )


def _citation(entry: Mapping[str, Any]) -> Citation:
    return Citation(
        cite=entry["cite"],
        cite_th=entry["cite_th"],
        evidence=Evidence(entry["evidence"]),
        sources=tuple(entry["sources"]),
        doubt=entry["doubt"],
        doubt_th=entry["doubt_th"],
    )


def _street(entry: Mapping[str, Any]) -> StreetRule:
    return StreetRule(Decimal(entry["depth_m"]), entry["rest_percent"], Decimal(entry["reach_m"]))


def _areas(entry: Mapping[str, Any]) -> AreaLimits:
    return AreaLimits(
        measured_off_percent=entry["measured_off_percent"],
        uses_off_percent=entry["uses_off_percent"],
        largest_parcel_wah=entry["largest_parcel_rai"] * 400,
        largest_floor_m2=entry["largest_floor_m2"],
    )
