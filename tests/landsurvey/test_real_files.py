"""Every file of the folder of real data goes the whole way of an upload and gives what is known of it.

The table says what a person would answer when asked, and what must come out: how the upload ends, how many rows were
read, which findings of note there are, or the words of the refusal. All of it lies outside the test municipality, so
nothing becomes usable; what is read and what is said of it is the point. Parts of shapefiles are refused one by one and
read when they are zipped together. No file changes the register.
"""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Count

from gis_assets.models import Municipality, Parcel, ParcelVersion, Role
from landsurvey import uploads, validation
from landsurvey.models import Upload, UploadKind, UploadStatus
from tests.conftest import REAL_DATA
from tests.landsurvey.builders import AT, received

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

REFUSED_PART = "one part of a shapefile"
UNKNOWN = "none of the formats"
NO_GEOJSON = "but no GeoJSON"
NO_COORDINATES = "None of the columns holds coordinates"
# Rows of a foreign place are read, checked, and none can be used.
ABROAD = "None of the %(rows)s rows"


@dataclass(frozen=True)
class Expected:
    """`rows` read, `findings` by rule (others may be there too), a piece of the `refusal`; `answers` in their order."""

    rows: int = 0
    refusal: str = ABROAD
    findings: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    status: str = UploadStatus.REJECTED
    kind: str = UploadKind.PARCELS
    epsg: int | None = None
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def refused(words: str) -> Expected:
    return Expected(refusal=words)


CLEAN = ("invalid_ring", "overlap", "contained_shape", "duplicate_shape")

