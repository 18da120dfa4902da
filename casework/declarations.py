"""What a case type declares, in plain values, and the reader of the files in which apps keep its rules.

Pure: no Django. A file holds head, standards and legal pauses of one or several case types as dated data,
each with its citation and its doubt; the steps themselves are the app's own. To record them: `casework.case_types`.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ROUND_THE_CLOCK = "24x7"
DEFAULT_PERCENT = 90


@dataclass(frozen=True)
class DeclaredStep:
    """A step in both languages and the steps that may follow."""

    code: str
    name_th: str
    name_en: str
    next_codes: tuple[str, ...]
    is_final: bool = False


@dataclass(frozen=True)
class DeclaredStandard:
    """A target to start with, and where it comes from or why it is doubtful.

    `since` None means from the day of declaring; no `target_minutes` means timed and not judged.
    """

    step: str
    role: str
    target_minutes: int | None
    citation: str = ""
    doubt: str = ""
    clock: str = ROUND_THE_CLOCK
    percentile: int = DEFAULT_PERCENT
    citation_en: str = ""
    doubt_en: str = ""
    since: date | None = None
    until: date | None = None
    escalate_to: str = ""


@dataclass(frozen=True)
class DeclaredPause:
    """A ground on which the clock may stand still; without `steps` it may begin in every step."""

    code: str
    name_th: str
    name_en: str
    steps: tuple[str, ...] = ()
    citation: str = ""
    doubt: str = ""
    citation_en: str = ""
    doubt_en: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Declaration:
    """A whole case type; its first step is the one a case opens with."""

    code: str
    name_th: str
    name_en: str
    steps: tuple[DeclaredStep, ...]
    standards: tuple[DeclaredStandard, ...]
    pauses: tuple[DeclaredPause, ...] = ()
    head: str = ""


@dataclass(frozen=True)
class Rules:
    """The rules of one case type as its file has them."""

    head: str = ""
    standards: tuple[DeclaredStandard, ...] = field(default_factory=tuple)
    pauses: tuple[DeclaredPause, ...] = field(default_factory=tuple)


@functools.cache
def rules(text: str, *, case_type: str) -> Rules:
    """The rules of a case type from the text of a file (TOML); raises KeyError for an entry that lacks a part.

    An entry is for every case type of the file, or for those that its `of` names.
    """
    found = tomllib.loads(text)
    return Rules(
        head=found["head"],
        standards=tuple(_standard(entry) for entry in _of(found.get("standard", ()), case_type)),
        pauses=tuple(_pause(entry) for entry in _of(found.get("pause", ()), case_type)),
    )


def _of(entries: Iterable[Mapping[str, Any]], case_type: str) -> list[Mapping[str, Any]]:
    return [entry for entry in entries if case_type in entry.get("of", (case_type,))]


def _standard(entry: Mapping[str, Any]) -> DeclaredStandard:
    return DeclaredStandard(
        step=entry["step"],
        role=entry["role"],
        target_minutes=entry.get("minutes"),
        clock=entry["clock"],
        percentile=entry.get("percent", DEFAULT_PERCENT),
        escalate_to=entry.get("escalate_to", ""),
        **_dated(entry),
    )


def _pause(entry: Mapping[str, Any]) -> DeclaredPause:
    return DeclaredPause(
        code=entry["code"],
        name_th=entry["name_th"],
        name_en=entry["name_en"],
        steps=tuple(entry.get("steps", ())),
        **_dated(entry),
    )


def _dated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Days in force, citation and doubt; how well a rule is attested is for the reader of the file."""
    return {
        "since": entry["in_force_from"],
        "until": entry.get("in_force_until"),
        "citation": entry["cite_th"],
        "citation_en": entry["cite"],
        "doubt": entry.get("doubt_th", ""),
        "doubt_en": entry.get("doubt", ""),
    }
