"""Layers as files: every format is read back by a real client, and nobody is ever sent to half a file."""

import csv
import gzip
import hashlib
import io
import json
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pyarrow.parquet
import pyogrio
import pytest
from psycopg.types.range import Range
from shapely.geometry import Polygon, shape

from gis_assets.models import Municipality, ParcelVersion
from gis_assets.publication import Layer
from opendata import extraction, formats, gate, layers, snapshots
from opendata.models import Snapshot, SnapshotFile, SnapshotState
from tests.gis_assets import builders
from tests.opendata.builders import a_road

ON, NEXT = date(2024, 6, 1), date(2024, 6, 2)
AT = datetime(2024, 6, 1, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def layer_of(name: str, municipality: Municipality) -> Layer:
    return gate.require(name, municipality=municipality)


def a_snapshot(name: str, municipality: Municipality, *only: str, on: date = ON) -> Snapshot:
    """A snapshot as the job makes it; `only` some formats where the others are not looked at."""
    layer = layer_of(name, municipality)
    asked = snapshots.ask(layer, municipality=municipality, on=on, at=AT)
    with pytest.MonkeyPatch.context() as patch:
        if only:
            patch.setattr(snapshots, "FORMATS", tuple(formats.BY_EXTENSION[extension] for extension in only))
        made = snapshots.make(asked, layer=layer, at=AT)
    assert made is not None
    assert made.state == SnapshotState.DONE
    return made


def path(snapshot: Snapshot, extension: str) -> Path:
    return snapshots.path_of(snapshot.files.select_related("snapshot__municipality").get(extension=extension))


def three_parcels(municipality: Municipality) -> list[ParcelVersion]:
    source = builders.a_source(municipality)
    return [
        builders.a_parcel(
            municipality,
            code=f"01ก{number:03}",
            shape=builders.square(east=number * 25),
            source=source,
            document_number="12345",
        )
        for number in range(3)
    ]


def test_every_format_has_its_row_with_size_and_checksum(municipality: Municipality) -> None:
    three_parcels(municipality)

    made = a_snapshot("parcels", municipality)

    assert [file.extension for file in made.files.all()] == [one.extension for one in formats.FORMATS]
    for file in made.files.select_related("snapshot__municipality"):
        stands = snapshots.path_of(file)
        assert file.size_bytes == stands.stat().st_size > 0
        assert file.sha256 == hashlib.sha256(stands.read_bytes()).hexdigest()
    assert (made.version, made.feature_count, made.done) == ("2024-06-01", 3, len(formats.FORMATS))


def test_nothing_is_left_beside_the_files(municipality: Municipality, media: Path) -> None:
    three_parcels(municipality)

    made = a_snapshot("parcels", municipality)

    stand = {one.name for one in snapshots.folder_of(made).parent.rglob("*") if one.is_file()}
    texts = {"parcels.geojson.gz", "parcels.geojsons.gz", "parcels.csv.gz"}
    assert stand == {f"parcels.{one.extension}" for one in formats.FORMATS} | texts
    assert [one.name for one in snapshots.folder_of(made).parent.iterdir()] == ["2024-06-01"]


@pytest.mark.parametrize("extension", ["geojson", "geojsons", "gpkg", "fgb", "shp.zip", "parquet"])
def test_client_reads_the_same_features_from_every_format(municipality: Municipality, extension: str) -> None:
    versions = three_parcels(municipality)
    file = path(a_snapshot("parcels", municipality, extension), extension)

    read = geopandas.read_parquet(file) if extension == "parquet" else pyogrio.read_dataframe(file)

    assert len(read) == 3
    assert sorted(read["code"]) == ["01ก000", "01ก001", "01ก002"]
    assert read.crs.to_epsg() == 4326 or read.crs.to_authority() == ("OGC", "CRS84")
    by_code = read.set_index("code")
    for version in versions:
        drawn = shape(json.loads(version.shape_wgs84.geojson))
        assert by_code.geometry[version.code].hausdorff_distance(drawn) < 1e-7
    assert {str(one.parcel.uid) for one in versions} == set(read["id"])
    assert "document_number" not in read.columns
    assert "document_n" not in read.columns


@pytest.mark.parametrize("extension", ["geojson", "gpkg", "fgb", "shp.zip", "geojsons"])
def test_debians_older_gdal_reads_it_too(municipality: Municipality, extension: str) -> None:
    three_parcels(municipality)
    file = path(a_snapshot("parcels", municipality, extension), extension)

    told = subprocess.run(["ogrinfo", "-ro", "-al", "-so", str(file)], capture_output=True, text=True, check=True)

    assert "Feature Count: 3" in told.stdout
    assert "WGS 84" in told.stdout
    assert told.stderr == ""


def test_tiles_hold_the_features_with_their_ids(municipality: Municipality) -> None:
    versions = three_parcels(municipality)
    file = path(a_snapshot("parcels", municipality, "pmtiles"), "pmtiles")

    read = pyogrio.read_dataframe(f"{file}", layer="parcels", ZOOM_LEVEL=16)

    assert {str(one.parcel.uid) for one in versions} == set(read["id"])
    assert set(read["code"]) == {"01ก000", "01ก001", "01ก002"}
    assert "in_force_since" not in read.columns


def test_geojson_is_rfc_7946(municipality: Municipality) -> None:
    three_parcels(municipality)
    made = a_snapshot("parcels", municipality, "geojson")

    whole = json.loads(path(made, "geojson").read_text(encoding="utf-8"))

    assert "crs" not in whole
    west, south, east, north = whole["bbox"]
    assert 98.8 < west < east < 99
    assert 18.7 < south < north < 18.8
    assert whole["bbox"] == made.bbox
    assert whole["numberReturned"] == len(whole["features"]) == 3
    for feature in whole["features"]:
        (ring,) = feature["geometry"]["coordinates"][0]
        assert Polygon(ring).exterior.is_ccw
        assert all(round(number, 7) == number for point in ring for number in point)


def test_sequence_begins_each_feature_with_a_record_separator(municipality: Municipality) -> None:
    three_parcels(municipality)

    text = path(a_snapshot("parcels", municipality, "geojsons"), "geojsons").read_text(encoding="utf-8")

    records = text.split("\x1e")
    assert records[0] == ""
    assert [json.loads(record)["type"] for record in records[1:]] == ["Feature"] * 3


def test_parquet_says_where_each_feature_lies(municipality: Municipality) -> None:
    three_parcels(municipality)
    file = path(a_snapshot("parcels", municipality, "parquet"), "parquet")
    first = geopandas.read_parquet(file).geometry[0].bounds

    geo = json.loads(pyarrow.parquet.read_schema(file).metadata[b"geo"])
    within = geopandas.read_parquet(file, bbox=first)

    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert len(within) == 1


def test_csv_opens_in_thai_spreadsheets(municipality: Municipality) -> None:
    three_parcels(municipality)
    builders.a_pole(municipality)

    parcels = path(a_snapshot("parcels", municipality, "csv"), "csv").read_bytes()
    poles = path(a_snapshot("poles", municipality, "csv"), "csv").read_text(encoding="utf-8-sig")

    assert parcels.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(parcels.decode("utf-8-sig"))))
    assert {row["code"] for row in rows} == {"01ก000", "01ก001", "01ก002"}
    assert all(row["wkt"].startswith("MULTIPOLYGON (((98.") for row in rows)
    (pole,) = csv.DictReader(io.StringIO(poles))
    assert float(pole["lon"]) == pytest.approx(98.905, abs=0.01)
    assert float(pole["lat"]) == pytest.approx(18.74, abs=0.02)


