"""Floor areas and storeys, and whether they agree with the outline."""

from typing import Any

import pytest

from permits.rules import sizes
from tests.permits.rules.scenes import (
    a_house,
    a_plan,
    around,
    said,
)

HOUSE = a_house(2, 2, 10, 14)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"floor_area_m2": 140.0}, ("pass", "size_small")),
        ({"floor_area_m2": 150.0, "storeys": 2}, ("pass", "size_small")),
        ({"floor_area_m2": 150.01, "storeys": 2}, ("ask", "size_not_small_area")),
        ({"floor_area_m2": 149.0, "storeys": 3}, ("ask", "size_not_small_storeys")),
        ({"floor_area_m2": 100.0}, ("ask", "size_outline_larger")),
        ({"floor_area_m2": 149.0, "storeys": 1}, ("ask", "size_outline_smaller")),
        ({"floor_area_m2": None}, ("ask", "size_unknown_area")),
        ({"storeys": None}, ("ask", "size_unknown_storeys")),
        ({"floor_area_m2": float("nan"), "storeys": 0}, ("ask", "size_unknown")),
        ({"floor_area_m2": -5.0}, ("ask", "size_unknown_area")),
    ],
)
def test_size_goes_by_floors_and_outline(answers: dict[str, Any], expected: tuple[str, str]) -> None:
    assert said(sizes.RULE, a_plan(HOUSE, **answers), around()) == expected
