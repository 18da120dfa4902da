"""Shapes on their way into the database."""

import numpy as np
import pytest
import shapely
from shapely import wkt

from gis_assets import geometry


@pytest.mark.parametrize(
    "text",
    [
        "POINT (1 2)",
        "POINT M (1 2 3)",
        "POINT ZM (1 2 3 4)",
        "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "POLYGON EMPTY",
        "POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
        "GEOMETRYCOLLECTION (POINT (1 2))",
    ],
)
def test_shape_comes_back_with_its_srid_when_written_for_the_database(text: str) -> None:
    shape = wkt.loads(text)

    (written,) = geometry.ewkb_hex(np.array([shape], dtype=object), srid=32647)

    back = shapely.from_wkb(written)
    assert shapely.get_srid(back) == 32647
    assert shapely.equals_identical(back, shape)


def test_missing_shape_stays_missing() -> None:
    assert geometry.ewkb_hex(np.array([None], dtype=object), srid=32647) == [None]
