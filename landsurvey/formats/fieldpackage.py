"""A field package that comes back from QField: the GeoPackage that went out, alone or in a zip with its photos.

Read as SQLite, from a copy in a folder of ours, trusting nothing in it but tables: no view, no trigger, no function of
the file is run. What a surveyor changed is found without the register: each parcel carries the hash of its shape as it
went out.
"""

import contextlib
import hashlib
import shutil
import sqlite3
import struct
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely

from landsurvey.formats import photo
from landsurvey.formats.features import Column
from landsurvey.words import FileRefused, gettext_noop

MARKER = "town_field_package"
FURTHER_BUILDINGS = "further_buildings"
FORMAT = "1"
PHOTOS = 3
MAX_ROWS = 200_000
MAX_PACKAGE_BYTES = 1_000_000_000
_MAX_MEMBERS = 5_000
_SQLITE = b"SQLite format 3\0"
# Steps of SQLite's machine after which a query is given up; reading 200,000 rows takes some ten million.
_MAX_STEPS = 2_000
_STEP_BATCH = 1_000_000
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
# What Python raises over a zip that is damaged, cut off or locked with a password, and over texts that are none.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_PARCEL_COLUMNS = ("PARCEL_COD", "SURV_DATE", "GNSS_ACC", "parcel_uid", "version", "origin")


class PackageDamaged(FileRefused):
    msgid = gettext_noop("The field package cannot be read (%(reason)s). Copy it from the phone again and send that.")


class PackageTooLarge(FileRefused):
    msgid = gettext_noop("The field package has more rows or files than a campaign can bring back. Send it in parts.")


@dataclass(frozen=True)
class Edited:
    """Parcels drawn anew, renamed, or new: shapes beside the columns of the package, as text."""

    shapes: Column
    columns: dict[str, list[str]]
    epsg: int

    def __len__(self) -> int:
        return len(self.shapes)


@dataclass(frozen=True)
class Returned:
    """What came back.

    `visits` are the rows as noted, with `fid`, `grid_place`, the names of their photos, and their further buildings;
    `stray_buildings` are the numbers of rows of buildings that belong to no visit.
    """

    package_uid: uuid.UUID
    municipality: str
    epsg: int
    visits: list[dict[str, Any]]
    versions: dict[str, int]
    edited: Edited
    photos: "Photos"
    stray_buildings: tuple[int, ...] = ()


@dataclass
class Photos:
    """The pictures of a zip by their path within the project's folder."""

    path: Path
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def read(self, name: str) -> bytes | None:
        """Return the picture's bytes, or None when the zip does not hold it. A larger file than a photo is cut."""
        entry = self.entries.get(name.replace("\\", "/").lstrip("./"))
        if entry is None:
            return None
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(entry) as packed:
                return packed.read(photo.MAX_BYTES + 1)
        except _DAMAGE:
            return b""


def origin(shape: shapely.Geometry) -> str:
    """Return the hash by which a shape that nobody touched is known again."""
    return hashlib.sha256(shapely.to_wkb(shape, output_dimension=2, byte_order=1)).hexdigest()[:32]


def recognise(path: Path) -> bool:
    """Whether the file is one of our packages; never raises."""
    try:
        if _is_geopackage(path):
            return _is_ours(path)
        with _geopackage(path) as found:
            return found is not None and _is_ours(found)
    except (FileRefused, sqlite3.Error, *_DAMAGE):
        return False


def read(path: Path) -> Returned:
    """Read what came back. Raises `PackageDamaged` or `PackageTooLarge`."""
    try:
        with _geopackage(path) as found:
            if found is None:
                raise PackageDamaged(reason="–")
            with _opened(found) as package:
                return _returned(package, _photos(path))
    except (sqlite3.Error, KeyError, struct.error, shapely.errors.GEOSException, *_DAMAGE) as error:
        raise PackageDamaged(reason=type(error).__name__) from error


