"""Small valid files of everything that is taken, damaged at random (`damage`) and read in the sandbox by the batch."""

import io
import uuid
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ezdxf
import geopandas
import numpy as np
import openpyxl
import pandas
import pyogrio
import rasterio
from rasterio.transform import from_origin

from landsurvey.formats import fieldpackage
from landsurvey.inspecting import sandbox
from tests.landsurvey import damage
from tests.landsurvey.builders import EAST_M, NORTH_M, WGS84_UTM, a_row, a_square, a_survey
from tests.landsurvey.damage import zipped
from tests.landsurvey.exchanges import an_exchange
from tests.landsurvey.fieldbuilders import a_jpeg
from tests.landsurvey.packages import a_package, a_shape_of, a_transaction

BATCH = 25
LIMITS = sandbox.Limits(time_s=60, memory_mb=2_000, file_mb=200)
CRASHED, HUNG, SWOLLE = "crashed", "hung", "swelled"
# Of the package that comes back from the field.
PACKAGE, PARCEL, VISIT = (uuid.UUID(int=number) for number in (1, 2, 3))
PHOTO = "DCIM/JPEG_20230531.jpg"


@dataclass(frozen=True)
class Outcome:
    """What became of one damaged file: usable, asks, refused by a class, or one of the four that must not happen."""

    family: str
    seed: int
    result: str
    detail: str = ""

    @property
    def is_bad(self) -> bool:
        return self.result in (CRASHED, HUNG, SWOLLE, damage.BROKE)


def valid_files(folder: Path) -> dict[str, bytes]:
    """One small valid file for each family, by its name."""
    rows = [
        a_row(a_square(column, row), PARCEL_COD=f"01A00{column}{row}", RAI="1", NAME="สมหญิง", SURV_DATE="1/2/2566")
        for column in range(3)
        for row in range(2)
    ]
    frame = geopandas.GeoDataFrame(rows, geometry="geometry", crs=WGS84_UTM)
    found = {"shapefile": a_survey(rows, folder, encoding="cp874", cpg="874").read_bytes()}
    for name, driver in (("gpkg", "GPKG"), ("geojson", "GeoJSON"), ("geojsons", "GeoJSONSeq"), ("gml", "GML")):
        path = folder / f"a.{name}"
        pyogrio.write_dataframe(frame if name in ("gpkg", "gml") else frame.to_crs(4326), path, driver=driver)
        found[name] = path.read_bytes()
    found["kml"] = _kml(frame).encode()
    found["kmz"] = zipped({"doc.kml": found["kml"]})
    found["gdb"] = _geodatabase(frame, folder)
    found["csv"] = _csv().encode("cp874")
    found["xlsx"] = _xlsx()
    found["dxf"] = _dxf()
    found["tif"] = _tif(folder / "a.tif")
    found["asc"] = _asc().encode()
    found["edigeo"] = an_exchange()
    found["field"] = _field_package(folder / "field.gpkg")
    found["land office"] = _month(folder / "month.zip")
    return found


