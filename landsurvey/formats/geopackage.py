"""Reads GeoPackage: values straight from its tables, shapes through GDAL, and only after a look at what it would run.

A GeoPackage is a database, and a database can hold more than tables: views, triggers, virtual tables that open other
files. One that holds anything beyond the standard's own is refused before GDAL sees it. Rows are counted by reading;
the count that the file keeps of itself is often wrong.
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import numpy as np

from landsurvey.formats import encoding, gdal, plain, reading, wkb
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

MAGIC = b"SQLite format 3\0"
_DRIVER = "GPKG"
_WAL_MODE = 2
# Triggers and tables that the standard itself prescribes; reading never runs them.
_OWN_TRIGGERS = ("gpkg_", "rtree_", "trigger_insert_feature_count_", "trigger_delete_feature_count_", "fkc_", "fku_")
_OWN_EXTENSIONS = (
    "gpkg_",
    "gdal_",
    "related_tables",
    "ogr_",
    "nga_",
    "im_vector_tiles",
    "qgis",
)
_MOST_STEPS = 2_000_000_000  # of SQLite's machine; a million rows take a few hundred million
_STEPS_BETWEEN = 1_000_000
_CURVES = ("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE", "CURVE", "SURFACE")

MAY_BE_OPEN = gettext_noop(
    "Programs keep the last changes to this GeoPackage in a second file while they have it open. "
    "If it was open when it was copied, close it there and send it again."
)
CURVES_STRAIGHTENED = gettext_noop(
    "The layer holds curves; they were drawn as short straight lines, every 4 degrees of arc."
)


class NotAGeoPackage(FileRefused):
    msgid = gettext_noop(
        "The file is a database, but no GeoPackage, or it is damaged. Export it again as GeoPackage and send that."
    )


class HoldsAView(FileRefused):
    msgid = gettext_noop(
        "The GeoPackage holds a view (%(name)s), which is a query and not data. "
        "Save its result as a layer and send that."
    )


class HoldsATrigger(FileRefused):
    msgid = gettext_noop(
        "The GeoPackage holds a command that would run by itself (%(name)s). Export the layers to a new GeoPackage."
    )


class OpensOtherFiles(FileRefused):
    msgid = gettext_noop(
        "The GeoPackage holds a table that reads from elsewhere (%(name)s). Export the layers to a new GeoPackage."
    )


class UnknownExtension(FileRefused):
    msgid = gettext_noop(
        "The GeoPackage uses an extension that is unknown here (%(name)s). Export the layers to a new GeoPackage."
    )


class TakesTooLong(FileRefused):
    msgid = gettext_noop("Reading the GeoPackage does not come to an end. Export the layers to a new GeoPackage.")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the layers of shapes and the tables beside them; rows are counted, not believed."""
    with _opened(path) as database:
        kinds: dict[object, object] = dict(
            _pairs(database, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns")
        )
        names = _rows(
            database,
            "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid",
        )
        return tuple(
            Layer(str(name), reading.kind_name(str(kinds.get(name, "None"))), _count(database, str(name)))
            for (name,) in names
        )


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one layer; the standard prescribes UTF-8, so `codec` has no say."""
    reading.named(layers(path, max_expanded_bytes=max_expanded_bytes), layer=layer)
    with _opened(path) as database:
        attributes, ids = _values(database, layer)
        said = Said(_grid(database, layer), reading.GPKG_TABLE)
        kinds = _rows(database, "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?", layer)
    kind = str(kinds[0][0]).upper() if kinds else ""
    shapes = _shapes(path, layer, ids) if kinds else np.full(len(ids), None, dtype=object)
    geometry, malformed, notes = wkb.shapes(shapes)
    if kind in _CURVES:
        notes = (*notes, Sentence(CURVES_STRAIGHTENED))
    if _keeps_changes_apart(path):
        notes = (*notes, Sentence(MAY_BE_OPEN))
    features = Features(
        geometry=geometry,
        attributes=attributes,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        provenance=Provenance(layer, "utf-8", reading.kind_of(geometry) or reading.kind_name(kind), gdal.READER, notes),
        malformed=malformed,
    )
    return Read(features, encoding.with_sample(encoding.by_standard(), attributes), said)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for reading only, after a look at everything in it that is not a plain table."""
    database = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
    steps = iter(range(_MOST_STEPS // _STEPS_BETWEEN))
    database.set_progress_handler(lambda: next(steps, None) is None, _STEPS_BETWEEN)
    database.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        _check(database)
        yield database
    except sqlite3.OperationalError as error:
        raise (TakesTooLong if "interrupted" in str(error) else NotAGeoPackage) from error
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:  # its complaints may quote damaged names
        raise NotAGeoPackage from error
    finally:
        database.close()


def _check(database: sqlite3.Connection) -> None:
    """Refuse what is more than data."""
    for kind, name, sql in _rows(database, "SELECT type, name, sql FROM sqlite_master"):
        if kind == "view":
            raise HoldsAView(name=_short(name))
        if kind == "trigger" and not str(name).lower().startswith(_OWN_TRIGGERS):
            raise HoldsATrigger(name=_short(name))
        words = " ".join(str(sql or "").lower().split())
        if words.startswith("create virtual table") and " using rtree(" not in words.replace("rtree (", "rtree("):
            raise OpensOtherFiles(name=_short(name))
    tables = {str(name) for (name,) in _rows(database, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= tables:
        raise NotAGeoPackage
    if "gpkg_extensions" in tables:
        for (name,) in _rows(database, "SELECT extension_name FROM gpkg_extensions"):
            if not str(name).lower().startswith(_OWN_EXTENSIONS):
                raise UnknownExtension(name=_short(name))


def _values(
    database: sqlite3.Connection, layer: str
) -> tuple[dict[str, Column], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Return heading -> text without the shapes, and the number by which the database knows each row."""
    shape_columns = _rows(database, "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", layer)
    shapes = {str(name).lower() for (name,) in shape_columns}
    described = _rows(database, f"PRAGMA table_info({_quoted(layer)})")
    names = [str(row[1]) for row in described if str(row[1]).lower() not in shapes]
    wanted = ", ".join(["rowid", *(_quoted(name) for name in names)])
    cursor = database.execute(f"SELECT {wanted} FROM {_quoted(layer)} ORDER BY rowid")  # noqa: S608 - names are quoted
    rows = cursor.fetchall()
    ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    attributes = {}
    for place, name in enumerate(names, start=1):
        column = np.empty(len(rows), dtype=object)
        column[:] = [row[place] for row in rows]
        attributes[name] = plain.texts(column)
    return attributes, ids


def _shapes(path: Path, layer: str, ids: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Column:
    """Return the WKB of the rows in the order of their numbers; GDAL draws curves as lines.

    GDAL is given a copy: opening a database may leave files beside it, and what was sent stays as it was.
    """
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        copied = shutil.copyfile(path, Path(folder) / "layer.gpkg")
        table = gdal.read(copied, layer=layer, driver=_DRIVER, columns=[])
    place = np.searchsorted(ids, table.ids)
    if not np.array_equal(ids[np.minimum(place, len(ids) - 1)], table.ids):
        raise NotAGeoPackage
    shapes = np.full(len(ids), None, dtype=object)
    shapes[place] = table.wkb
    return shapes


def _grid(database: sqlite3.Connection, layer: str) -> str | None:
    """Return what the table of coordinate systems says of the layer; -1 and 0 stand for unknown ones."""
    found = _rows(
        database,
        "SELECT s.organization, s.organization_coordsys_id, s.definition FROM gpkg_geometry_columns g "
        "JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE g.table_name = ?",
        layer,
    )
    if not found:
        return None
    organization, code, definition = found[0]
    if str(organization).upper() == "EPSG" and isinstance(code, int) and code > 0:
        return f"EPSG:{code}"
    return None if str(definition).lower() in ("undefined", "", "none") else str(definition)


def _count(database: sqlite3.Connection, layer: str) -> int:
    (count,) = database.execute(f"SELECT count(*) FROM {_quoted(layer)}").fetchone()  # noqa: S608 - the name is quoted
    return int(count)


def _pairs(database: sqlite3.Connection, sql: str) -> Iterator[tuple[object, object]]:
    return ((first, second) for first, second in database.execute(sql))


def _rows(database: sqlite3.Connection, sql: str, *args: object) -> list[tuple[object, ...]]:
    return database.execute(sql, args).fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _short(name: object) -> str:
    return str(name)[:60]


def _keeps_changes_apart(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(20)[18:20] == bytes([_WAL_MODE, _WAL_MODE])
