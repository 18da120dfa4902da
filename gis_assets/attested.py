"""Dated settings with where they come from and what is doubtful about them, as apps keep them in their `data/*.toml`.

Pure: which day counts is for the caller to say.
"""

import math
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Values = TypeVar("Values", bound="DataclassInstance")


@dataclass(frozen=True)
class Setting:
    """One value from a day on, in words of both languages; `evidence` says how well it is attested."""

    name: str
    topic: str
    unit: str
    value: float
    in_force_from: date
    title: str
    title_th: str
    cite: str
    cite_th: str
    evidence: str
    doubt: str
    doubt_th: str
    in_force_until: date | None = None
    is_own: bool = False

    def holds_on(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


def read(package: str, file: str) -> tuple[Setting, ...]:
    """Every entry of `data/<file>.toml` of a package, also those that have ended."""
    text = resources.files(package).joinpath("data", f"{file}.toml").read_text(encoding="utf-8")
    return tuple(Setting(**entry) for entry in tomllib.loads(text)["setting"])


def in_force(
    entries: Iterable[Setting],
    *,
    on: date,
    own: Mapping[str, object] | None = None,
    fixed_topics: Collection[str] = (),
) -> list[Setting]:
    """The settings in force on a day, in their order; `own` are a municipality's values by name.

    What it says of `fixed_topics` does not count, nor a value of its own that is no number.
    """
    mine = own if isinstance(own, Mapping) else {}
    return [
        replace(one, value=float(str(mine[one.name])), is_own=True)
        if one.topic not in fixed_topics and _is_number(mine.get(one.name))
        else one
        for one in entries
        if one.holds_on(on)
    ]


def _is_number(told: object) -> bool:
    try:
        return not isinstance(told, bool) and math.isfinite(float(str(told)))
    except ValueError:
        return False


def filled(kind: type[Values], settings: Iterable[Setting], *, on: date) -> Values:
    """The values of these settings as the fields of a dataclass; raises ValueError when one has none on that day."""
    values = {one.name: one.value for one in settings}
    if absent := {each.name for each in fields(kind)} - values.keys():
        raise ValueError(f"On {on} no limit is in force for {', '.join(sorted(absent))}.")
    return kind(**values)
