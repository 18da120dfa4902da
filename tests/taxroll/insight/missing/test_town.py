"""How much of what is hidden in the synthetic town is found, and how much of what is found was hidden."""

import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from fixtures import seen
from fixtures.seen import EPSG, Seen
from fixtures.town.generation import generate
from fixtures.town.tables import Town
from taxroll.insight.missing import detection, layers
from taxroll.insight.missing.detection import Terms

TERMS = Terms(least_area_m2=20, least_height_m=2.2, storey_height_m=3, known_share=0.3)


@pytest.fixture(scope="module")
def town() -> Town:
    return generate(seed=2567)


@pytest.fixture(scope="module")
def picture(town: Town) -> Seen:
    return seen.seen_of(town, extra=200, rng=np.random.default_rng(2567))


def scores(found: np.ndarray, hidden: np.ndarray) -> tuple[float, float]:
    """Precision and recall of found outlines: one is right when it meets a hidden building."""
    hits = shapely.STRtree(hidden).query(found, predicate="intersects")
    return len(set(hits[0].tolist())) / max(found.size, 1), len(set(hits[1].tolist())) / hidden.size


def test_hidden_buildings_are_found_by_footprints(town: Town, picture: Seen, tmp_path: Path) -> None:
    seen.write_footprints(picture, tmp_path / "seen.gpkg")
    shapes = layers.footprints(tmp_path / "seen.gpkg", epsg=EPSG)

    found = detection.find(
        shapes, registered=town.buildings.shape, parcels=town.parcels.shape, height_m=None, terms=TERMS
    )

    precision, recall = scores(shapes[found.seen], picture.shape[picture.extra])
    sys.stdout.write(f"footprints: {found.seen.size} suspects, precision {precision:.3f}, recall {recall:.3f}" + "\n")
    assert precision >= 0.95
    assert recall >= 0.95


def test_hidden_buildings_are_found_by_height(town: Town, picture: Seen, tmp_path: Path) -> None:
    """On a square of 1,200 m around the first hidden building, at one metre a cell."""
    centre = shapely.centroid(picture.shape[picture.extra][0])
    box = (centre.x - 600, centre.y - 600, centre.x + 600, centre.y + 600)
    surface, terrain = seen.write_models(picture, tmp_path, box=box, cell_m=1.0)
    grid = layers.heights(surface, terrain, epsg=EPSG)
    shapes = layers.high_things(grid, least_height_m=TERMS.least_height_m, least_area_m2=TERMS.least_area_m2)

    found = detection.find(
        shapes,
        registered=town.buildings.shape,
        parcels=town.parcels.shape,
        height_m=layers.mean_heights(shapes, grid),
        terms=TERMS,
    )

    hidden = picture.shape[picture.extra]
    within = shapely.within(hidden, shapely.box(*box))
    precision, recall = scores(shapes[found.seen], hidden[within])
    sys.stdout.write(
        f"heights: {found.seen.size} suspects of {within.sum()}, precision {precision:.3f}, recall {recall:.3f}" + "\n"
    )
    assert precision >= 0.9
    assert recall >= 0.9
