"""Vector tiles as GDAL reads them: what lies where, what they carry at which zoom, and how they are kept."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion
from opendata import changes, layers, premade, tiles
from opendata.models import Change, StoredTile, TileBuild
from opendata.tiles import Place, Tile
from tests.gis_assets import builders
from tests.speaking import english

Read = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The features of a tile, in degrees."""

    def features(body: bytes, place: Place) -> list[dict[str, Any]]:
        file = tmp_path / f"{place.x}.mvt"
        file.write_bytes(body)
        options = ["-oo", "CLIP=NO", "-oo", f"X={place.x}", "-oo", f"Y={place.y}", "-oo", f"Z={place.z}"]
        ask = ["ogr2ogr", "-q", "-f", "GeoJSON", "-t_srs", "EPSG:4326", "/vsistdout/", str(file), *options]
        told = subprocess.run(ask, capture_output=True, check=True).stdout
        return list(json.loads(told)["features"])

    return features


def place_of(version: ParcelVersion, z: int) -> Place:
    centre = ParcelVersion.objects.get(pk=version.pk).shape_wgs84.centroid
    return tiles.places_over(centre.x, centre.y, centre.x, centre.y, z=z)[0]


def made(municipality: Municipality, place: Place, *, name: str = "parcels", on: date | None = None) -> Tile:
    now, layer = timezone.now(), layers.layer_named(name)
    on = on or timezone.localdate(now)
    version = changes.version(layer, municipality=municipality, on=on)
    return premade.tile(layer, place, municipality=municipality, on=on, at=now, version=version)


def url(place: Place, name: str = "parcels") -> str:
    return f"/ogc/collections/{name}/tiles/WebMercatorQuad/{place.z}/{place.y}/{place.x}"


def test_near_tile_holds_the_parcel_with_what_may_be_seen_at_its_zoom(municipality: Municipality, read: Read) -> None:
    """`/conf/mvt/content`: GDAL reads the tile, its grid laid over the place."""
    version = builders.a_parcel(municipality, residential_wah=100, document_number="12345")
    place = place_of(version, 16)

    (feature,) = read(made(municipality, place).body, place)

    assert {name: value for name, value in feature["properties"].items() if name != "mvt_id"} == {
        "id": str(version.parcel.uid),
        "code": "01A001",
        "document_type": "none",
        "measured_area_m2": 400.0,
        "main_use": "residential",
        "accuracy_class": "unknown",
    }
    west, south, east, north = ParcelVersion.objects.get(pk=version.pk).shape_wgs84.extent
    longitudes = [point[0] for point in feature["geometry"]["coordinates"][0]]
    assert min(longitudes) == pytest.approx(west, abs=3e-6)
    assert max(longitudes) == pytest.approx(east, abs=3e-6)
    assert south < north


def test_column_without_a_ground_is_in_no_tile(municipality: Municipality, read: Read) -> None:
    parcels = layers.layer_named("parcels")
    columns = tuple(replace(c, ground=None) if c.name == "accuracy_class" else c for c in parcels.columns)
    place = place_of(builders.a_parcel(municipality), 16)
    closed = replace(parcels, columns=columns)

    tile = tiles.drawn(closed, place, municipality=municipality, on=timezone.localdate(), version="closed")

    (feature,) = read(tile.body, place)
    assert "code" in feature["properties"]
    assert "accuracy_class" not in feature["properties"]


def test_parcel_across_a_border_is_whole_in_both_tiles(municipality: Municipality, read: Read) -> None:
    version = builders.a_parcel(municipality, shape=builders.square(side_m=150))
    west, south, east, north = ParcelVersion.objects.get(pk=version.pk).shape_wgs84.extent
    z = next(z for z in range(18, 14, -1) if len(tiles.places_over(west, south, east, north, z=z)) > 1)

    shapes = [
        read(made(municipality, place).body, place)[0]["geometry"]
        for place in tiles.places_over(west, south, east, north, z=z)
    ]

    widths = [
        max(p[0] for p in shape["coordinates"][0]) - min(p[0] for p in shape["coordinates"][0]) for shape in shapes
    ]
    assert widths == pytest.approx([east - west] * len(shapes), rel=0.01)


def test_tile_from_afar_is_a_square_of_the_kind_that_most_parcels_have(municipality: Municipality, read: Read) -> None:
    source = builders.a_source(municipality)
    for number, uses in enumerate([{"residential_wah": 9}, {"residential_wah": 9}, {"agriculture_wah": 9}]):
        version = builders.a_parcel(municipality, source=source, shape=builders.square(east=number), **uses)
    place = place_of(version, 11)

    (square,) = read(made(municipality, place).body, place)

    assert square["properties"]["main_use"] == "residential"
    assert square["properties"]["features"] == 3


