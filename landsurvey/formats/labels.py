"""Ties the words of a drawing to the areas they stand in, or beside when an area was too small for its own.

A word belongs to the smallest area around it. One that stands in none goes to the nearest area that has no word yet, if
that is no further than the word is long.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from landsurvey.formats.features import Column

SEPARATOR = " | "


@dataclass(frozen=True)
class Label:
    """A word at a place: `middle` and `anchor` (x, y), `reach` in drawing units, the heading it belongs under."""

    text: str
    middle: tuple[float, float]
    anchor: tuple[float, float]
    reach: float
    heading: str


@dataclass(frozen=True)
class Joined:
    """Columns of words by heading; how many stood beside their area, how many near none."""

    columns: dict[str, Column]
    beside: int
    lost: int


def joined(areas: Column, labels: Sequence[Label]) -> Joined:
    """Return the words of each area by heading, from top to bottom, several divided by `SEPARATOR`."""
    if not len(areas) or not labels:
        return Joined({}, 0, len(labels))
    owners = _inside(areas, np.array([label.middle for label in labels]))
    outside = owners < 0
    owners[outside] = _inside(areas, np.array([label.anchor for label in labels]))[outside]
    homeless = np.flatnonzero(owners < 0)
    owners = _beside(areas, labels, owners, homeless)
    beside = int((owners[homeless] >= 0).sum())
    return Joined(_columns(len(areas), labels, owners), beside, len(homeless) - beside)


def _inside(areas: Column, xy: np.ndarray) -> np.ndarray:
    """Index of the smallest area around each point, -1 for none."""
    points, shapes = shapely.STRtree(areas).query(shapely.points(xy), predicate="intersects")
    largest_first = np.argsort(-shapely.area(areas[shapes]), kind="stable")
    owners = np.full(len(xy), -1, dtype=np.int64)
    owners[points[largest_first]] = shapes[largest_first]  # the last one written, the smallest, stays
    return owners


def _beside(areas: Column, labels: Sequence[Label], owners: np.ndarray, homeless: np.ndarray) -> np.ndarray:
    """Give words without an area to areas without a word, the closest pairs first."""
    bare = np.setdiff1d(np.arange(len(areas)), owners)
    if not len(bare) or not len(homeless):
        return owners
    points = shapely.points([labels[index].middle for index in homeless])
    reach = max(labels[index].reach for index in homeless)
    found, nearest = shapely.STRtree(areas[bare]).query(points, predicate="dwithin", distance=reach)
    distances = shapely.distance(points[found], areas[bare][nearest])
    taken: set[int] = set()
    for pair in np.argsort(distances, kind="stable").tolist():
        label, area = int(homeless[found[pair]]), int(bare[nearest[pair]])
        if owners[label] < 0 and area not in taken and distances[pair] <= labels[label].reach:
            owners[label] = area
            taken.add(area)
    return owners


def _columns(count: int, labels: Sequence[Label], owners: np.ndarray) -> dict[str, Column]:
    words: dict[str, list[list[str]]] = {}
    for index in sorted(range(len(labels)), key=lambda index: (-labels[index].middle[1], labels[index].middle[0])):
        if owners[index] >= 0:
            label = labels[index]
            words.setdefault(label.heading, [[] for _ in range(count)])[int(owners[index])].append(label.text)
    columns = {}
    for heading in sorted(words):
        columns[heading] = np.array([SEPARATOR.join(said) for said in words[heading]], dtype=object)
    return columns