def run(files: dict[str, bytes], *, count: int, folder: Path, first_seed: int = 0) -> list[Outcome]:
    """Damage and read `count` files, spread over the families, by two children at a time."""
    names = sorted(files)
    work = [(names[number % len(names)], first_seed + number // len(names)) for number in range(count)]
    by_family = {name: [seed for family, seed in work if family == name] for name in names}
    batches = [
        (name, seeds[start : start + BATCH])
        for name, seeds in by_family.items()
        for start in range(0, len(seeds), BATCH)
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = pool.map(lambda batch: _batch(files[batch[0]], *batch, folder=folder), batches)
        return [outcome for outcomes in done for outcome in outcomes]


def counted(outcomes: Iterable[Outcome]) -> Counter[str]:
    return Counter(outcome.result for outcome in outcomes)


def _batch(content: bytes, family: str, seeds: list[int], *, folder: Path) -> list[Outcome]:
    """Read a batch in one child; whoever kills it is named, and the rest goes to the next one."""
    found: list[Outcome] = []

    def tell(result: str, detail: str) -> None:
        found.append(Outcome(family, seeds[len(found)], result, detail))

    while len(found) < len(seeds):
        rest = seeds[len(found) :]
        try:
            sandbox.run(damage.read_many, content, family, rest, str(folder), limits=LIMITS, calls={"tell": tell})
        except sandbox.TookTooLong:
            found.append(Outcome(family, seeds[len(found)], HUNG))
        except sandbox.NeededTooMuchMemory:
            found.append(Outcome(family, seeds[len(found)], SWOLLE))
        except sandbox.StoppedReading:
            found.append(Outcome(family, seeds[len(found)], CRASHED))
    return found


def _kml(frame: geopandas.GeoDataFrame) -> str:
    marks = []
    for row in frame.to_crs(4326).itertuples():
        ring = " ".join(f"{x:.8f},{y:.8f},0" for x, y in row.geometry.exterior.coords)
        marks.append(
            f"<Placemark><name>{row.PARCEL_COD}</name>"
            "<ExtendedData><Data name='RAI'><value>1</value></Data></ExtendedData>"
            f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
            "</Polygon></Placemark>"
        )
    body = "".join(marks)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>'
        f"<name>แปลง</name>{body}</Folder></Document></kml>"
    )


def _geodatabase(frame: geopandas.GeoDataFrame, folder: Path) -> bytes:
    path = folder / "a.gdb"
    pyogrio.write_dataframe(frame, path, driver="OpenFileGDB")
    return zipped({f"a.gdb/{part.name}": part.read_bytes() for part in sorted(path.iterdir())})


def _field_package(path: Path) -> bytes:
    """A campaign's area as it comes back, with one parcel drawn anew, a visit, its photo and a further building."""
    squares = [a_square(column) for column in range(3)]
    parcels: dict[str, Any] = {"PARCEL_COD": [f"01A00{number}" for number in range(3)]}
    parcels |= {"SURV_DATE": ["2023-05-31", None, None], "GNSS_ACC": [0.05, np.nan, np.nan], "version": [1, 2, 3]}
    parcels |= {"parcel_uid": [str(PARCEL)] * 3, "origin": [fieldpackage.origin(square) for square in squares]}
    visit = {
        "result": ["surveyed"],
        "photo_1": [PHOTO],
        "use_residential": [100],
        "visited_at": ["2023-05-31 09:30:00"],
    }
    visit |= {"visit_uid": [str(VISIT)], "parcel_uid": [str(PARCEL)], "accuracy_m": [0.03], "note": ["บ้านสองหลัง"]}
    marker = {"format": fieldpackage.FORMAT, "package": str(PACKAGE), "municipality": "04500199"}
    for layer, columns, shapes in (
        ("parcels", parcels, squares),
        ("visits", visit, [squares[0].centroid]),
        ("further_buildings", {"house_number": ["12/4"], "storeys": [1.0], "visit_uid": [str(VISIT)]}, None),
        (fieldpackage.MARKER, {"name": list(marker), "value": list(marker.values())}, None),
    ):
        frame = pandas.DataFrame(columns)
        placed = frame if shapes is None else geopandas.GeoDataFrame(frame, geometry=shapes, crs=WGS84_UTM)
        pyogrio.write_dataframe(placed, path, layer=layer, driver="GPKG", append=path.exists())
    return zipped({"survey-1/field.gpkg": path.read_bytes(), f"survey-1/{PHOTO}": a_jpeg()})


def _month(path: Path) -> bytes:
    """Sales, a split with its outlines, a certificate and a building, as the land office sends them."""
    rows = [a_transaction("12"), a_transaction("13", status="แบ่งแยกในนามเดิม"), a_transaction("14", status="ไม่เคยเห็น")]
    shapes = [a_shape_of(number, a_square(column)) for column, number in enumerate((12, 13, 14))]
    certificate = {"UTM_AIRMAP1": "4746", "UTM_AIRMAP2": "1", "UTM_AIRMAP3": "007", "UTM_SCALE": "5000"}
    certificate |= {"ล.ที่ดิน": "9", "สถานะ": "จำนอง", "วันที่": "3/1/2569"}
    building = {"สถานะ": "ก่อสร้างใหม่", "วันที่": "3/1/2569"}
    return a_package(path, rows, shapes, certificates=[certificate], buildings=[building]).read_bytes()


def _csv() -> str:
    heading = "PARCEL_COD;ชื่อ;N;E;วันที่สำรวจ;เนื้อที่"
    lines = [f"01A00{number};สมหญิง;{NORTH_M + number * 40},5;{EAST_M},25;1/2/2566;1-2-34.5" for number in range(6)]
    return "\n".join([heading, *lines]) + "\n"


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (
        ["ทะเบียน"],
        ["รหัสแปลง ", "ชื่อ", "N", "E"],
        *[[f"01A00{n}", "สมหญิง", NORTH_M + n, EAST_M] for n in range(6)],
    ):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _tif(path: Path) -> bytes:
    place = from_origin(EAST_M, NORTH_M + 800, 25, 25)
    heights = np.arange(32 * 32, dtype=np.int16).reshape(1, 32, 32)
    shape: dict[str, Any] = {"width": 32, "height": 32, "count": 1, "dtype": "int16", "nodata": -9999, "tiled": True}
    shape |= {"blockxsize": 16, "blockysize": 16, "compress": "deflate"}
    with rasterio.open(path, "w", driver="GTiff", crs=WGS84_UTM, transform=place, **shape) as raster:
        raster.write(heights)
    return path.read_bytes()


def _asc() -> str:
    rows = "\n".join(" ".join(str(300 + row + column) for column in range(8)) for row in range(8))
    return f"ncols 8\nnrows 8\nxllcorner {EAST_M}\nyllcorner {NORTH_M}\ncellsize 25\nNODATA_value -9999\n{rows}\n"


def _dxf() -> bytes:
    document = ezdxf.new("R2000")  # type: ignore[attr-defined]
    space = document.modelspace()
    for column in range(3):
        square = a_square(column)
        space.add_lwpolyline(list(square.exterior.coords)[:4], close=True, dxfattribs={"layer": "PARCEL"})
        middle = (square.centroid.x, square.centroid.y)
        space.add_text(f"01A00{column}", height=2, dxfattribs={"layer": "CODE"}).set_placement(middle)
    space.add_line((EAST_M, NORTH_M), (EAST_M + 120, NORTH_M + 40), dxfattribs={"layer": "PARCEL"})
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode("cp874", errors="replace")
