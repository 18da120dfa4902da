"""Plots that adjoin are one base; the shapes are drawn on squared paper of 10 m."""

import numpy as np
import shapely

from taxroll import contiguity


def square(column: int, row: int, *, gap_m: float = 0.0) -> shapely.Polygon:
    x, y = 500_000 + 10 * column + gap_m, 2_000_000 + 10 * row
    return shapely.box(x, y, x + 10, y + 10)


def group(*shapes: shapely.Polygon, owners: list[int], corner_touch_counts: bool = False) -> list[int]:
    found = contiguity.groups(
        np.array(shapes, dtype=object), np.array(owners, dtype=np.int64), corner_touch_counts=corner_touch_counts
    )
    return [int(number) for number in found]


def test_plots_of_one_owner_are_one_base_when_they_share_an_edge() -> None:
    first, second, third = group(square(0, 0), square(1, 0), square(5, 0), owners=[1, 1, 1])

    assert first == second != third


def test_plots_of_two_owners_stay_apart_when_they_share_an_edge() -> None:
    first, second = group(square(0, 0), square(1, 0), owners=[1, 2])

    assert first != second


def test_chain_of_plots_is_one_base() -> None:
    assert len(set(group(*(square(n, 0) for n in range(5)), owners=[1] * 5))) == 1


def test_survey_gap_of_a_centimetre_does_not_part_plots() -> None:
    first, second = group(square(0, 0), square(1, 0, gap_m=0.01), owners=[1, 1])

    assert first == second


def test_lane_of_a_metre_parts_plots() -> None:
    first, second = group(square(0, 0), square(1, 0, gap_m=1.0), owners=[1, 1])

    assert first != second


def test_corner_alone_joins_only_when_the_policy_says_so() -> None:
    apart = group(square(0, 0), square(1, 1), owners=[1, 1])
    joined = group(square(0, 0), square(1, 1), owners=[1, 1], corner_touch_counts=True)

    assert apart[0] != apart[1]
    assert joined[0] == joined[1]


def test_no_plots_have_no_groups() -> None:
    assert group(owners=[]) == []
