"""Clearance from wires and poles."""

import pytest

from permits.rules import wires
from permits.rules.facts import Pole
from tests.permits.rules.scenes import LIMITS, a_house, a_plan, a_pole, around, said

RULE = wires.RULE


@pytest.mark.parametrize(
    ("poles", "expected"),
    [
        ((), ("pass", "wires_none")),
        ((a_pole(0, -2, wire_to=(40, -2)),), ("pass", "wires_kept")),
        ((a_pole(0, 8, wire_to=(40, 8)),), ("pass", "wires_unproven")),
        ((a_pole(0, 10.5, wire_to=(40, 10.5)),), ("ask", "wire_near")),
        ((a_pole(0, 8.5, wire_to=(40, 8.5)),), ("ask", "wire_near")),
        ((a_pole(0, 8.5, wire_to=(40, 8.5), kind="telecom"),), ("pass", "wires_unproven")),
        ((a_pole(0, 9.5, wire_to=(40, 9.5), kind="lighting"),), ("ask", "wire_near")),
        ((a_pole(0, 15, wire_to=(40, 15)),), ("fail", "wire_in_building")),
        ((a_pole(10, 15),), ("fail", "pole_in_building")),
        ((a_pole(10, 9.7, kind="lighting"),), ("ask", "pole_near")),
        ((a_pole(10, 8.0, wire_to=(10, 8.0)),), ("pass", "wires_kept")),
    ],
)
def test_verdict_goes_by_what_is_nearest(poles: tuple[Pole, ...], expected: tuple[str, str]) -> None:
    assert said(RULE, a_plan(a_house(6, 10)), around(poles=poles)) == expected


def test_wire_is_drawn_where_it_is_nearest_and_its_pole_is_named() -> None:
    found = wires.power_lines(a_plan(), around=around(poles=(a_pole(0, 9, wire_to=(40, 9)),)), limits=LIMITS)

    assert found.values["pole"] == "AB12CD34"
    assert (found.measured, found.required, found.drawn[0].label) == (1.0, 1.8, "1.00 m")
