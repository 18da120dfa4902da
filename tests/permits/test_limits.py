"""Limits of the checks are dated data: each has a source and its doubt in both languages, and every one is in use."""

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from permits import limits, terms
from permits.limits import Limits

TODAY = date(2026, 11, 27)
ROOT = Path(__file__).resolve().parents[2]


def test_every_limit_says_in_both_languages_what_it_is_where_it_is_from_and_what_is_doubtful() -> None:
    for limit in limits.entries():
        assert all((limit.title, limit.title_th, limit.cite, limit.cite_th, limit.doubt, limit.doubt_th)), limit.name
        assert limit.evidence in ("published", "copied", "nothing_found"), limit.name
        assert limit.topic in terms.TOPICS, limit.name


def test_every_limit_has_one_value_a_day() -> None:
    names = [limit.name for limit in limits.listed(on=TODAY)]

    assert sorted(names) == sorted(each.name for each in fields(Limits))


def test_every_limit_is_read_by_a_rule() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "permits").rglob("*.py"))

    for limit in limits.entries():
        assert re.search(rf"\.{limit.name}\b", code), limit.name


def test_day_decides_which_entry_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = [replace(one, in_force_until=TODAY) if one.name == "opening_low_m" else one for one in limits.entries()]
    (last,) = (one for one in ended if one.name == "opening_low_m")
    later = replace(last, value=2.5, in_force_from=TODAY, in_force_until=None)
    monkeypatch.setattr(limits, "entries", lambda: (*ended, later))

    assert limits.of(on=date(2026, 11, 26)).opening_low_m == 2.0
    assert limits.of(on=TODAY).opening_low_m == 2.5


def test_refused_when_no_entry_is_in_force() -> None:
    with pytest.raises(ValueError, match="opening_low_m"):
        limits.of(on=date(2019, 12, 31))


def test_municipality_overrules_by_name_when_it_gives_a_number() -> None:
    own = {"opening_low_m": "2.5", "blind_wall_m": "half", "lake_bank_m": float("nan"), "small_m2": True, "no_such": 1}

    found = {limit.name: limit for limit in limits.listed(on=TODAY, own=own)}

    assert (found["opening_low_m"].value, found["opening_low_m"].is_own) == (2.5, True)
    assert [found[name].is_own for name in ("blind_wall_m", "lake_bank_m", "small_m2")] == [False] * 3
    assert limits.of(on=TODAY, own=own).opening_low_m == 2.5


def test_paper_of_the_rules_names_every_limit() -> None:
    paper = (ROOT / "docs" / "one-stop-rules.md").read_text(encoding="utf-8")

    assert [limit.name for limit in limits.entries() if f"`{limit.name}`" not in paper] == []
