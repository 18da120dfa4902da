"""The parts that need no database: the table of steps and the tracking code."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import tracking
from incidents import workflow


def test_every_step_of_the_usual_way_follows_the_one_before() -> None:
    for here, there in zip(workflow.WAY_FORWARD, workflow.WAY_FORWARD[1:], strict=False):
        assert workflow.TABLE.allows(here, to=there)


def test_crew_is_never_skipped_on_the_way_to_resolved_once_it_is_assigned() -> None:
    assert not workflow.TABLE.allows(workflow.ASSIGNED, to=workflow.RESOLVED)
    assert not workflow.TABLE.allows(workflow.RESOLVED, to=workflow.ASSIGNED)


def test_what_is_still_to_come_starts_again_when_an_incident_was_reopened() -> None:
    assert workflow.still_to_come(workflow.ON_SCENE) == (workflow.RESOLVED,)
    assert workflow.still_to_come(workflow.REOPENED) == workflow.WAY_FORWARD[1:]


@given(st.binary(min_size=10, max_size=10))
def test_tracking_code_is_read_back_however_it_was_typed(random_bytes: bytes) -> None:
    code = tracking.code_from(random_bytes)

    assert tracking.normalised(f" {tracking.grouped(code).lower()} ") == code
    assert tracking.normalised(code.replace("1", "l").replace("0", "O")) == code


def test_tracking_codes_carry_all_eighty_bits() -> None:
    assert tracking.code_from(bytes(10)) == "0" * 16
    assert tracking.code_from(bytes([255] * 10)) == "Z" * 16
    assert len({tracking.code_from(secrets.token_bytes(10)) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("text", ["", "ABCD-EFGH", "U" * 16, "ABCD-EFGH-JKMN-PQRST"])
def test_tracking_code_is_refused_when_it_cannot_be_one(text: str) -> None:
    assert tracking.normalised(text) is None
