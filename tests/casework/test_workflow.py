"""The pure table of steps."""

import pytest

from casework import workflow

TABLE = workflow.declared("asked", next_steps={"asked": ["answered"], "answered": []})


def test_step_is_allowed_only_along_the_table() -> None:
    assert TABLE.allows("asked", to="answered")
    assert not TABLE.allows("answered", to="asked")
    assert not TABLE.allows("asked", to="asked")
    assert not TABLE.allows("unheard of", to="answered")


def test_table_is_refused_when_a_step_has_no_row() -> None:
    with pytest.raises(ValueError, match="forgotten"):
        workflow.declared("asked", next_steps={"asked": ["forgotten"]})
