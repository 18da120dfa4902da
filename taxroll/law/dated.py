"""One legal value, the days it is in force, and where the law says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from gis_assets.periods import Period

T = TypeVar("T")


class Evidence(StrEnum):
    """How well a rule is attested."""

    TWO_SOURCES = "two_sources"
    ONE_SOURCE = "one_source"
    GENERAL_KNOWLEDGE = "general_knowledge"
    NOTHING_FOUND = "nothing_found"


class LawIsSilent(LookupError):
    """No rule, or more than one rule, covers a day."""


@dataclass(frozen=True)
class Citation:
    """Where a rule stands, how well that is known, and what remains doubtful (empty when nothing does)."""

    cite: str
    cite_th: str
    evidence: Evidence
    sources: tuple[str, ...] = ()
    doubt: str = ""
    doubt_th: str = ""


@dataclass(frozen=True)
class Dated(Generic[T]):
    """A legal value of type T with its days in force and its citation."""

    period: Period
    value: T
    citation: Citation


def in_force(history: Sequence[Dated[T]], *, on: date) -> Dated[T]:
    """The one rule that covers the day; raises LawIsSilent when none or several do."""
    found = [entry for entry in history if on in entry.period]
    if len(found) != 1:
        raise LawIsSilent(f"{len(found)} rules cover {on}; exactly one must.")
    return found[0]


def all_in_force(histories: Mapping[str, Sequence[Dated[T]]], *, on: date) -> dict[str, Dated[T]]:
    """The kinds that exist on a day, each with its one rule; a kind may begin late or end."""
    exist = {key: history for key, history in histories.items() if any(on in entry.period for entry in history)}
    return {key: in_force(history, on=on) for key, history in exist.items()}
