"""The terms on which places are kept."""

from datetime import date

from permits.appointments import terms

ON = date(2026, 11, 30)


def test_terms_are_those_of_the_file_without_own_values() -> None:
    assert terms.of(on=ON) == terms.Terms(hold_minutes=10, no_show_minutes=15, days_ahead=30, walk_in_extra=1)


def test_own_value_overrules_and_is_marked() -> None:
    own = {"hold_minutes": 5}

    assert terms.of(on=ON, own=own).hold_minutes == 5
    assert [entry.name for entry in terms.listed(on=ON, own=own) if entry.is_own] == ["hold_minutes"]


def test_own_value_that_is_no_number_does_not_count() -> None:
    own = {"hold_minutes": "ten", "days_ahead": None, "walk_in_extra": [2], "no_show_minutes": "20"}

    assert terms.of(on=ON, own=own) == terms.Terms(hold_minutes=10, no_show_minutes=20, days_ahead=30, walk_in_extra=1)


def test_every_term_says_its_doubt_in_both_languages() -> None:
    assert all(entry.doubt and entry.doubt_th and entry.title_th for entry in terms.listed(on=ON))
