"""What a municipality changes in a service: its own documents, fees and steps, laid over the entries of the file.

They stand in its settings beside the days of the tracks, each with the words of the service's file: a code, a day from
which it holds, and where it is written. One whose code the file knows changes that entry, saying only what differs;
another code adds one; `is_used` false leaves one out. What cannot be read does not count, and is told to officers.
Pure: no Django.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from permits import workflow

DOCUMENTS, FEES, STEPS = PARTS = ("documents", "fees", "steps")
"""Keys beside the tracks of a service in a municipality's settings, each with a list of entries."""
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAY_BE_LEFT_OUT = frozenset({workflow.BOOKED, workflow.VISIT})
"""A service does without appointments or site visits; without any other step nobody would decide."""
EVIDENCE = ("published", "copied", "nothing_found")
MOST_SATANG = 100_000_000_00
Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """An entry that does not count: of which part, its code, and a word for why (`wording.FAULTS`)."""

    part: str
    code: str
    says: str


@dataclass(frozen=True)
class Merged:
    """The entries of a part in force on a day, in order; the municipality's own carry `is_own`.

    `left_out` are its own entries by which the file's are not used.
    """

    entries: tuple[Entry, ...]
    left_out: tuple[Entry, ...]
    faults: tuple[Fault, ...]


class _Wrong(ValueError):
    """Why an entry does not count."""


def merged(
    part: str, base: Sequence[Entry], *, own: object, on: date, units: frozenset[str] = frozenset(), barred: str = ""
) -> Merged:
    """The file's entries with the municipality's own, as of a day.

    `units` are what a fee may be counted by; `barred` is the fault of every entry where the service takes none.
    """
    listed = own if isinstance(own, list) else []
    faults = [] if own is None or isinstance(own, list) else [Fault(part, "", "no_list")]
    held = {each["code"]: dict(each) for each in base if part == STEPS or _holds(each, on)}
    known = {each["code"]: each for each in base}
    for said in listed:
        code = str(said.get("code", "")) if isinstance(said, Mapping) else ""
        try:
            if barred:
                raise _Wrong(barred)
            entry = _read(part, said, known.get(code), units=units)
        except _Wrong as wrong:
            faults.append(Fault(part, code, str(wrong)))
            continue
        if _holds(entry, on):
            held[code] = entry
    used, unused = ([each for each in held.values() if each.get("is_used", True) is wanted] for wanted in (True, False))
    return Merged(tuple(used), tuple(unused), tuple(faults))


def _holds(entry: Entry, on: date) -> bool:
    until = entry.get("in_force_until")
    return bool(entry["in_force_from"] <= on and (until is None or on < until))


def _read(part: str, said: object, base: Entry | None, *, units: frozenset[str]) -> dict[str, Any]:
    """An entry as the file would have it, over the one that it changes; raises _Wrong."""
    if not isinstance(said, Mapping) or not CODE.fullmatch(str(said.get("code", ""))):
        raise _Wrong("no_code")
    since, until = _day(said.get("in_force_from")), said.get("in_force_until")
    if since is None or (until is not None and _day(until) is None):
        raise _Wrong("no_day")
    if not _words(said, "cite_th") or said.get("evidence", "nothing_found") not in EVIDENCE:
        raise _Wrong("no_source")
    # Its own source and doubt, never those of the entry that it changes; what it says in Thai alone is said so to all.
    cited = {"cite": said["cite_th"], "evidence": "nothing_found", "doubt": said.get("doubt_th", ""), "doubt_th": ""}
    named = {name: said[f"{name}_th"] for name in ("name", "help") if f"{name}_th" in said}
    entry = {**(base or {}), **cited, **named, **said}
    entry |= {"in_force_from": since, "in_force_until": _day(until), "is_own": True}
    if not isinstance(entry.get("is_used", True), bool):
        raise _Wrong("no_choice")
    _CHECKS[part](entry, base, units)
    return entry


def _check_named(entry: dict[str, Any]) -> None:
    texts = ("name", "name_th", "help", "help_th", "cite", "doubt", "doubt_th")
    if not _words(entry, "name_th") or not all(isinstance(entry.get(name, ""), str) for name in texts):
        raise _Wrong("no_words")
    when = entry.get("when")
    if when and not (isinstance(when, Mapping) and all(_is_list_of_words(each) for each in when.values())):
        raise _Wrong("no_condition")


def _check_document(entry: dict[str, Any], _base: Entry | None, _units: frozenset[str]) -> None:
    _check_named(entry)
    if not isinstance(entry.get("is_required", True), bool):
        raise _Wrong("no_choice")


def _check_fee(entry: dict[str, Any], _base: Entry | None, units: frozenset[str]) -> None:
    _check_named(entry)
    if not all(_is_satang(entry.get(name, 0)) for name in ("satang", "satang_each", "least_satang")):
        raise _Wrong("no_sum")
    if entry.get("satang_each", 0) and entry.get("each") not in units:
        raise _Wrong("no_unit")


def _check_step(entry: dict[str, Any], base: Entry | None, _units: frozenset[str]) -> None:
    if base is None or entry["code"] not in MAY_BE_LEFT_OUT:
        raise _Wrong("no_step")


_CHECKS = {DOCUMENTS: _check_document, FEES: _check_fee, STEPS: _check_step}


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _words(said: Entry, name: str) -> str:
    words = said.get(name, "")
    return words.strip() if isinstance(words, str) else ""


def _is_list_of_words(said: object) -> bool:
    return isinstance(said, list | tuple) and all(isinstance(each, str) for each in said)


def _is_satang(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST_SATANG
