"""A layer as a stream: what GDAL reads back is what the table holds, no more and no less."""

import json
import subprocess
from collections.abc import Generator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.publication import OPEN_DATA, Column, Layer, Style
from opendata import export, layers
from tests.gis_assets import builders

ON = date(2024, 6, 1)


def parcels() -> Layer:
    return layers.layer_named("parcels")


def collection(layer: Layer, municipality: Municipality, **asked: Any) -> dict[str, Any]:
    return dict(json.loads(b"".join(export.stream(layer, municipality=municipality, on=ON, **asked))))


def codes(found: dict[str, Any]) -> list[str]:
    return [feature["properties"]["code"] for feature in found["features"]]


def a_street_of_parcels(municipality: Municipality, *, count: int) -> None:
    source = builders.a_source(municipality)
    for number in range(count):
        shape = builders.square(east=number * 25)
        builders.a_parcel(municipality, code=f"01A{number:03}", shape=shape, source=source)


def test_gdal_reads_as_many_features_as_the_table_has(municipality: Municipality, tmp_path: Path) -> None:
    a_street_of_parcels(municipality, count=7)
    file = tmp_path / "parcels.geojson"

    file.write_bytes(b"".join(export.stream(parcels(), municipality=municipality, on=ON)))

    read = subprocess.run(
        ["ogrinfo", "-ro", "-so", "-al", str(file)], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 7" in read
    assert 'ID["EPSG",4326]' in read
    assert ParcelVersion.objects.count() == 7


def test_feature_carries_the_uid_and_only_declared_columns(municipality: Municipality) -> None:
    version = builders.a_parcel(municipality, document_number="12345")
    narrow = replace(
        parcels(), columns=(Column("code", "Code", ground=OPEN_DATA), Column("main_use", "Use")), style=Style("")
    )

    (feature,) = collection(narrow, municipality)["features"]

    assert feature["id"] == str(version.parcel.uid)
    assert feature["properties"] == {"code": "01A001"}


def test_rings_run_by_the_right_hand_rule_with_seven_decimals(municipality: Municipality) -> None:
    counterclockwise = builders.square()[0][0].coords
    builders.a_parcel(municipality, shape=MultiPolygon(Polygon(counterclockwise[::-1], srid=32647), srid=32647))

    (feature,) = collection(parcels(), municipality)["features"]

    exterior = feature["geometry"]["coordinates"][0][0]
    assert Polygon(exterior).exterior_ring.is_counterclockwise
    assert all(len(str(value).split(".")[1]) <= 7 for point in exterior for value in point)


@pytest.mark.parametrize("text", ['say "hi"', "back\\slash", "line\nend", "แปลง ก", "100 %"])
def test_text_comes_through_unchanged(municipality: Municipality, text: str) -> None:
    builders.a_parcel(municipality, code=text)

    (feature,) = collection(parcels(), municipality)["features"]

    assert feature["properties"]["code"] == text


def test_nothing_outside_the_bbox_comes(municipality: Municipality) -> None:
    near = builders.a_parcel(municipality, code="NEAR")
    builders.a_parcel(municipality, code="FAR", shape=builders.square(east=2_000))
    west, south, east, north = ParcelVersion.objects.get(pk=near.pk).shape_wgs84.extent

    found = collection(parcels(), municipality, bbox=export.Bbox(west, south, east, north))

    assert codes(found) == ["NEAR"]


def test_what_held_on_the_day_comes_when_versions_follow_each_other(municipality: Municipality) -> None:
    old = builders.a_parcel(municipality, code="OLD", valid=Range(date(2023, 1, 1), ON))
    builders.a_parcel(municipality, parcel=old.parcel, code="NEW", valid=Range(ON, None))

    found = collection(parcels(), municipality)

    assert codes(found) == ["NEW"]


def test_no_row_of_another_municipality_comes(municipality: Municipality, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        builders.a_parcel(other_municipality, code="THEIRS")
    builders.a_parcel(municipality, code="OURS")

    ours = collection(parcels(), municipality)
    theirs = collection(parcels(), other_municipality)

    assert codes(ours) == ["OURS"]
    assert codes(theirs) == ["THEIRS"]


def test_empty_layer_is_a_whole_collection(municipality: Municipality) -> None:
    assert collection(parcels(), municipality) == {
        "type": "FeatureCollection",
        "features": [],
        "numberReturned": 0,
    }


def test_pieces_come_one_by_one_and_stay_small(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    a_street_of_parcels(municipality, count=40)
    monkeypatch.setattr(export, "PIECE_BYTES", 1_000)

    stream = export.stream(parcels(), municipality=municipality, on=ON)
    pieces = list(stream)

    assert isinstance(stream, Generator)
    assert len(pieces) > 10
    assert max(map(len, pieces)) < 2_000
    assert json.loads(b"".join(pieces))["numberReturned"] == 40


def test_connection_is_usable_when_a_reader_leaves_early(municipality: Municipality) -> None:
    # Megabytes, so that the server is still sending when the reader goes.
    source = builders.a_source(municipality)
    round_shape = MultiPolygon(builders.square().centroid.buffer(10, quadsegs=5_000), srid=32647)
    for _ in range(10):
        builders.a_parcel(municipality, shape=round_shape, source=source)
    stream = export.stream(parcels(), municipality=municipality, on=ON)
    next(stream)

    stream.close()

    assert ParcelVersion.objects.count() == 10


def test_count_is_that_of_the_stream(municipality: Municipality) -> None:
    a_street_of_parcels(municipality, count=3)

    assert export.count(parcels(), municipality=municipality, on=ON) == 3
    assert export.count(parcels(), municipality=municipality, on=date(2020, 1, 1)) == 0


@pytest.mark.parametrize("layer", layers.all_layers().values(), ids=lambda layer: layer.name)
def test_every_declared_layer_can_be_streamed(municipality: Municipality, layer: Layer) -> None:
    whole = collection(layer, municipality, bbox=export.Bbox(98, 18, 99, 19))

    assert whole["numberReturned"] == len(whole["features"])


def test_bbox_is_read_as_west_south_east_north() -> None:
    assert export.parse_bbox("98.92,18.73,98.95,18.75") == export.Bbox(west=98.92, south=18.73, east=98.95, north=18.75)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,x", "98.95,18.73,98.92,18.75", "98,91,99,92", "nan,1,2,3", "1,2,3,4,5"]
)
def test_bbox_is_refused_when_it_is_no_rectangle(text: str) -> None:
    with pytest.raises(export.WrongBbox, match=r"west,south,east,north|ตะวันตก,ใต้,ตะวันออก,เหนือ"):
        export.parse_bbox(text)