def test_wide_parcel_covers_all_its_squares_from_afar(municipality: Municipality, read: Read) -> None:
    version = builders.a_parcel(municipality, shape=builders.square(side_m=600), agriculture_wah=9)
    place = place_of(version, 14)
    near = tiles.places_over(*ParcelVersion.objects.get(pk=version.pk).shape_wgs84.extent, z=14)

    squares = [square for place in near for square in read(made(municipality, place).body, place)]

    assert place in near
    assert 12 < len(squares) < 40  # a row of some seventeen squares of 36 m is one
    assert sum(square["properties"]["features"] for square in squares) == pytest.approx((600 / 36.2) ** 2, rel=0.15)


def test_poles_from_afar_are_points(municipality: Municipality, read: Read) -> None:
    pole = builders.a_pole(municipality)
    pole.refresh_from_db()
    place = tiles.places_over(*pole.shape_wgs84.extent, z=13)[0]

    (feature,) = read(made(municipality, place, name="poles").body, place)

    assert feature["geometry"]["type"] in ("Point", "MultiPoint")
    assert feature["properties"]["features"] == 1


def test_edit_is_seen_at_once_near_and_afar(municipality: Municipality, read: Read) -> None:
    version = builders.a_parcel(municipality, residential_wah=100)
    places = [place_of(version, 16), place_of(version, 12)]
    before = [made(municipality, place) for place in places]

    Change.objects.all().delete()  # a test is one transaction, which tells once of a table
    ParcelVersion.objects.filter(pk=version.pk).update(residential_wah=0, agriculture_wah=100)
    after = [made(municipality, place) for place in places]

    assert [old.version for old in before] != [new.version for new in after]
    assert [read(tile.body, place)[0]["properties"]["main_use"] for tile, place in zip(after, places, strict=True)] == [
        "agriculture",
        "agriculture",
    ]


def test_tile_is_as_of_the_day(municipality: Municipality) -> None:
    since = date(2024, 6, 1)
    version = builders.a_parcel(municipality, valid=Range(since, None))
    place = place_of(version, 12)

    assert made(municipality, place, on=date(2024, 5, 31)).body == b""
    assert made(municipality, place, on=since).body != b""


def test_tiles_are_not_made_twice_for_one_version(municipality: Municipality) -> None:
    place = place_of(builders.a_parcel(municipality), 12)
    made(municipality, place)
    (build,) = TileBuild.objects.values_list("pk", "built_at")

    made(municipality, place)

    assert list(TileBuild.objects.values_list("pk", "built_at")) == [build]


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """And whatever is made is made within a moment, however busy the machine."""
    monkeypatch.setattr(premade, "MANY", 0)
    monkeypatch.setattr(premade, "A_MOMENT_S", 600)


def test_tile_that_is_not_made_ahead_yet_is_drawn_by_itself_and_the_same_to_the_byte(
    municipality: Municipality, everything_is_large: None
) -> None:
    parcel = builders.a_parcel(municipality)
    wide = builders.a_parcel(municipality, code="01A002", shape=builders.square(east=30, side_m=150))
    places = [place_of(one, z) for one in (parcel, wide) for z in range(8, 15)]
    parcels, now = layers.layer_named("parcels"), timezone.now()

    alone = [made(municipality, place) for place in places]
    premade.build(parcels, municipality=municipality, on=timezone.localdate(now), at=now)

    assert all(tile.is_kept and tile.body for tile in alone)
    assert [made(municipality, place) for place in places] == alone


def test_edit_is_seen_at_once_from_afar_while_the_job_has_not_come(
    municipality: Municipality, everything_is_large: None
) -> None:
    parcel = builders.a_parcel(municipality, residential_wah=100)
    place, now = place_of(parcel, 12), timezone.now()
    premade.build(layers.layer_named("parcels"), municipality=municipality, on=timezone.localdate(now), at=now)
    before = made(municipality, place)

    Change.objects.all().delete()  # a test is one transaction, which tells once of a table
    ParcelVersion.objects.filter(pk=parcel.pk).update(residential_wah=0, agriculture_wah=100)
    after = made(municipality, place)

    assert (before.is_kept, after.is_kept) == (True, True)
    assert before.version != after.version
    assert before.body != after.body


def test_large_layer_is_made_by_a_job_and_shown_as_it_was_until_then(
    municipality: Municipality, everything_is_large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premade, "MANY_IN_TILE", 0)
    place = place_of(builders.a_parcel(municipality), 12)
    parcels, now = layers.layer_named("parcels"), timezone.now()

    waiting = made(municipality, place)
    premade.build(parcels, municipality=municipality, on=timezone.localdate(now), at=now)
    ready = made(municipality, place)

    assert (waiting.body, waiting.is_kept) == (b"", False)
    assert ready.is_kept
    assert ready.body


def test_large_layer_from_afar_is_told_only_by_months(
    municipality: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premade, "MANY", 0)
    monkeypatch.setattr(premade, "MANY_IN_TILE", 0)
    place = place_of(builders.a_parcel(municipality), 12)

    assert client.get(url(place), {"datetime": "2024-06-02"}).status_code == 404
    assert client.get(url(place), {"datetime": "2024-06-01"}).status_code == 204


def test_strangers_who_ask_for_many_days_fill_no_table(
    municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premade, "MOST_DAYS", 2)
    place = place_of(builders.a_parcel(municipality), 12)

    for day in range(1, 6):
        made(municipality, place, on=date(2024, 6, day))

    assert TileBuild.objects.count() == 2


