"""Parcels as one fabric, drawn by hand and as real offices have drawn them."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_assets import crs
from landsurvey.formats import families
from landsurvey.formats.archive import MAX_EXPANDED_BYTES
from landsurvey.rules import outlines, shapes, topology
from landsurvey.rules.survey import Survey
from tests.landsurvey.rules.builders import a_square, a_survey_of

CATASTRO = "05-parcels/es-catastro-parcel.gpkg"
NAM_RON = "03-thai-parcels/dol-nam-ron-21-parcels_restored-epsg24047.geojson"
TAMBONS = "01-thai-admin/chiang-mai-tambon.zip"


def of_shapes(*drawn: shapely.Geometry, sigma_m: float = 0.04) -> Survey:
    return a_survey_of(*[{"shape": shape} for shape in drawn], sigma_m=sigma_m)


def real(path: Path) -> Survey:
    """The shapes of a file's first layer, read as uploads are: GDAL alone would write beside a GeoPackage."""
    family = families.recognise(path)
    layer = family.layers(path, max_expanded_bytes=MAX_EXPANDED_BYTES)[0].name
    found = family.read(path, layer=layer, codec=None, max_expanded_bytes=MAX_EXPANDED_BYTES)
    return of_shapes(*found.features.geometry)


def a_hexagon_of_gaps() -> list[shapely.Polygon]:
    """Eight squares around an empty one."""
    return [a_square(20 * column, 20 * row) for column in range(3) for row in range(3) if (column, row) != (1, 1)]


def test_smaller_parcel_is_named_when_it_lies_inside_an_earlier_or_a_later_row() -> None:
    inner, outer = a_square(5, 5, side=10), a_square()

    (first,) = topology.contained_shape(of_shapes(inner, outer))
    (second,) = topology.contained_shape(of_shapes(outer, inner))

    assert (first.index, first.args["other"]) == (0, 2)
    assert (second.index, second.args["other"]) == (1, 1)


def test_overlap_is_a_line_drawn_twice_when_its_accuracy_explains_it() -> None:
    both = a_square(), a_square(19.9)

    assert [finding.index for finding in topology.sliver_overlap(of_shapes(*both, sigma_m=0.5))] == [1]
    assert not topology.overlap(of_shapes(*both, sigma_m=0.5))
    assert [finding.args["area_m2"] for finding in topology.overlap(of_shapes(*both, sigma_m=0.01))] == ["2.0"]


def test_wide_overlap_is_one_however_coarse_the_source() -> None:
    (finding,) = topology.overlap(of_shapes(a_square(), a_square(18), sigma_m=2.0))

    assert finding.args == {"other": 1, "area_m2": "40.0"}


def test_crossing_parcels_overlap_although_neither_has_a_corner_in_the_other() -> None:
    cross = of_shapes(shapely.box(0, 8, 20, 12), shapely.box(8, 0, 12, 20))

    (finding,) = topology.overlap(cross)

    assert (finding.args["area_m2"], finding.place) == ("16.0", (10, 10))


def test_hairlines_are_counted_once_for_the_file() -> None:
    (finding,) = topology.hairline_overlaps(of_shapes(a_square(), a_square(19.9999), a_square(0, 40)))

    assert finding.index is None
    assert finding.args == {"count": 1, "area_mm2": "2,000", "first": 1, "second": 2}


def test_strip_between_two_parcels_is_measured() -> None:
    (finding,) = topology.narrow_gap(of_shapes(a_square(), a_square(20.3), sigma_m=0.5))

    assert (finding.index, finding.args) == (1, {"other": 1, "width": "30", "length": "20.0"})


def test_alley_wider_than_the_limit_is_no_strip() -> None:
    assert not topology.narrow_gap(of_shapes(a_square(), a_square(21), sigma_m=0.5))


def test_strip_is_not_told_again_as_an_enclosed_gap() -> None:
    dented = shapely.Polygon([(20, 0), (40, 0), (40, 20), (20, 20), (20.3, 10)])
    survey = of_shapes(a_square(), dented, sigma_m=0.5)

    assert len(topology.narrow_gap(survey)) == 1
    assert not topology.enclosed_gap(survey)


def test_missing_parcel_is_a_gap_enclosed_on_all_sides() -> None:
    (finding,) = topology.enclosed_gap(of_shapes(*a_hexagon_of_gaps()))

    assert (finding.index, finding.args, finding.place) == (0, {"area_m2": "400.0"}, (30, 30))


def test_gap_is_found_when_the_parcels_around_it_do_not_fit_each_other() -> None:
    around = a_hexagon_of_gaps()
    around[3] = shapely.box(19, 0, 40, 20)

    (finding,) = topology.enclosed_gap(of_shapes(*around))

    assert finding.args == {"area_m2": "400.0"}


def test_square_with_a_block_standing_in_it_is_no_gap() -> None:
    ring = a_square(side=100).difference(a_square(30, 30, side=40))
    halves = ring.intersection(shapely.box(0, 0, 50, 100)), ring.intersection(shapely.box(50, 0, 100, 100))

    assert not topology.enclosed_gap(of_shapes(*halves, a_square(45, 45, side=10)))
    assert len(topology.enclosed_gap(of_shapes(*halves))) == 1


