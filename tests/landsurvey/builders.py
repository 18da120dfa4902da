"""Small surveys drawn by hand: squares on the grid of the test town, packed the way surveyors pack them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.base import ContentFile
from psycopg.types.range import DateRange

from gis_assets.models import Building, BuildingVersion, Municipality, Parcel, ParcelVersion, Party, Right, Source
from landsurvey import uploads, validation
from landsurvey.models import Upload
from tests.gis_assets.builders import a_parcel

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
    geometry_type: str = "Polygon",
) -> Path:
    """Write a shapefile and zip it; `leave_out` names parts such as "prj"; `cpg` is the text of the .cpg, if any."""
    frame = geopandas.GeoDataFrame([dict(row) for row in rows], geometry="geometry", crs=epsg)
    shp = folder / f"{name}.shp"
    pyogrio.write_dataframe(frame, shp, encoding=encoding, geometry_type=geometry_type)
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


def a_half(part: int, *, column: int = 0, side_m: float = 40) -> shapely.Polygon:
    """The west (0) or east (1) half of `a_square(column)`."""
    west, south = EAST_M + column * side_m + part * side_m / 2, NORTH_M
    return shapely.box(west, south, west + side_m / 2, south + side_m)


def a_registered_square(
    municipality: Municipality, *, column: int = 0, code: str = "01A001", **facts: Any
) -> ParcelVersion:
    """`a_square(column)` as a parcel of the register, in force from 2023."""
    drawn = GEOSGeometry(shapely.multipolygons([a_square(column)]).wkb.hex(), srid=WGS84_UTM)
    return a_parcel(municipality, shape=drawn, code=code, **{"deed_area_wah": None} | facts)


def a_right(parcel: Parcel, /, *, source: Source, since: date = date(2022, 1, 1), **facts: Any) -> Right:
    """A right of a new party, the owner of the whole unless said otherwise."""
    party = facts.pop("party", None) or Party.objects.create(municipality=parcel.municipality, kind="natural")
    return Right.objects.create(
        municipality=parcel.municipality,
        party=party,
        **{"parcel": parcel, "kind": "owner", "valid": DateRange(since, None), "source": source, "recorded_at": AT}
        | facts,
    )


def a_building(
    municipality: Municipality, *, on_parcel: Parcel, shape: shapely.Polygon, source: Source
) -> BuildingVersion:
    """A wooden house of 50 square metres, in force from 2022."""
    return BuildingVersion.objects.create(
        municipality=municipality,
        building=Building.objects.create(municipality=municipality),
        on_parcel=on_parcel,
        valid=DateRange(date(2022, 1, 1), None),
        source=source,
        recorded_at=AT,
        treasury_type="100",
        material_class="wood",
        storeys=1,
        floor_area_m2=50,
        shape=GEOSGeometry(shapely.multipolygons([shape]).wkb.hex(), srid=WGS84_UTM),
    )