EXPECTED: dict[str, Expected] = {
    "MANIFEST.md": refused(NO_COORDINATES),
    "SHA256SUMS": refused(UNKNOWN),
    "01-thai-admin/chiang-mai-tambon.zip": Expected(204, epsg=4326, encoding="utf-8", absent=CLEAN),
    "01-thai-admin/kongvut_districts.csv": refused(NO_COORDINATES),
    "01-thai-admin/kongvut_provinces.csv": refused(NO_COORDINATES),
    "01-thai-admin/kongvut_sub_districts.csv": Expected(7451, findings={"missing_shape": 330}, encoding="utf-8"),
    "02-thai-cp874-derived/mueang-chiangmai-tambon_24047_cp874_OEM874.zip": Expected(
        16, epsg=24047, encoding="cp874", absent=CLEAN
    ),
    "03-thai-parcels/dol-nam-ron-21-parcels_as-published.geojson": Expected(
        21, findings={"near_miss_node": 15}, epsg=4326, absent=CLEAN
    ),
    "03-thai-parcels/dol-nam-ron-21-parcels_restored-epsg24047.geojson": Expected(
        21, findings={"near_miss_node": 15}, epsg=24047, absent=CLEAN
    ),
    "04-thai-osm-network/chiangmai.network.graph.json": refused(NO_GEOJSON),
    "04-thai-osm-network/chiangmai.pois.json": refused(NO_GEOJSON),
    "05-parcels/us-ca-oakland-parcels.zip": Expected(
        2241,
        epsg=2227,
        # The thirteen overlapping pairs: four shapes twice, seven within another, one sliver, one of a hair's breadth.
        findings={
            "duplicate_code": 3,
            "duplicate_shape": 4,
            "contained_shape": 7,
            "sliver_overlap": 1,
            "hairline_overlaps": 1,
            "enclosed_gap": 2,
        },
        answers={"headings": {"code": "APN"}},
        absent=("invalid_ring",),
    ),
    "05-parcels/es-catastro-parcel.gpkg": Expected(
        186, findings={"sliver_overlap": 8, "enclosed_gap": 34}, epsg=32628, absent=("invalid_ring", "overlap")
    ),
    # 343 repeat another byte for byte, one more begins its ring at another corner.
    "05-parcels/es-catastro-buildingparts.gpkg": Expected(722, findings={"duplicate_shape": 344}, epsg=32628),
    "05-parcels/fr-edigeo-13029-A01.tar.bz2": Expected(389, answers={"layer": "PARCELLE_id"}, epsg=2154, absent=CLEAN),
    "05-parcels/dc-parcel-lots.geojson": Expected(1258, findings={"invalid_ring": 1, "several_parts": 22}, epsg=4326),
    "06-osm/liechtenstein-2013-08-03.osm.pbf": refused(UNKNOWN),
    "06-osm/monaco.osm.pbf": refused(UNKNOWN),
    "06-osm/tiny-planet.osm": refused("neither KML nor GML"),
    "07-assets/dc-streetlights.csv": Expected(
        3963, findings={"not_an_area": 3963, "duplicate_shape": 2}, answers={"crs": 4326}, encoding="utf-8"
    ),
    "07-assets/dc-traffic-signal-cabinets.geojson": Expected(
        1412, findings={"not_an_area": 1412, "duplicate_shape": 5}
    ),
    "08-incidents/dc-street-alley-lights.geojson": Expected(1237, findings={"duplicate_shape": 148}),
    "08-incidents/dc-wire-down-power-outage.geojson": Expected(7, findings={"not_an_area": 7}),
    "10-utility-network/ky4_pipes.geojson": Expected(1156, epsg=3547),
    "10-utility-network/ky4_junctions.geojson": Expected(959, findings={"duplicate_shape": 2}, epsg=3547),
    "10-utility-network/ky4_tanks.geojson": Expected(4, epsg=3547),
    "10-utility-network/ky4_pumps.geojson": Expected(2, epsg=3547),
    "10-utility-network/ky4_reservoirs.geojson": Expected(1, epsg=3547),
    "11-torture/csv/encoding-windows1252.tsv": refused("None of the %(rows)s rows has coordinates"),
    "11-torture/csv/ext-tsv-with-csv-ext.csv": refused("None of the %(rows)s rows has coordinates"),
    "11-torture/csv/incomplete-file.CSV": refused("ends in the middle of record"),
    "11-torture/digital-land/conservation-areas-shp.zip": Expected(6, epsg=27700, absent=("invalid_ring",)),
    "11-torture/digital-land/conservation-areas.gml": Expected(10, absent=("invalid_ring",)),
    "11-torture/digital-land/conservation-areas.kml": Expected(12, findings={"invalid_ring": 1}, epsg=4326),
    "11-torture/dxf/uncommon.dxf": Expected(18, answers={"crs": 4326}, notes=("not read",)),
    "11-torture/geojsonhint/LICENSE": refused(NO_COORDINATES),
    "11-torture/gpkg/curvepolygon.gpkg": Expected(1, epsg=4326, notes=("holds curves",)),
    "11-torture/jts/TestValid.xml": refused("neither KML nor GML"),
    "11-torture/mbostock-shapefile/LICENSE.txt": refused(UNKNOWN),
    "11-torture/mbostock-shapefile/empty.json": refused("holds no rows"),
    "11-torture/mbostock-shapefile/ignore-properties.json": Expected(3),
    "11-torture/mbostock-shapefile/latin1-property.json": Expected(1),
    "11-torture/mbostock-shapefile/mixed-properties.json": Expected(3),
    "11-torture/mbostock-shapefile/null.json": Expected(9, findings={"missing_shape": 4}),
    "11-torture/mbostock-shapefile/number-null-property.json": Expected(4),
    "11-torture/mbostock-shapefile/pointm.json": Expected(3),
    "11-torture/mbostock-shapefile/polygonm.json": Expected(1),
    "11-torture/mbostock-shapefile/utf8-property.json": Expected(1),
    "12-buildings/boulder_buildings.zip": Expected(
        13491, findings={"invalid_ring": 10}, epsg=4326, absent=("duplicate_shape",)
    ),
}
# Ends of names that are always parts of something else.
BY_ENDING = {
    ".shp": refused(REFUSED_PART),
    ".shx": refused(REFUSED_PART),
    ".dbf": refused(REFUSED_PART),
    ".cpg": refused(UNKNOWN),
    ".prj": refused(UNKNOWN),
    ".result": refused(NO_GEOJSON),
}
FAR_AWAY = "covers nothing of the municipality"
RASTERS = {
    "09-rasters/chiangmai-srtm-dem.tif": Expected(
        kind=UploadKind.RASTER,
        status=UploadStatus.CHECKED,
        refusal="",
        answers={"nodata": "0", "vertical_datum": "msl"},
        epsg=4326,
    ),
    "09-rasters/linz_CB07_no_georef.tif": Expected(kind=UploadKind.RASTER, refusal="does not say where it lies"),
    "09-rasters/linz_DEM_BY23_1m.tif": Expected(kind=UploadKind.RASTER, refusal=FAR_AWAY),
    "09-rasters/linz_elevation_nocrs.asc": Expected(
        kind=UploadKind.RASTER,
        status=UploadStatus.ASKS,
        refusal="",
        answers={"raster_kind": "elevation", "vertical_datum": "msl"},
    ),
    "09-rasters/linz_partial_footprint_dem.tif": Expected(kind=UploadKind.RASTER, refusal=FAR_AWAY),
    "09-rasters/rasterio_RGB.byte.tif": Expected(kind=UploadKind.RASTER, refusal=FAR_AWAY),
    "09-rasters/rasterio_rotated_nocrs.tif": Expected(
        kind=UploadKind.RASTER,
        status=UploadStatus.ASKS,
        refusal="",
        answers={"raster_kind": "orthophoto"},
        notes=("is turned by",),
    ),
    "09-rasters/rasterstats_slope.tif": Expected(kind=UploadKind.RASTER, refusal=FAR_AWAY),
}
# Shapefiles whose parts lie loose in the folder, zipped as a surveyor would.
MBOSTOCK = "11-torture/mbostock-shapefile/"
LOOSE = {
    "09-rasters/rasterstats_polygons": Expected(2, answers={"crs": 32618}),
    "11-torture/dbf-encodings/big5": refused("nothing that can be read here"),
    "11-torture/dbf-encodings/duplicate_fields": refused("nothing that can be read here"),
    "11-torture/dbf-encodings/utf16": refused("nothing that can be read here"),
    "11-torture/dbf-encodings/win874": refused("nothing that can be read here"),
    f"{MBOSTOCK}empty": refused("holds no rows"),
    f"{MBOSTOCK}ignore-properties": refused("has no %(part)s file"),
    f"{MBOSTOCK}latin1-property": Expected(1, answers={"encoding": "cp1252"}, encoding="cp1252"),
    f"{MBOSTOCK}mixed-properties": Expected(3),
    f"{MBOSTOCK}null": Expected(9, findings={"missing_shape": 4}),
    f"{MBOSTOCK}number-null-property": Expected(4, answers={"crs": 4326}, notes=("it was rebuilt",)),
    f"{MBOSTOCK}pointm": refused("has no %(part)s file"),
    f"{MBOSTOCK}polygonm": refused("has no %(part)s file"),
    f"{MBOSTOCK}utf8-property": Expected(1, encoding="utf-8"),
}
# The linter calls these bad for what RFC 7946 only discourages, or leaves to others; they are read as they are.
DISCOURAGED = {
    "bad-feature-with-number-id",
    "bad-polygon-interiorring-rhr",
    "bbox-4or6elements",
    "bbox-contains-string",
    "bbox-string",
    "excessive_precision_truncated",
    "feature_changed_semantics",
    "featurecollection_changed_semantics",
    "geometry_changed_semantics",
    "geometrycollection_nested",
    "geometrycollection_single",
    "point-toomany",
    "polygon_winding_order",
}


