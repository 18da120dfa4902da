"""Suspects among boxes that can be drawn on squared paper."""

import numpy as np
import shapely

from taxroll.insight.missing import detection
from taxroll.insight.missing.detection import Terms

TERMS = Terms(least_area_m2=20, least_height_m=2.2, storey_height_m=3, known_share=0.3)


def boxes(*corners: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([shapely.box(*corner) for corner in corners], dtype=object)


PARCELS = boxes((0, 0, 50, 50), (50, 0, 100, 50))


NOTHING = boxes()


def found(seen: np.ndarray, registered: np.ndarray = NOTHING, height_m: np.ndarray | None = None) -> detection.Found:
    return detection.find(seen, registered=registered, parcels=PARCELS, terms=TERMS, height_m=height_m)


def test_building_is_suspected_when_nothing_is_registered_there() -> None:
    suspects = found(boxes((10, 10, 20, 20), (60, 10, 70, 20)), boxes((10, 10, 20, 20)))

    assert (suspects.seen.tolist(), suspects.parcel.tolist(), suspects.area_m2.tolist()) == ([1], [1], [100.0])


def test_building_is_known_when_a_third_of_it_is_registered() -> None:
    seen = boxes((0, 0, 10, 10))

    assert found(seen, boxes((0, 0, 10, 3))).seen.size == 0
    assert found(seen, boxes((0, 0, 10, 2.9))).seen.size == 1


def test_shed_is_left_out_when_it_is_smaller_than_asked() -> None:
    assert found(boxes((0, 0, 4, 4.9))).seen.size == 0


def test_building_across_a_boundary_stands_where_most_of_it_is() -> None:
    assert found(boxes((46, 0, 56, 10), (42, 0, 52, 10))).parcel.tolist() == [1, 0]


def test_building_outside_every_parcel_is_kept_without_one() -> None:
    assert found(boxes((200, 200, 210, 210))).parcel.tolist() == [-1]


def test_height_gives_storeys_and_leaves_out_what_is_low() -> None:
    heights = np.array([1.0, 2.9, 6.2, np.nan])
    seen = boxes((0, 0, 5, 5), (10, 0, 15, 5), (20, 0, 25, 5), (30, 0, 35, 5))

    suspects = found(seen, height_m=heights)

    assert (suspects.seen.tolist(), suspects.storeys.tolist()) == ([1, 2, 3], [1, 2, 1])
