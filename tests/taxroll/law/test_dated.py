"""Asking what holds on a day: one answer, or a clear refusal."""

from datetime import date

import pytest

from gis_assets.periods import Period
from taxroll.law import library
from taxroll.law.dated import Citation, Dated, Evidence, LawIsSilent, all_in_force, in_force
from taxroll.law.rules import LimitFrom

CITE = Citation("s. 1", "มาตรา 1", Evidence.ONE_SOURCE)
OLD = Dated(Period(date(2020, 1, 1), date(2022, 1, 1)), "old", CITE)
NEW = Dated(Period(date(2022, 1, 1)), "new", CITE)


def test_rule_changes_on_the_first_day_of_the_new_one() -> None:
    assert in_force([OLD, NEW], on=date(2021, 12, 31)).value == "old"
    assert in_force([OLD, NEW], on=date(2022, 1, 1)).value == "new"


def test_law_is_silent_when_no_rule_covers_the_day() -> None:
    with pytest.raises(LawIsSilent):
        in_force([OLD, NEW], on=date(2019, 12, 31))


def test_law_is_silent_when_two_rules_cover_the_day() -> None:
    with pytest.raises(LawIsSilent):
        in_force([OLD, NEW, NEW], on=date(2023, 1, 1))


def test_year_before_the_act_has_no_law() -> None:
    with pytest.raises(LawIsSilent):
        library.of_year(2562)


def test_year_without_a_known_relief_has_no_law() -> None:
    with pytest.raises(LawIsSilent):
        library.of_year(2570)


def test_every_rule_has_evidence_and_both_languages() -> None:
    book = library.current()
    histories = [v for v in vars(book).values() if isinstance(v, tuple)]
    histories += [*book.rates.values(), *book.depreciation.values()]
    histories += [*book.exempt_property.values(), *book.type_reductions.values()]

    for rule in (rule for history in histories for rule in history):
        assert rule.citation.cite
        assert rule.citation.cite_th
        assert bool(rule.citation.doubt) == bool(rule.citation.doubt_th)
        weak = rule.citation.evidence in (Evidence.GENERAL_KNOWLEDGE, Evidence.NOTHING_FOUND)
        assert not weak or rule.citation.doubt


def test_section_8_has_twelve_kinds_in_every_year() -> None:
    for year in library.years():
        assert len(library.of_year(year).exempt_property) == 12


def test_reduction_of_foreclosed_property_ends_after_five_years() -> None:
    kind = library.of_year(2567).type_reductions["foreclosed"].value

    assert (kind.reduction_ppm, kind.years, kind.years_from) == (900_000, 5, LimitFrom.ACQUISITION)


def test_kind_that_ended_is_not_in_force() -> None:
    assert list(all_in_force({"ended": [OLD], "new": [NEW]}, on=date(2023, 1, 1))) == ["new"]