def test_shapefile_names_its_encoding_and_its_columns(municipality: Municipality) -> None:
    three_parcels(municipality)

    with zipfile.ZipFile(path(a_snapshot("parcels", municipality, "shp.zip"), "shp.zip")) as archive:
        names = set(archive.namelist())
        encoding = archive.read("parcels.cpg")
        projection = archive.read("parcels.prj").decode()
        columns = archive.read("columns.txt").decode()

    assert {"parcels.shp", "parcels.shx", "parcels.dbf", "parcels.cpg", "parcels.prj", "columns.txt"} <= names
    assert encoding.strip() == b"UTF-8"
    assert "WGS_1984" in projection
    assert "document_t\tdocument_type\t" in columns


def test_compressed_twin_is_the_same_file(municipality: Municipality) -> None:
    three_parcels(municipality)

    plain = path(a_snapshot("parcels", municipality, "geojson"), "geojson")

    assert gzip.decompress(snapshots.packed(plain).read_bytes()) == plain.read_bytes()


@pytest.mark.parametrize("name", sorted(layers.all_layers()))
def test_every_layer_can_be_written_even_when_it_is_empty(municipality: Municipality, name: str) -> None:
    made = a_snapshot(name, municipality)

    plain = {one.extension for one in formats.FORMATS if not one.needs_features}
    assert {file.extension for file in made.files.all()} >= plain
    assert len(pyogrio.read_dataframe(path(made, "gpkg"))) == made.feature_count


def test_roads_keep_their_truth_values_in_the_shapefile(municipality: Municipality) -> None:
    a_road(municipality, "ซอย 1", is_oneway=True)

    read = pyogrio.read_dataframe(path(a_snapshot("roads", municipality, "shp.zip"), "shp.zip"))

    assert list(read["is_oneway"]) == [1]
    assert list(read["name_th"]) == ["ซอย 1"]


def test_id_of_a_feature_is_the_same_in_every_version(municipality: Municipality) -> None:
    before = builders.a_parcel(municipality, code="OLD", valid=Range(date(2023, 1, 1), NEXT))
    builders.a_parcel(municipality, parcel=before.parcel, code="NEW", valid=Range(NEXT, None))

    one, two = (a_snapshot("parcels", municipality, "gpkg", on=on) for on in (ON, NEXT))

    former, later = (pyogrio.read_dataframe(path(made, "gpkg")) for made in (one, two))
    assert (list(former["code"]), list(later["code"])) == (["OLD"], ["NEW"])
    assert list(former["id"]) == list(later["id"]) == [str(before.parcel.uid)]


