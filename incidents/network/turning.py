"""How one turns from one road into the next, as a code that pages put into words."""

import math
from collections.abc import Sequence
from enum import StrEnum

Point = tuple[float, float]

LOOK_M = 15.0
"""Directions are taken over this length beside the junction: the last metre of a drawn line says little."""


class Turning(StrEnum):
    """What the driver does where a leg begins."""

    START = "start"
    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight_left"
    LEFT = "left"
    SHARP_LEFT = "sharp_left"
    SLIGHT_RIGHT = "slight_right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp_right"
    BACK = "back"


def between(before: Sequence[Point], after: Sequence[Point]) -> Turning:
    """The turn from the end of one line (metres, in the direction of travel) to the beginning of the next."""
    turned = math.degrees(_heading(*_first(after)) - _heading(*_last(before)))
    right = (turned + 180.0) % 360.0 - 180.0
    size = abs(right)
    if size < 30:
        return Turning.STRAIGHT
    if size > 170:
        return Turning.BACK
    is_right = right > 0
    if size < 55:
        return Turning.SLIGHT_RIGHT if is_right else Turning.SLIGHT_LEFT
    if size < 135:
        return Turning.RIGHT if is_right else Turning.LEFT
    return Turning.SHARP_RIGHT if is_right else Turning.SHARP_LEFT


def _heading(start: Point, end: Point) -> float:
    """Clockwise from north, in radians."""
    return math.atan2(end[0] - start[0], end[1] - start[1])


def _first(line: Sequence[Point]) -> tuple[Point, Point]:
    far = next((there for there in line if math.dist(line[0], there) >= LOOK_M), line[-1])
    return line[0], far


def _last(line: Sequence[Point]) -> tuple[Point, Point]:
    end, far = _first(line[::-1])
    return far, end