def test_tiles_of_former_days_are_forgotten(municipality: Municipality) -> None:
    place = place_of(builders.a_parcel(municipality), 12)
    now = timezone.now()
    made(municipality, place, on=date(2024, 6, 1))
    made(municipality, place)
    TileBuild.objects.update(built_at=now - timedelta(days=2))

    premade.forget(municipality, on=timezone.localdate(now), at=now)

    assert [build.on for build in TileBuild.objects.all()] == [timezone.localdate(now)]
    assert StoredTile.objects.exists()


def test_memory_forgets_the_least_used_beyond_its_bytes() -> None:
    memory = tiles.Memory(3_000)
    for number in range(4):
        memory.keep(("tile", number), Tile("v", b"x" * 700))
        memory.get(("tile", 0))

    assert memory.get(("tile", 0)) is not None
    assert memory.get(("tile", 1)) is None


def test_tile_is_answered_packed_tagged_and_for_everybody(municipality: Municipality, client: Client) -> None:
    place = place_of(builders.a_parcel(municipality), 16)

    answer = client.get(url(place), headers={"accept-encoding": "gzip"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Content-Encoding"] == "gzip"
    assert "max-age=30" in answer["Cache-Control"]
    assert client.get(url(place), headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_tag_no_longer_holds_after_an_edit(municipality: Municipality, client: Client) -> None:
    version = builders.a_parcel(municipality)
    place = place_of(version, 16)
    tag = client.get(url(place))["ETag"]

    Change.objects.all().delete()
    ParcelVersion.objects.filter(pk=version.pk).update(code="02B002")

    assert client.get(url(place), headers={"if-none-match": tag}).status_code == 200


def test_hot_tile_asks_few_questions(
    municipality: Municipality, client: Client, django_assert_max_num_queries: Any
) -> None:
    place = place_of(builders.a_parcel(municipality), 16)
    tag = client.get(url(place))["ETag"]

    # The town of the request, its binding and unbinding, the bound of its time, where the layers stand and what
    # changed, the version within a binding of its own.
    with django_assert_max_num_queries(10):
        client.get(url(place), headers={"if-none-match": tag})


def test_place_where_nothing_lies_is_no_content(municipality: Municipality, client: Client) -> None:
    assert client.get(url(Place(16, 0, 0))).status_code == 204


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/19/0/0", 404),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/7/0/0", 404),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/8/256/0", 404),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/99999999999/0/0", 404),
        ("/ogc/collections/owners/tiles/WebMercatorQuad/16/1/1", 404),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/16/1/1?foo=1", 400),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad/16/1/1?datetime=x", 400),
        ("/ogc/collections/owners/tiles/WebMercatorQuad", 404),
        ("/ogc/collections/parcels/tiles/WebMercatorQuad?f=xml", 400),
    ],
)
def test_wrong_question_is_answered_with_a_sentence(
    municipality: Municipality, client: Client, address: str, status: int
) -> None:
    answer = english(client).get(address)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 10


def test_tile_of_another_municipality_holds_nothing_of_ours(
    municipality: Municipality, other_municipality: Municipality, client: Client
) -> None:
    with tenancy.within(other_municipality):
        version = builders.a_parcel(other_municipality, code="THEIRS")
        near, far = place_of(version, 16), place_of(version, 12)

    assert client.get(url(near)).status_code == 204
    assert client.get(url(far)).status_code == 204


def test_tile_json_tells_the_address_the_zooms_and_the_columns(municipality: Municipality, client: Client) -> None:
    told = english(client).get("/ogc/collections/parcels/tiles/WebMercatorQuad?f=tilejson").json()

    (layer,) = told["vector_layers"]
    assert told["tiles"] == ["http://testserver/ogc/collections/parcels/tiles/WebMercatorQuad/{z}/{y}/{x}"]
    assert (told["minzoom"], told["maxzoom"]) == (8, 18)
    assert told["bounds"] == pytest.approx([98.89, 18.73, 98.98, 18.77])
    assert {"code", "main_use"} <= set(layer["fields"])
    assert "document_number" not in layer["fields"]


def test_tile_set_tells_the_grid_and_its_limits(municipality: Municipality, client: Client) -> None:
    told = client.get("/ogc/collections/parcels/tiles/WebMercatorQuad").json()
    (listed,) = client.get("/ogc/collections/parcels/tiles").json()["tilesets"]
    grid = client.get("/ogc/tileMatrixSets/WebMercatorQuad").json()

    limits = {limit["tileMatrix"]: limit for limit in told["tileMatrixSetLimits"]}
    assert listed["tileMatrixSetURI"] == told["tileMatrixSetURI"] == grid["uri"]
    assert limits["8"] == {
        "tileMatrix": "8",
        "minTileRow": 114,
        "maxTileRow": 114,
        "minTileCol": 198,
        "maxTileCol": 198,
    }
    assert grid["tileMatrices"][0]["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert grid["tileMatrices"][18]["matrixWidth"] == 2**18