def test_no_new_version_is_made_while_nothing_changes(municipality: Municipality) -> None:
    three_parcels(municipality)
    first = a_snapshot("parcels", municipality)
    layer = layer_of("parcels", municipality)
    later = datetime(2024, 6, 2, 18, tzinfo=UTC)

    again = snapshots.make(snapshots.ask(layer, municipality=municipality, on=NEXT, at=later), layer=layer, at=later)

    first.refresh_from_db()
    assert again is None
    assert Snapshot.objects.count() == 1
    assert first.confirmed_at == later


def test_second_state_of_a_day_is_a_version_of_its_own(municipality: Municipality) -> None:
    three_parcels(municipality)
    first = a_snapshot("parcels", municipality, "csv")
    before = path(first, "csv").read_bytes()
    builders.a_parcel(municipality, code="09Z", shape=builders.square(east=900))

    second = a_snapshot("parcels", municipality, "csv")

    assert (first.version, second.version) == ("2024-06-01", "2024-06-01-2")
    assert path(first, "csv").read_bytes() == before
    assert snapshots.latest(layer_of("parcels", municipality), municipality=municipality) == second


def test_asking_twice_opens_one_snapshot(municipality: Municipality) -> None:
    layer = layer_of("parcels", municipality)

    one, two = (snapshots.ask(layer, municipality=municipality, on=ON, at=AT) for _ in range(2))

    assert one == two


def test_making_twice_does_no_harm(municipality: Municipality) -> None:
    three_parcels(municipality)
    made = a_snapshot("parcels", municipality, "csv")
    files = list(made.files.values_list("extension", "sha256"))

    again = snapshots.make(made, layer=layer_of("parcels", municipality), at=AT)

    assert again == made
    assert list(made.files.values_list("extension", "sha256")) == files


def test_killed_half_way_leaves_no_half_file_and_is_made_anew(
    municipality: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a worker's process ends: nothing after it runs."""

    three_parcels(municipality)
    layer = layer_of("parcels", municipality)
    asked = snapshots.ask(layer, municipality=municipality, on=ON, at=AT)

    def half(extract: Any, place: Path) -> None:
        place.write_bytes(b"half")
        raise Killed

    broken = [
        formats.Format("fgb", "FlatGeobuf", "x", half) if one.extension == "fgb" else one for one in formats.FORMATS
    ]
    monkeypatch.setattr(snapshots, "FORMATS", tuple(broken))
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)
    with pytest.raises(Killed):
        snapshots.make(asked, layer=layer, at=AT)
    monkeypatch.undo()

    told = list(SnapshotFile.objects.values_list("extension", flat=True))
    served = snapshots.latest(layer, municipality=municipality)
    made = snapshots.make(asked, layer=layer, at=AT)

    assert told == ["geojson", "geojsons", "gpkg"]
    assert served is None
    assert made is not None
    assert len(pyogrio.read_dataframe(path(made, "fgb"))) == 3
    assert [one.name for one in snapshots.folder_of(made).parent.iterdir()] == [made.version]


def test_layer_that_the_check_stops_is_not_written(municipality: Municipality, media: Path) -> None:
    layer = layer_of("roads", municipality)
    asked = snapshots.ask(layer, municipality=municipality, on=ON, at=AT)
    a_road(municipality, "โทร 081-234-5678")

    made = snapshots.make(asked, layer=layer, at=AT)

    assert made is not None
    assert made.state == SnapshotState.BROKEN
    assert made.message
    assert not list(media.rglob("*.geojson"))


def test_texts_are_searched_as_they_are_taken_out(municipality: Municipality, tmp_path: Path) -> None:
    layer = layer_of("roads", municipality)
    a_road(municipality, "โทร 081-234-5678")

    taken = extraction.extract(layer, municipality=municipality, on=ON, version="v", folder=tmp_path)

    assert [(finding.column, finding.kind) for finding in taken.findings] == [("name_th", "telephone")]


def test_old_versions_go_but_the_first_of_a_month_and_the_newest_stay(municipality: Municipality) -> None:
    days = [date(2024, 6, 1), date(2024, 6, 2), date(2024, 6, 3), date(2024, 7, 1), date(2024, 7, 2)]
    made = []
    for number, day in enumerate(days):
        builders.a_parcel(municipality, code=f"P{number}", shape=builders.square(east=number * 40))
        made.append(a_snapshot("parcels", municipality, "csv", on=day))
    folders = [snapshots.folder_of(one) for one in made]

    gone = snapshots.forget(municipality, before=date(2024, 9, 1))

    assert gone == 2
    assert [folder.is_dir() for folder in folders] == [True, False, False, True, True]
    assert Snapshot.objects.count() == 3


def test_snapshots_of_another_municipality_are_not_seen(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    three_parcels(municipality)
    a_snapshot("parcels", municipality, "csv")

    layer = layers.layer_named("parcels")

    assert snapshots.latest(layer, municipality=other_municipality) is None
