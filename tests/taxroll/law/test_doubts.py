"""The list of rules: complete, in both languages, and honest about what is doubtful."""

import re

import pytest

from taxroll.law import doubts, library
from taxroll.law.dated import Evidence
from taxroll.law.rules import PRACTICES
from taxroll.law.tables import Table

THAI = re.compile(r"[\u0e00-\u0e7f]")
GAPS = {
    "rounding", "agriculture_order", "corner_touch_counts", "floor_share", "type_reduction", "vacancy_of_new_owner",
    "co_owners_home", "outdoor_structures", "building_age", "refund", "surcharge_on_extension_ppm", "seizure_days",
    "allocation", "late_notice_days", "warning_days", "time_limits.decision", "time_limits.list_correction",
    "practices.minimum_tax", "practices.unpriced_property",
}  # fmt: skip


@pytest.mark.parametrize("year", library.years())
def test_every_rule_is_titled_and_said_in_both_languages(year: int) -> None:
    for rule in doubts.rules_of_year(year):
        assert rule.title
        assert THAI.search(rule.title_th), rule.key
        assert not THAI.search(rule.says), rule.key
        assert not {"{", "}", "_"} & set(rule.says + rule.says_th), rule.key


@pytest.mark.parametrize("year", library.years())
def test_every_gap_of_the_sources_is_a_setting_with_its_doubt(year: int) -> None:
    assert {rule.key for rule in doubts.of_year(year)} >= GAPS


def test_rule_without_evidence_is_always_doubtful() -> None:
    weak = (Evidence.GENERAL_KNOWLEDGE, Evidence.NOTHING_FOUND)

    assert all(rule.citation.doubt for rule in doubts.rules_of_year(2567) if rule.citation.evidence in weak)


def test_escalation_is_said_with_its_figures() -> None:
    (rule,) = [rule for rule in doubts.rules_of_year(2567) if rule.key == "escalation"]

    assert rule.says == "after each 3 vacant years 0.3 % more, never above 3 %; counted from tax year 2563"


def test_no_rate_exceeds_its_ceiling() -> None:
    ceilings = {Table.AGRICULTURE: "agriculture", Table.OTHER_USE: "other_use", Table.VACANT: "vacant"}
    for year in library.years():
        law = library.of_year(year)
        for table, dated in law.rates.items():
            ceiling = 0 if table is Table.EXEMPT else law.ceilings_ppm[ceilings.get(table, "residence")].value
            assert max(part.rate_ppm for part in dated.value) <= ceiling


def test_book_says_what_the_program_does() -> None:
    assert {name: dated.value for name, dated in library.of_year(2567).practices.items()} == PRACTICES