def _is_geopackage(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


@contextlib.contextmanager
def _geopackage(path: Path) -> Iterator[Path | None]:
    """The GeoPackage as a file of ours, with the unfinished writes that lay beside it; None where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "field.gpkg"
        if _is_geopackage(path):
            shutil.copyfile(path, target)
            yield target
        elif zipfile.is_zipfile(path):
            yield _unpacked(path, target)
        else:
            yield None


def _unpacked(path: Path, target: Path) -> Path | None:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        packages = [e for e in entries if e.filename.lower().endswith(".gpkg") and "__MACOSX" not in e.filename]
        if len(packages) != 1 or len(entries) > _MAX_MEMBERS:
            return None
        wanted = {packages[0].filename + end: target.with_name(target.name + end) for end in ("", "-wal")}
        if sum(entry.file_size for entry in entries if entry.filename in wanted) > MAX_PACKAGE_BYTES:
            raise PackageTooLarge
        for entry in entries:
            if entry.filename in wanted:
                with archive.open(entry) as packed, wanted[entry.filename].open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1 << 20)
    return target


def _photos(path: Path) -> Photos:
    """The pictures of the zip; their names are those that the rows carry, whatever folder the zip wraps them in."""
    if not zipfile.is_zipfile(path):
        return Photos(path)
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    root = next((str(PurePosixPath(e.filename).parent) for e in entries if e.filename.lower().endswith(".gpkg")), ".")
    prefix = "" if root == "." else f"{root}/"
    return Photos(path, {e.filename.removeprefix(prefix): e for e in entries if e.filename.startswith(prefix)})


@contextlib.contextmanager
def _opened(path: Path, *, is_ours_to_write: bool = True) -> Iterator[sqlite3.Connection]:
    """A connection that only reads; on a copy of ours SQLite may first finish what the phone left half-written."""
    way = "mode=rw" if is_ours_to_write else "mode=ro&immutable=1"
    package = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True)
    steps = iter(range(_MAX_STEPS))
    package.set_progress_handler(lambda: 0 if next(steps, None) is not None else 1, _STEP_BATCH)
    try:
        package.execute("PRAGMA trusted_schema = OFF")
        package.execute("PRAGMA query_only = ON")
        package.row_factory = sqlite3.Row
        package.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
        yield package
    finally:
        package.close()


def _is_ours(path: Path) -> bool:
    with _opened(path, is_ours_to_write=False) as package:
        return _marker(package).get("format") == FORMAT


def _marker(package: sqlite3.Connection) -> dict[str, str]:
    if not _is_table(package, MARKER):
        return {}
    rows = package.execute(f"SELECT name, value FROM {MARKER} LIMIT 20")  # noqa: S608  a name of ours
    return {str(row["name"]): str(row["value"]) for row in rows}


def _is_table(package: sqlite3.Connection, name: str) -> bool:
    asked = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return package.execute(asked, (name,)).fetchone() is not None


def _returned(package: sqlite3.Connection, photos: Photos) -> Returned:
    marker = _marker(package)
    grid = package.execute("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'parcels'").fetchone()
    if not (grid and _is_table(package, "parcels") and _is_table(package, "visits")):
        raise PackageDamaged(reason="parcels, visits")
    parcels = _table(package, "parcels")
    visits, strays = _with_buildings(package, [_visit(row) for row in _table(package, "visits")])
    return Returned(
        package_uid=uuid.UUID(marker["package"]),
        municipality=marker["municipality"],
        epsg=int(grid[0]),
        visits=visits,
        versions={str(row["parcel_uid"]): int(row["version"]) for row in parcels if row.get("version")},
        edited=_edited(parcels, int(grid[0])),
        photos=photos,
        stray_buildings=strays,
    )


def _with_buildings(
    package: sqlite3.Connection, visits: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], tuple[int, ...]]:
    """The visits with their further buildings, and the rows of those that belong to none; older packages have none."""
    noted: dict[object, list[dict[str, Any]]] = {}
    for row in _table(package, FURTHER_BUILDINGS) if _is_table(package, FURTHER_BUILDINGS) else []:
        noted.setdefault(row.get("visit_uid") or "", []).append(row)
    tied = [visit | {"further": noted.pop(visit.get("visit_uid") or None, [])} for visit in visits]
    return tied, tuple(sorted(int(row["fid"]) for rows in noted.values() for row in rows))


def _table(package: sqlite3.Connection, name: str) -> list[dict[str, Any]]:
    rows = package.execute(f"SELECT * FROM {name} LIMIT {MAX_ROWS + 1}").fetchall()  # noqa: S608  a name of ours
    if len(rows) > MAX_ROWS:
        raise PackageTooLarge
    return [dict(row) for row in rows]


def _visit(row: dict[str, Any]) -> dict[str, Any]:
    shape = _shape(row.get("geom"))
    place = (shape.x, shape.y) if isinstance(shape, shapely.Point) and not shape.is_empty else None
    names = [row.get(f"photo_{number}") for number in range(1, PHOTOS + 1)]
    return {**row, "geom": None, "grid_place": place, "photos": [str(name) for name in names if name]}


def _edited(parcels: list[dict[str, Any]], epsg: int) -> Edited:
    """Rows whose shape is not the one that went out, or whose code was written anew since (`SURV_DATE` says so)."""
    found = [(row, shape) for row in parcels for shape in [_shape(row.get("geom"))] if _is_edited(row, shape)]
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [shape for _row, shape in found]
    columns = {name: [_text(row.get(name)) for row, _shape in found] for name in _PARCEL_COLUMNS}
    return Edited(shapes, columns, epsg)


def _is_edited(row: dict[str, Any], shape: shapely.Geometry | None) -> bool:
    return bool(row.get("SURV_DATE")) or shape is None or origin(shape) != row.get("origin")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _shape(blob: object) -> shapely.Geometry | None:
    """Return the geometry of a GeoPackage blob (OGC 12-128r18, 2.1.3): a header, perhaps a rectangle, then WKB."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return None
    start = 8 + _ENVELOPE_BYTES.get((blob[3] >> 1) & 7, 0)
    return shapely.from_wkb(blob[start:])
