"""Dated settings with where they come from and what is doubtful about them, as apps keep them in their `data/*.toml`.

Pure: which day counts is for the caller to say.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources


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
