"""Settings of ours with the doubt of each: proposals that a municipality may overrule (`data/<subject>.toml`).

None of them is a published figure or a standard; each says since when it is proposed and why it is not certain, and all
stand on a page of their own for the officer.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from math import isfinite

CREWS = "crews"
"""A subject: a file of `data/` and a key in a municipality's settings, {"crews": {"nearer_minutes": 10}}."""

Value = float | tuple[str, ...]


@dataclass(frozen=True)
class Belief:
    """One setting: a number or kinds of incidents, since when, what it is called and why it is doubtful, in both
    languages."""

    name: str
    value: Value
    since: date
    title_th: str
    title_en: str
    doubt_th: str
    doubt_en: str
    is_own: bool = False

    @property
    def number(self) -> float:
        """The value of a setting that is a number."""
        if isinstance(self.value, tuple):
            raise TypeError(f"{self.name} is no number")
        return self.value

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, tuple)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The value of a setting that names kinds of incidents; none for a number."""
        return self.value if isinstance(self.value, tuple) else ()


def held(subject: str, own: Mapping[str, object]) -> dict[str, Belief]:
    """All settings of a subject by name; `own` are a municipality's settings, whose key `subject` overrules ours.

    A value of its own that is no number, or no list of kinds where ours is one, does not count.
    """
    overruled = own.get(subject)
    values = overruled if isinstance(overruled, Mapping) else {}
    return {
        name: _overruled(belief, values[name]) if name in values else belief
        for name, belief in _proposed(subject).items()
    }


def _overruled(belief: Belief, told: object) -> Belief:
    try:
        value = _value(told)
    except ValueError:
        return belief
    is_fit = isinstance(belief.value, tuple) if isinstance(value, tuple) else belief.is_number and isfinite(value)
    return replace(belief, value=value, is_own=True) if is_fit else belief


def _value(told: object) -> Value:
    return tuple(str(each) for each in told) if isinstance(told, (list, tuple)) else float(str(told))


@functools.cache
def _proposed(subject: str) -> dict[str, Belief]:
    text = resources.files("incidents").joinpath("data", f"{subject}.toml").read_text(encoding="utf-8")
    return {
        name: Belief(name, **facts | {"value": _value(facts["value"])}) for name, facts in tomllib.loads(text).items()
    }