def test_two_gaps_that_touch_in_a_corner_are_two() -> None:
    around = [a_square(20 * column, 20 * row) for column in range(4) for row in range(4)]
    del around[10], around[5]

    assert len(topology.enclosed_gap(of_shapes(*around))) == 2


def test_line_without_its_neighbours_corner_is_pointed_out_on_both_sides() -> None:
    tee = of_shapes(a_square(side=40), a_square(40), a_square(40, 20))

    assert [finding.index for finding in topology.unmatched_edge(tee)] == [0, 1, 2]


def test_overlap_is_not_told_again_as_a_line_that_does_not_match() -> None:
    assert not topology.unmatched_edge(of_shapes(a_square(), a_square(15)))


def test_spike_is_marked_at_its_tip() -> None:
    spiked = shapely.Polygon([(0, 0), (20, 0), (20, 9.98), (25, 10), (20, 10.02), (20, 20), (0, 20)])

    (finding,) = outlines.spike(of_shapes(a_square(100), spiked))

    assert (finding.index, finding.place, finding.args) == (1, (25, 10), {"angle": "0.5"})


def test_pointed_parcel_is_no_spike_when_it_is_wider_than_its_lines_are_sure() -> None:
    wedge = shapely.Polygon([(0, 0), (50, 0), (0, 4)])

    assert not outlines.spike(of_shapes(wedge, sigma_m=0.5))


def test_short_edges_are_told_once_for_each_parcel() -> None:
    bevelled = shapely.Polygon([(0, 0), (19.97, 0), (20, 0.03), (20, 20), (0.03, 20), (0, 19.97)])

    (finding,) = outlines.tiny_edge(of_shapes(bevelled))

    assert finding.args == {"count": 2, "shortest": "42"}


def test_repeated_corner_is_found() -> None:
    (finding,) = outlines.repeated_point(of_shapes(shapely.Polygon([(0, 0), (9, 0), (9, 0), (9, 9)])))

    assert (finding.index, finding.args["count"], finding.place) == (0, 1, (9, 0))


def test_corners_that_nearly_meet_are_a_pair_with_their_distance() -> None:
    near = shapely.Polygon([(20.012, 0), (40, 0), (40, 20), (20.5, 20)])

    (finding,) = outlines.near_miss_node(of_shapes(a_square(), near))

    assert (finding.index, finding.args) == (1, {"other": 1, "apart": "12.0"})


def test_parts_and_holes_are_counted() -> None:
    parted = shapely.MultiPolygon([a_square(), a_square(50)])
    ring = a_square(100).difference(a_square(105, 5, side=5))
    survey = of_shapes(parted, ring)

    assert [(finding.index, finding.args["count"]) for finding in shapes.several_parts(survey)] == [(0, 2)]
    assert [(finding.index, finding.place) for finding in shapes.hole(survey)] == [(1, (107.5, 7.5))]


@pytest.mark.real_data
def test_every_overlap_and_gap_of_the_spanish_cadastre_is_told(real_data: Path) -> None:
    survey = real(real_data / CATASTRO)

    (hairs,) = topology.hairline_overlaps(survey)
    listed = [*topology.contained_shape(survey), *topology.overlap(survey), *topology.sliver_overlap(survey)]
    assert (len(listed), hairs.args["count"]) == (8, 37)
    assert len(topology.enclosed_gap(survey)) == 34


@pytest.mark.real_data
def test_near_corners_of_the_department_of_lands_are_found(real_data: Path) -> None:
    apart_mm = [float(finding.args["apart"]) for finding in outlines.near_miss_node(real(real_data / NAM_RON))]

    assert (len(apart_mm), min(apart_mm), max(apart_mm)) == (15, 3.3, 14.8)


@pytest.mark.real_data
def test_boundaries_of_a_province_are_a_whole(real_data: Path) -> None:
    degrees = real(real_data / TAMBONS).plane
    survey = of_shapes(*crs.reproject(degrees, 4326, 32647))

    assert not shapes.invalid_ring(survey)
    assert len(survey.coverage.overlaps) == 0
    assert not topology.enclosed_gap(survey)
    assert not topology.narrow_gap(survey)


def test_overlaps_found_by_the_coverage_are_those_of_every_pair() -> None:
    rng = np.random.default_rng(7)
    corners = rng.uniform(0, 200, (120, 2))
    drawn = np.array([a_square(x, y, side=float(rng.uniform(3, 30))) for x, y in corners], dtype=object)

    pairs = of_shapes(*drawn).coverage.overlaps

    left, right = np.triu_indices(len(drawn), k=1)
    truth = shapely.area(shapely.intersection(drawn[left], drawn[right])) > 1e-6
    assert sorted(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)) == sorted(
        zip(left[truth].tolist(), right[truth].tolist(), strict=True)
    )
