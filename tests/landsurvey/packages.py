"""Monthly packages of a land office, written by hand with the dirt of real ones: blanks, Thai headings, junk files."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from gis_assets import crs

DEED_HEADINGS = (
    "UTM_MAP1", "UTM_MAP2", "UTM_MAP3", "UTM_MAP4", "UTM_SCALE", "ที่ดิน", "โฉนด", "หน้าสำรวจ", "คำนำหน้า ", "ชื่อ", "นามสกุล",
    "13 หลัก", "ไร่", "งาน", "วา ", "เศษ", "REG_AMT", "สถานะดำเนินการ ", "วันที่", "MERGE_PARCEL", "PROCESS_ORDER",
)  # fmt: skip
CERTIFICATE_HEADINGS = (
    "UTM_AIRMAP1", "UTM_AIRMAP2", "UTM_AIRMAP3", "UTM_SCALE", "ล.ที่ดิน", "เลขที่นส3ก", "คำนำหน้า", "ชื่อ", "นามสกุล", "13 หลัก",
    "ไร่", "งาน", "วา ", "เศษ", "REG_AMT", "สถานะ", "วันที่",
)  # fmt: skip
SHEET = {"UTM_MAP1": "4746", "UTM_MAP2": "1", "UTM_MAP3": "9470", "UTM_MAP4": "07", "UTM_SCALE": "1000"}


def a_transaction(land_number: str = "12", *, status: str = "ขาย ", **cells: str) -> dict[str, str]:
    """A row of the table of title deeds; cells by heading, without the blanks that headings carry."""
    told = {
        **SHEET,
        "ที่ดิน": land_number,
        "โฉนด": "45678 ",
        "คำนำหน้า": "นาย",
        "ชื่อ": "ทดสอบ",
        "นามสกุล": "สมมติ  ",
        "13 หลัก": "1-2345-67890-12-1",
        "ไร่": "1",
        "งาน": "0",
        "วา": "25",
        "เศษ": "5",
        "REG_AMT": " ฿304,000.00 ",
        "สถานะดำเนินการ": status,
        "วันที่": "5/1/2569",
    }
    return told | cells


def a_shape_of(land_number: int, shape: shapely.Polygon, **properties: object) -> dict[str, object]:
    """A parcel of the map; the land office writes parts of the sheet as numbers."""
    named = {"LandUTM1": 4746, "LandUTM2": 1, "LandUTM3": 9470, "LandUTM4": 7, "LandUTMScale": 1000}
    measured = crs.reproject(np.array([shape], dtype=object), 32647, 24047)[0]
    return {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(measured)),
        "properties": {**named, "LandNumber": land_number, **properties},
    }


def a_package(
    path: Path,
    rows: Sequence[Mapping[str, str]],
    shapes: Sequence[Mapping[str, object]] = (),
    *,
    certificates: Sequence[Mapping[str, str]] = (),
    buildings: Sequence[Mapping[str, str]] = (),
    encoding: str = "utf-8-sig",
    grid: str = "EPSG:24047",
) -> Path:
    collection = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": grid}}}
    told = json.dumps({"LocationGeospatial": {**collection, "features": list(shapes)}})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("60070001/parcel_60070001.csv", _table(DEED_HEADINGS, rows).encode(encoding))
        packed.writestr("60070001/ns3a_60070001.csv", _table(CERTIFICATE_HEADINGS, certificates).encode(encoding))
        packed.writestr("60070001/construction_60070001.csv", _table(("สถานะ", "วันที่"), buildings).encode(encoding))
        packed.writestr("60070001/60070001_MAP_LAND_GIS_47.geojson", told)
        packed.writestr("60070001/parcel_60070001.csv_ogr_tmp.csv", "junk")
        packed.writestr("60070001/letter.pdf", "%PDF-1.4")
    return path


def _table(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([[row.get(heading.strip(), "") for heading in headings] for row in rows])
    return out.getvalue()
