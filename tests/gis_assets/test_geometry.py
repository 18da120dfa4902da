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


@pytest.mark.parametrize("some", [slice(None), slice(0, 2), slice(1, 3), slice(2, 3), slice(3, 9), slice(9, 12)])
def test_some_of_many_shapes_are_written_as_each_by_itself(some: slice) -> None:
    square, other = shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9)
    shapes = np.array([square, None, shapely.MultiPolygon([square, other]), other, None], dtype=object)

    written = geometry.Wkb.of(shapes).ewkb_hex(some, srid=32647, as_multipolygons=True)

    expected = geometry.as_multipolygons(shapes)[some].tolist()
    assert [shapely.from_wkb(text) if text else None for text in written] == [
        None if shape is None else shapely.set_srid(shape, 32647) for shape in expected
    ]


def test_shapes_come_out_of_their_wkb_as_they_went_in() -> None:
    shapes = np.array([None, shapely.Point(1, 2), shapely.box(0, 0, 1, 1), None], dtype=object)

    assert geometry.Wkb.of(shapes).shapes().tolist() == shapes.tolist()
