"""Settings of ours that a municipality overrules."""

from typing import Any

import pytest

from incidents import beliefs


def test_own_value_overrules_and_is_marked() -> None:
    held = beliefs.held("grouping", {"grouping": {"join_m": "80"}})

    assert (held["join_m"].number, held["join_m"].is_own) == (80, True)
    assert not held["join_minutes"].is_own


@pytest.mark.parametrize("own", ["60 m", None, {}, ["tree"], "nan"])
def test_own_value_that_is_no_number_does_not_count(own: Any) -> None:
    held = beliefs.held("grouping", {"grouping": {"join_m": own}})

    assert held == beliefs.held("grouping", {})


@pytest.mark.parametrize("own", ["tree", 3, None])
def test_own_value_that_is_no_list_of_kinds_does_not_count(own: Any) -> None:
    held = beliefs.held(beliefs.CREWS, {beliefs.CREWS: {"photo_needed": own}})

    assert held == beliefs.held(beliefs.CREWS, {})