def _named(folder: Path = REAL_DATA) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


HINTS = [name for name in _named() if "/geojsonhint/" in name and name.endswith(".geojson")]
FILES = [name for name in _named() if name not in HINTS]


@pytest.fixture
def taken(municipality: Municipality, officer: Callable[..., User]) -> Callable[[Path, Mapping[str, Any]], Upload]:
    """`taken(path, answers)` sends a file, answers what is asked, and returns the upload as it ends."""
    surveyor = officer(Role.SURVEYOR)

    def take(path: Path, answers: Mapping[str, Any]) -> Upload:
        upload = validation.validate(received(path, municipality=municipality, by=surveyor), at=AT)
        given = dict(answers)
        while known := _known(upload, given):
            upload = _answered(upload, {kind: given.pop(kind) for kind in known})
        return _answered(upload, given) if given else upload

    return take


def _known(upload: Upload, answers: Mapping[str, Any]) -> list[str]:
    """Kinds of questions that the upload waits for and that somebody can answer."""
    if upload.status != UploadStatus.ASKS:
        return []
    return [question["kind"] for question in upload.inspection["questions"] if question["kind"] in answers]


def _answered(upload: Upload, answers: Mapping[str, Any]) -> Upload:
    return validation.validate(uploads.answer(upload, answers=answers, by=upload.uploaded_by, at=AT), at=AT)


