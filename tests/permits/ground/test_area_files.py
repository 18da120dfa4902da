"""Files of planning areas as offices have them, right and wrong."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.utils import translation

from gis_assets.inventories import tables
from gis_assets.models import Municipality
from permits.ground import area_files
from tests.gis_assets.builders import EAST, NORTH
from tests.permits.ground.builders import plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def a_feature(shape: shapely.Geometry | None = None, **facts: Any) -> dict[str, Any]:
    drawn = plan(0, 0, width_m=100, depth_m=100) if shape is None else shape
    return {"type": "Feature", "properties": facts, "geometry": json.loads(shapely.to_geojson(drawn))}


def a_file(folder: Path, *features: dict[str, Any], name: str = "zones.geojson") -> Path:
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return path


def read(path: Path, municipality: Municipality, **facts: Any) -> area_files.Offered:
    return area_files.read(path, municipality=municipality, **{"columns": {}} | facts)


def test_columns_are_read_by_what_they_are_told_to_mean(municipality: Municipality, tmp_path: Path) -> None:
    feature = a_feature(ZONE="R1", NAME="ที่อยู่อาศัย", USES="dwelling, store", NOT="commerce;other", H="12.5", F="3")
    columns = {"code": "ZONE", "name_th": "NAME", "allowed": "USES", "denied": "NOT"}
    columns |= {"most_height_m": "H", "most_storeys": "F"}

    offered = read(a_file(tmp_path, feature), municipality, columns=columns, citation="ประกาศ", doubt="?")

    [area] = offered.areas
    assert (area.code, area.name_th, area.allowed, area.denied) == (
        "R1",
        "ที่อยู่อาศัย",
        ("dwelling", "store"),
        ("commerce", "other"),
    )
    assert (float(area.most_height_m or 0), area.most_storeys, area.citation, area.doubt) == (12.5, 3, "ประกาศ", "?")
    assert (offered.epsg, offered.findings, area.shape.geom_type) == (4326, (), "MultiPolygon")


def test_columns_named_like_their_meaning_are_read_unasked(municipality: Municipality, tmp_path: Path) -> None:
    offered = read(a_file(tmp_path, a_feature(Code="R1", name_EN="Homes")), municipality)

    assert (offered.areas[0].code, offered.areas[0].name_en, offered.areas[0].name_th) == ("R1", "Homes", "R1")


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (a_feature(shapely.Point(98.9, 18.74), code="R1"), "no area"),
        (a_feature(shapely.box(10, 10, 11, 11), code="R1"), "outside the municipality"),
        (a_feature(name_en="x"), "neither a name nor a code"),
        (a_feature(code="R1", allowed="palace"), "no use of a building"),
        (a_feature(code="R1", most_height_m="tall"), "no number"),
        (a_feature(code="R1", most_height_m="nan"), "no number"),
        (a_feature(code="R" * 41), "longer than 40"),
        ({"type": "Feature", "properties": {"code": "R1"}, "geometry": None}, "no area"),
    ],
)
def test_feature_that_cannot_be_used_is_told_and_the_others_are_read(
    municipality: Municipality, tmp_path: Path, feature: dict[str, Any], words: str
) -> None:
    offered = read(a_file(tmp_path, a_feature(code="OK"), feature), municipality)

    assert [area.code for area in offered.areas] == ["OK"]
    assert [finding.feature for finding in offered.findings] == [2]
    assert words in offered.findings[0].sentence


def test_outline_that_crosses_itself_is_mended_and_counted(municipality: Municipality, tmp_path: Path) -> None:
    bow = shapely.Polygon([(98.9, 18.74), (98.901, 18.741), (98.901, 18.74), (98.9, 18.741)])

    offered = read(a_file(tmp_path, a_feature(bow, code="R1")), municipality)

    assert offered.mended == 1
    assert shapely.is_valid(offered.areas[0].shape)


@pytest.mark.parametrize("content", ["{", '{"type": "FeatureCollection", "features": []}', ""])
def test_file_is_refused_when_it_holds_nothing_that_can_be_read(
    municipality: Municipality, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text(content)

    with pytest.raises((area_files.NotAreas, tables.FileRefused)):
        read(path, municipality)


@pytest.mark.parametrize("columns", [{"colour": "ZONE"}, {"code": "NOWHERE"}])
def test_file_is_refused_when_a_column_is_told_wrongly(
    municipality: Municipality, tmp_path: Path, columns: dict[str, str]
) -> None:
    with pytest.raises(area_files.NotAreas):
        read(a_file(tmp_path, a_feature(ZONE="R1")), municipality, columns=columns)


def test_system_is_asked_for_when_metres_do_not_say_theirs(municipality: Municipality, tmp_path: Path) -> None:
    metres = a_feature(shapely.box(EAST, NORTH, EAST + 50, NORTH + 50), code="R1")

    with pytest.raises(area_files.NotAreas, match="crs"):
        read(a_file(tmp_path, metres), municipality)
    assert len(read(a_file(tmp_path, metres), municipality, epsg=32647).areas) == 1


def test_indian_1975_goes_by_the_safe_way(municipality: Municipality, tmp_path: Path) -> None:
    """The same metres on the other datum lie some 330 m east and 300 m north of where WGS 84 would have them."""
    square = a_file(tmp_path, a_feature(shapely.box(EAST, NORTH, EAST + 50, NORTH + 50), code="R1"))

    [wgs84], [indian] = (read(square, municipality, epsg=epsg).areas for epsg in (32647, 24047))

    away = shapely.get_coordinates(shapely.centroid(indian.shape)) - shapely.get_coordinates(
        shapely.centroid(wgs84.shape)
    )
    assert abs(away[0]) == pytest.approx([0.0031, 0.0027], abs=0.0004)


@pytest.mark.parametrize("ending", ["gpkg", "kml", "shp.zip"])
def test_other_formats_are_read(municipality: Municipality, tmp_path: Path, ending: str) -> None:
    frame = geopandas.GeoDataFrame({"code": ["R1"], "Name": ["x"]}, geometry=[plan(0, 0)], crs=4326)
    path = tmp_path / f"areas.{ending}"
    if ending == "shp.zip":
        frame.to_file(path, driver="ESRI Shapefile")
    else:
        frame.to_file(path, driver={"gpkg": "GPKG", "kml": "KML"}[ending])

    offered = read(path, municipality, columns={"name_th": "Name"} if ending == "kml" else {})

    assert len(offered.areas) == 1
