"""Words in both languages and where they are written: what every entry of a service's file is made of.

Pure: no Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Text:
    """The same words in both languages."""

    th: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.th


NOTHING = Text("", "")


@dataclass(frozen=True)
class Cited:
    """Where a part of a service is written, how well that is attested, and what is not certain."""

    cite: Text
    evidence: str
    doubt: Text
    in_force_from: date
    in_force_until: date | None = None
    is_own: bool = False
    """Said by the municipality, not by the service's file."""

    def holds_on(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


def text(entry: Mapping[str, Any], name: str) -> Text:
    """`name_th` and `name` (English); both empty where the entry has neither."""
    return Text(entry.get(f"{name}_th", ""), entry.get(name, ""))


def cited(entry: Mapping[str, Any]) -> Cited:
    """Where an entry is written; raises KeyError for what is missing."""
    return Cited(
        cite=text(entry, "cite"),
        evidence=entry["evidence"],
        doubt=text(entry, "doubt"),
        in_force_from=entry["in_force_from"],
        in_force_until=entry.get("in_force_until"),
        is_own=entry.get("is_own", False),
    )