def _expected(name: str) -> Expected:
    found = EXPECTED.get(name) or RASTERS.get(name) or BY_ENDING.get(Path(name).suffix)
    assert found is not None, f"nothing is known of {name}"
    return found


@pytest.mark.parametrize("name", FILES)
def test_file_gives_what_is_known_of_it(name: str, real_data: Path, taken: Callable[..., Upload]) -> None:
    expected = _expected(name)

    upload = taken(real_data / name, expected.answers)

    _compare(upload, expected)


@pytest.mark.parametrize("stem", sorted(LOOSE))
def test_loose_parts_give_what_is_known_of_them_when_zipped(
    stem: str, real_data: Path, tmp_path: Path, taken: Callable[..., Upload]
) -> None:
    packed = tmp_path / "survey.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted((real_data / stem).parent.glob(f"{Path(stem).name}.*")):
            if part.suffix != ".json":
                archive.write(part, part.name)

    upload = taken(packed, LOOSE[stem].answers)

    _compare(upload, LOOSE[stem])


def test_every_loose_shapefile_is_known(real_data: Path) -> None:
    parts = [path for path in real_data.rglob("*") if path.suffix in (".shp", ".dbf")]

    assert {str(path.with_suffix("").relative_to(real_data)) for path in parts} == set(LOOSE)


@pytest.mark.parametrize("name", HINTS)
def test_geojson_is_refused_or_its_row_named_exactly_when_it_is_wrong(
    name: str, real_data: Path, taken: Callable[..., Upload]
) -> None:
    is_wrong = "/bad/" in name and Path(name).stem not in DISCOURAGED

    upload = taken(real_data / name, {})

    assert upload.status == UploadStatus.REJECTED
    is_malformed = upload.findings.filter(rule="malformed_shape").exists()
    was_refused = upload.refusal is not None and upload.refusal["msgid"][: len(ABROAD)] != ABROAD
    assert (is_malformed or was_refused) == is_wrong, json.dumps(upload.refusal)


def _compare(upload: Upload, expected: Expected) -> None:
    seen = upload.inspection
    counts = dict(upload.findings.values_list("rule").annotate(Count("pk")))
    assert (upload.status, upload.kind) == (expected.status, expected.kind), (upload.refusal, seen.get("questions"))
    assert expected.refusal in (upload.refusal or {"msgid": ""})["msgid"]
    assert seen.get("rows", 0) == expected.rows
    assert {rule: counts.get(rule, 0) for rule in expected.findings} == dict(expected.findings), counts
    assert [rule for rule in expected.absent if rule in counts] == []
    if expected.epsg is not None:
        assert seen["crs"]["value"] == expected.epsg
    if expected.encoding is not None:
        assert (seen["encoding"]["value"], seen["encoding"]["is_certain"]) == (expected.encoding, True)
    said = " ".join(note["msgid"] for note in seen.get("notes", []))
    assert [words for words in expected.notes if words not in said] == []
    assert (Parcel.objects.count(), ParcelVersion.objects.count()) == (0, 0)
