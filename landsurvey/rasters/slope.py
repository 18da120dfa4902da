"""Slope and light on a grid of heights, by Horn's differences over the eight neighbours.

B. K. P. Horn, Hill shading and the reflectance map, Proceedings of the IEEE 69 (1981), pages 14-47.
"""

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float32]


def gradient(heights: Grid, cell_m: float) -> tuple[Grid, Grid]:
    """Rise per metre towards the east and towards the north, on a north-up grid of square cells.

    Where a cell or one of its eight neighbours is missing (NaN, or beyond the grid) both are NaN.
    """
    z = np.pad(heights, 1, constant_values=np.nan)
    a, b, c = z[:-2, :-2], z[:-2, 1:-1], z[:-2, 2:]
    d, middle, f = z[1:-1, :-2], z[1:-1, 1:-1], z[1:-1, 2:]
    g, h, i = z[2:, :-2], z[2:, 1:-1], z[2:, 2:]
    known = middle * 0  # NaN where the cell itself is missing, which Horn's differences leave out
    east = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * cell_m) + known
    north = ((a + 2 * b + c) - (g + 2 * h + i)) / (8 * cell_m) + known
    return east.astype(np.float32), north.astype(np.float32)


def steepness(heights: Grid, cell_m: float) -> Grid:
    """Rise over run in the steepest direction: 1 is 100 % or 45 degrees."""
    east, north = gradient(heights, cell_m)
    steep: Grid = np.hypot(east, north)
    return steep


def degrees(steepness: Grid) -> Grid:
    return np.degrees(np.arctan(steepness)).astype(np.float32)


def light(heights: Grid, cell_m: float, *, azimuth_deg: float = 315, altitude_deg: float = 45) -> Grid:
    """How much light a slope gets from the north-west, 0 to 1; 0.7 on level ground, also where it is not known."""
    east, north = gradient(heights, cell_m)
    azimuth, altitude = np.radians(azimuth_deg), np.radians(altitude_deg)
    sun = (np.sin(azimuth) * np.cos(altitude), np.cos(azimuth) * np.cos(altitude), np.sin(altitude))
    shade = (-east * sun[0] - north * sun[1] + sun[2]) / np.sqrt(1 + east * east + north * north)
    lit: Grid = np.nan_to_num(np.clip(shade, 0, 1), nan=float(sun[2])).astype(np.float32)
    return lit
