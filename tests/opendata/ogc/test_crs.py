"""OGC API - Features, part 2: coordinate reference systems, with the abstract tests of its annex A."""

import json
from typing import Any

import pyproj
import pytest
import shapely

from gis_assets import crs
from opendata import systems
from tests.opendata.ogc.town import CRS84, NAMES, Program, epsg

pytestmark = pytest.mark.django_db
OFFERED = [CRS84, *map(epsg, (4326, 3857, 32647, 32648, 24047, 24048))]
ITEMS = "/collections/parcels/items"


def corner(feature: dict[str, Any]) -> tuple[float, float]:
    x, y = feature["geometry"]["coordinates"][0][0][0]
    return x, y


def test_conf_crs_crs_uri_and_storage_crs(program: Program) -> None:
    """Also `/conf/crs/storageCrs` and `/conf/crs/default-crs`."""
    for one in program.json("/collections")["collections"]:
        assert one["crs"] == (OFFERED if one["itemType"] == "feature" else [CRS84]), one["id"]
        assert one.get("storageCrs", CRS84) in one["crs"]
    assert program.json("/collections")["crs"] == OFFERED


def test_conf_crs_crs_parameter_default_is_crs84(program: Program) -> None:
    answer = program.get(ITEMS, limit=1)

    assert answer["Content-Crs"] == f"<{CRS84}>"
    assert program.features("parcels", crs=CRS84) == program.features("parcels")


@pytest.mark.parametrize("uri", OFFERED)
def test_conf_crs_crs_parameter_is_told_in_the_header(program: Program, uri: str) -> None:
    one = program.features("parcels", limit=1)[0]["id"]

    assert program.get(ITEMS, crs=uri)["Content-Crs"] == f"<{uri}>"
    assert program.get(f"{ITEMS}/{one}", crs=uri)["Content-Crs"] == f"<{uri}>"


def test_4326_has_its_latitude_first(program: Program) -> None:
    plain, turned = program.features("parcels"), program.features("parcels", crs=epsg(4326))

    assert [corner(one)[::-1] for one in turned] == [corner(one) for one in plain]


@pytest.mark.parametrize("code", [3857, 32647, 32648])
def test_conf_crs_crs_transform_puts_shapes_where_proj_does(program: Program, code: int) -> None:
    way = pyproj.Transformer.from_crs(4326, code, always_xy=True)

    for plain, placed in zip(program.features("parcels"), program.features("parcels", crs=epsg(code)), strict=True):
        assert corner(placed) == pytest.approx(way.transform(*corner(plain)), abs=0.02)


@pytest.mark.parametrize("code", [24047, 24048])
def test_indian_1975_goes_by_the_survey_departments_parameters(program: Program, code: int) -> None:
    ours, default = crs.transformation(4326, code), pyproj.Transformer.from_crs(4326, code, always_xy=True)
    plain, placed = program.features("parcels", limit=1)[0], program.features("parcels", limit=1, crs=epsg(code))[0]

    (expected,) = ours.apply(shapely.get_coordinates(shapely.Point(corner(plain))))

    assert corner(placed) == pytest.approx(tuple(expected), abs=0.02)
    wrong = default.transform(*corner(plain))
    assert shapely.Point(corner(placed)).distance(shapely.Point(wrong)) > 100


@pytest.mark.parametrize("uri", OFFERED[1:])
def test_every_layer_is_sent_in_every_system(program: Program, uri: str) -> None:
    for name in NAMES:
        plain, placed = program.features(name), program.features(name, crs=uri)

        assert [one["id"] for one in placed] == [one["id"] for one in plain]
        for before, after in zip(plain, placed, strict=True):
            shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in (before, after)]
            assert shapes[0].geom_type == shapes[1].geom_type
            assert "crs" not in after["geometry"]


@pytest.mark.parametrize("uri", OFFERED)
def test_conf_crs_bbox_crs_parameter_finds_what_lies_in_the_same_place(program: Program, uri: str) -> None:
    one = program.features("parcels", filter="code = '01A001'", crs=uri)[0]
    shape = shapely.from_geojson(json.dumps(one["geometry"]))
    inside = shapely.box(*shape.centroid.buffer(0.00001 if systems.SYSTEMS[uri].is_geographic else 1).bounds)

    found = program.codes(**{"bbox": ",".join(map(repr, inside.bounds)), "bbox-crs": uri})

    assert found == ["01A001"]


def test_conf_crs_bbox_crs_parameter_default_is_crs84(program: Program) -> None:
    assert len(program.codes(bbox="98,18,99,19")) == 3
    assert program.get(ITEMS, bbox="18,98,19,99").status_code == 400


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
def test_conf_crs_crs_parameter_invalid_is_refused(program: Program, name: str) -> None:
    """Also `/conf/crs/bbox-crs-parameter-invalid`."""
    for uri in ("x", "", "EPSG:4326", epsg(2326), epsg(32649), CRS84 + "/", CRS84.lower()):
        refused = program.get(ITEMS, **{name: uri, "bbox": "0,0,1,1"})

        assert refused.status_code == 400, uri
        assert name in refused.json()["description"]


@pytest.mark.parametrize(
    ("uri", "bbox"),
    [
        (epsg(32647), "2000000,500000,1000000,600000"),
        (epsg(32647), "1e300,0,1e301,1"),
        (epsg(24047), "-1e18,-1e18,1e18,1e18"),
        (epsg(4326), "98,18,99,19"),
        (epsg(3857), "inf,0,1,1"),
    ],
)
def test_bbox_beyond_its_system_is_refused(program: Program, uri: str, bbox: str) -> None:
    assert program.get(ITEMS, **{"bbox": bbox, "bbox-crs": uri}).status_code == 400


def test_shapes_of_a_filter_are_read_in_its_system(program: Program) -> None:
    one = program.features("parcels", filter="code = '01A001'", crs=epsg(24047))[0]
    x, y = shapely.from_geojson(json.dumps(one["geometry"])).centroid.coords[0]

    asked = {"filter": f"S_INTERSECTS(geometry, POINT({x} {y}))", "filter-crs": epsg(24047)}

    assert program.codes(**asked) == ["01A001"]
    assert program.get(ITEMS, **asked | {"filter-crs": CRS84}).status_code == 400  # metres are no degrees
