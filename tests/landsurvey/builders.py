"""Small surveys drawn by hand: squares on the grid of the test town, packed the way surveyors pack them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import pyogrio
import shapely
from django.core.files.base import ContentFile

from gis_assets.models import Municipality
from landsurvey import uploads, validation
from landsurvey.models import Upload

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
# South-west corner, WGS 84 / UTM 47N, of the drawing board: inside the boundary of the test municipality.
EAST_M, NORTH_M = 494_000, 2_072_500
WGS84_UTM = 32647
INDIAN_UTM = 24047


def a_square(column: int = 0, row: int = 0, *, side_m: float = 40) -> shapely.Polygon:
    """A square of one rai, `column` squares east and `row` squares north of the corner; neighbours share an edge."""
    west, south = EAST_M + column * side_m, NORTH_M + row * side_m
    return shapely.box(west, south, west + side_m, south + side_m)


def a_row(shape: shapely.Geometry | None, **attributes: object) -> dict[str, object]:
    return {"geometry": shape, "PARCEL_COD": "01A001", **attributes}


def a_survey(
    rows: Sequence[Mapping[str, object]],
    folder: Path,
    *,
    name: str = "parcels",
    epsg: int | None = WGS84_UTM,
    encoding: str = "utf-8",
    cpg: str | None = "UTF-8",
    leave_out: Sequence[str] = (),
) -> Path:
    """Write a shapefile and zip it; `leave_out` names parts such as "prj"; `cpg` is the text of the .cpg, if any."""
    frame = geopandas.GeoDataFrame([dict(row) for row in rows], geometry="geometry", crs=epsg)
    shp = folder / f"{name}.shp"
    pyogrio.write_dataframe(frame, shp, encoding=encoding, geometry_type="Polygon")
    shp.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        shp.with_suffix(".cpg").write_text(cpg)
    archive = folder / f"{name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(folder.glob(f"{name}.*")):
            if part.suffix[1:] not in (*leave_out, "zip"):
                packed.write(part, part.name)
    return archive


def a_zip(path: Path, entries: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return path


def a_file(path: Path) -> ContentFile[bytes]:
    return ContentFile(path.read_bytes(), name=path.name)


def received(path: Path, *, municipality: Municipality, by: object, at: datetime = AT) -> Upload:
    return uploads.receive(municipality=municipality, file=a_file(path), name=path.name, by=by, at=at)  # type: ignore[arg-type]


def checked(path: Path, *, municipality: Municipality, by: object, at: datetime = AT) -> Upload:
    return validation.validate(received(path, municipality=municipality, by=by, at=at), at=at)


def entries_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}
