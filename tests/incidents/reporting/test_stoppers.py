"""Whom a citizen is told to call before a report."""

from datetime import date

import pytest

from incidents.reporting import stoppers

ON = date(2026, 11, 20)


@pytest.mark.parametrize(("settings", "phone"), [({}, "191"), ({"emergency_phone": "1669"}, "1669")])
def test_municipality_names_its_own_number_where_life_is_in_danger(settings: dict[str, str], phone: str) -> None:
    told = {one.kind: one.number(settings) for one in stoppers.on(ON)}

    assert stoppers.emergency_phone(settings) == phone
    assert told["wire_down"] == phone
    assert told["power_out"] == "1129"
