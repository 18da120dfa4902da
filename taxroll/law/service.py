"""From when a paper counts as received, and which days run from then. Pure; its rules stand in `data/service.toml`."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from typing import Any

from taxroll.law import reading
from taxroll.law.dated import Dated, in_force


class CountsFrom(StrEnum):
    ISSUE = "issue"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class DaysToPay:
    """How long a late notice gives, and from when."""

    days: int
    counts_from: CountsFrom


@dataclass(frozen=True)
class Service:
    """The rules in force on one day."""

    objection_days: Dated[int]
    payment: Dated[DaysToPay]
    post_days: Dated[int]
    pasted_days: Dated[int]


def on(day: date) -> Service:
    """The rules of a day; raises dated.LawIsSilent for days before the first."""
    law = _read()
    return Service(
        objection_days=in_force(reading.history(law["objection"], _days), on=day),
        payment=in_force(
            reading.history(law["payment"], lambda e: DaysToPay(e["days"], CountsFrom(e["counts_from"]))), on=day
        ),
        post_days=in_force(reading.history(law["post"], _days), on=day),
        pasted_days=in_force(reading.history(law["pasted"], _days), on=day),
    )


def object_by(received_on: date, *, law: Service) -> date:
    """The last day to object."""
    return received_on + timedelta(days=law.objection_days.value)


def due_date(printed: date, *, received_on: date, law: Service) -> date:
    """The last day to pay: the printed one, or later where the days run from a late receipt."""
    rule = law.payment.value
    if rule.counts_from is CountsFrom.ISSUE:
        return printed
    return max(printed, received_on + timedelta(days=rule.days))


@functools.cache
def _read() -> Mapping[str, Any]:
    file = resources.files("taxroll.law").joinpath("data", "service.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _days(entry: Mapping[str, Any]) -> int:
    return int(entry["days"])
