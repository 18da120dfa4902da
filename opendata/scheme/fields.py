"""The fields and closed lists of the national catalogue, read from the two files beside this one."""

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

Kind = Literal["text", "long", "slug", "email", "url", "tags", "choice", "choices", "number", "date", "year", "degrees"]
Group = Literal["what", "why", "who", "when", "where", "statistics", "use"]
# What a data set says of itself: a list for fields of several choices, else text.
Values = dict[str, str | list[str]]

OTHER = "อื่นๆ"
GEOGRAPHIC, STATISTICS = "ข้อมูลภูมิสารสนเทศเชิงพื้นที่", "ข้อมูลสถิติ"
PUBLIC = "ข้อมูลสาธารณะ"
GROUPS: tuple[Group, ...] = ("what", "why", "who", "when", "where", "statistics", "use")


@dataclass(frozen=True)
class Choice:
    """A value of a closed list with its English."""

    value: str
    en: str


@dataclass(frozen=True)
class Field:
    """A field with its words in both languages; `is_ours`: for our own pages, never sent to a catalogue."""

    key: str
    group: Group
    kind: Kind
    th: str
    en: str
    help_th: str
    help_en: str
    is_required: bool = False
    is_ours: bool = False
    weight: int = 0
    types: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = ()

    def applies_to(self, data_type: object) -> bool:
        """Whether data sets of that type have it."""
        return not self.types or data_type in self.types

    @property
    def is_list(self) -> bool:
        return self.kind == "choices"

    @property
    def other(self) -> str:
        """The key of its twin in free words; empty where the list has no “other”."""
        return f"{self.key}_other" if any(choice.value == OTHER for choice in self.choices) else ""


@functools.cache
def all_fields() -> dict[str, Field]:
    """Every field by its key, in the order of the form."""
    lists = {name: tuple(Choice(*pair) for pair in pairs) for name, pairs in _read("choices.toml").items()}
    return {facts["key"]: _field(facts, lists) for facts in _read("fields.toml")["field"]}


def of_type(data_type: object) -> dict[str, Field]:
    """The fields that data sets of that type have."""
    return {key: field for key, field in all_fields().items() if field.applies_to(data_type)}


def twins(data_type: object) -> dict[str, Field]:
    """The field of each twin's key."""
    return {field.other: field for field in of_type(data_type).values() if field.other}


def _field(facts: dict[str, Any], lists: dict[str, tuple[Choice, ...]]) -> Field:
    return Field(
        key=facts["key"],
        group=facts["group"],
        kind=facts["kind"],
        th=facts["th"],
        en=facts["en"],
        help_th=facts["help_th"],
        help_en=facts["help_en"],
        is_required=facts.get("required", False),
        is_ours=facts.get("ours", False),
        weight=facts["weight"],
        types=frozenset(facts.get("types", ())),
        choices=lists[facts["list"]] if "list" in facts else (),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("opendata.scheme").joinpath(name).read_text(encoding="utf-8"))
