"""The list for the lawyer: nothing that decides about a tax is left out, and each setting tells its doubt."""

import re
from dataclasses import fields
from datetime import date

import pytest

from gis_assets.models import Municipality
from taxroll import rulebook
from taxroll.law import doubts, library, service
from taxroll.law.dated import Dated
from taxroll.law.doubts import Rule
from taxroll.prices import policy

THAI = re.compile(r"[\u0e00-\u0e7f]")


def beside(municipality: Municipality, year: int) -> list[Rule]:
    """The settings that stand beside the law of a year."""
    return [rule for rule in rulebook.of_year(municipality, tax_year_be=year) if rule.key.startswith("settings.")]


@pytest.mark.parametrize("year", library.years())
def test_every_setting_is_said_in_both_languages_with_its_doubt(municipality: Municipality, year: int) -> None:
    for rule in beside(municipality, year):
        assert rule.citation.doubt, rule.key
        assert THAI.search(rule.title_th), rule.key
        assert not THAI.search(rule.title + rule.says), rule.key
        assert not {"{", "}", "_"} & set(rule.says + rule.says_th), rule.key


def test_every_setting_of_prices_and_papers_is_on_the_list(municipality: Municipality) -> None:
    on = date(2024, 1, 1)
    settings = [*vars(policy.of_day(on)).values(), *vars(service.on(on)).values()]

    listed = {rule.citation for rule in rulebook.of_year(municipality, tax_year_be=2567)}

    doubtful = {rule.citation for rule in settings if isinstance(rule, Dated) and rule.citation.doubt}
    assert len(fields(policy.Policy)) == 3
    assert doubtful <= listed


def test_law_comes_first_and_whole(municipality: Municipality) -> None:
    rules = rulebook.of_year(municipality, tax_year_be=2567)

    assert rules[: len(doubts.rules_of_year(2567))] == doubts.rules_of_year(2567)


def test_own_number_of_the_municipality_is_shown(municipality: Municipality) -> None:
    municipality.settings = {"tax_list": {"correction_days": 45}}

    says = {rule.key: rule.says for rule in rulebook.of_year(municipality, tax_year_be=2567)}

    assert says["settings.correction_days"] == "45 days"
