"""Distance to public water by its width."""

import pytest

from permits.rules import waters
from tests.permits.rules.scenes import LIMITS, a_house, a_plan, a_water, around, said

RULE = waters.RULE


@pytest.mark.parametrize(
    ("width_m", "depth", "expected"),
    [(8.0, 8, 3.0), (9.99, 8, 3.0), (10.0, 8, 6.0), (60.0, 60, 6.0), (None, 8, 6.0), (None, 120, 12.0)],
)
def test_distance_goes_by_width_and_size(width_m: float | None, depth: float, expected: float) -> None:
    assert waters.required_m(a_water(width_m, depth=depth), limits=LIMITS) == expected


@pytest.mark.parametrize(
    ("bank", "width_m", "expected"),
    [
        (25.0, 8.0, ("pass", "water_kept")),
        (23.5, 8.0, ("pass", "water_unproven")),
        (22.5, 8.0, ("ask", "water_doubtful")),
        (21.5, 8.0, ("fail", "water_short")),
        (23.5, 12.0, ("fail", "water_short")),
        (23.5, None, ("ask", "water_unmeasured")),
        (20.0, None, ("ask", "water_unmeasured")),
        (29.0, None, ("pass", "water_kept")),
    ],
)
def test_verdict_goes_by_the_bank(bank: float, width_m: float | None, expected: tuple[str, str]) -> None:
    scene = around(waters=(a_water(width_m, y=bank),))

    assert said(RULE, a_plan(a_house(6, 10)), scene) == expected


def test_none_when_no_water_is_near() -> None:
    assert said(RULE, a_plan(), around()) == ("pass", "water_none")
