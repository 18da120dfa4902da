"""Finds out what a file is by its content; what it is called decides nothing.

Only the first bytes, the entries of an archive and the root element of XML are looked at, and each format is known by
what stands at its very beginning: a file that is two things at once is the first of them or nothing. What nobody can
read here is refused with a word on what to send instead.
"""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from landsurvey.formats import (
    archive,
    dxf,
    edigeo,
    filegdb,
    geojson,
    geopackage,
    gml,
    kml,
    markup,
    shapefile,
    tables,
)
from landsurvey.formats.reading import Family
from landsurvey.words import FileRefused, gettext_noop

SHAPEFILE = "Shapefile"
GEOPACKAGE = "GeoPackage"
GEOJSON = "GeoJSON"
GEOJSON_SEQUENCE = "GeoJSON sequence"
KML = "KML"
KMZ = "KMZ"
GML = "GML"
FILE_GEODATABASE = "File geodatabase"
EDIGEO = "EDIGEO"
TABLE = "Table"
DXF = "DXF"

# By the name that people see; a reader may serve several formats.
FAMILIES: Mapping[str, Family] = {
    SHAPEFILE: shapefile,
    GEOPACKAGE: geopackage,
    GEOJSON: geojson,
    GEOJSON_SEQUENCE: geojson,
    KML: kml,
    KMZ: kml,
    GML: gml,
    FILE_GEODATABASE: filegdb,
    EDIGEO: edigeo,
    TABLE: tables,
    DXF: dxf,
}

_START_BYTES = 65_536
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_COMPRESSED_TAR = (b"BZh", b"\x1f\x8b", b"\xfd7zXZ")
_TAR_AT, _TAR = 257, b"ustar"
_SHP = (9994).to_bytes(4, "big")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_XML_ROOTS = {"kml": KML, "Placemark": KML, "FeatureCollection": GML, "featureMember": GML, "featureMembers": GML}
# Files that are a survey by themselves; people pack them alone to make them smaller.
_ALONE = (".gpkg", ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".gml", ".csv", ".tsv", ".xlsx", ".dxf")
_DXF_STARTS = (b"AutoCAD Binary DXF\r\n\x1a\0", b"0\nSECTION", b"0\r\nSECTION", b"999\n", b"999\r\n")
_ASC_KEYS = (b"ncols", b"nrows", b"xllcorner", b"xllcenter", b"yllcorner", b"yllcenter", b"cellsize", b"dx", b"dy")


class UnknownFormat(FileRefused):
    msgid = gettext_noop(
        "The file is none of the formats that can be read here. Send a zipped shapefile, GeoPackage, GeoJSON, KML, "
        "GML, DXF, a file geodatabase in a zip, or a table (CSV, Excel) with coordinates."
    )


class LooseShapefile(FileRefused):
    msgid = gettext_noop(
        "This is one part of a shapefile. Pack its .shp, .shx, .dbf and .prj together into one .zip and send that."
    )


class IsADrawing(FileRefused):
    msgid = gettext_noop("This is a DWG drawing, which only its own program can read. Save it as DXF and send that.")


class IsAPointer(FileRefused):
    msgid = gettext_noop(
        "The file holds no shapes; it only points to other files (%(kind)s). Send the files themselves."
    )


class UnknownXml(FileRefused):
    msgid = gettext_noop(
        "The file is XML, but neither KML nor GML: it begins with “%(root)s”. Export it as one of them."
    )


class HoldsAnArchive(FileRefused):
    msgid = gettext_noop("The zip holds another archive (%(name)s). Unpack that one, and pack its files directly.")


class SeveralSurveys(FileRefused):
    msgid = gettext_noop("The zip holds several surveys: %(names)s. Send each by itself.")


class NothingReadable(FileRefused):
    msgid = gettext_noop(
        "The zip holds nothing that can be read here: no shapefile, geodatabase, KML or workbook. It holds: %(names)s."
    )


class IsARaster(FileRefused):
    msgid = gettext_noop(
        "This is an elevation model or a picture, not a survey of parcels. Register it under rasters instead."
    )


def recognise(path: Path) -> Family:
    """Return the reader for the file; raises a `FileRefused` when there is none."""
    return FAMILIES[format_of(path)]


def format_of(path: Path) -> str:
    """Return the name of the file's format, a key of `FAMILIES`; raises a `FileRefused` when there is no reader."""
    start = _start(path)
    if start.startswith(b"PK"):
        return _in_zip(path)
    if start.startswith(geopackage.MAGIC):
        return GEOPACKAGE
    if start.startswith(_COMPRESSED_TAR) or start[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return EDIGEO
    if is_raster(path):
        raise IsARaster
    _refuse_well_known(start)
    return _of_text(path, start)


@contextlib.contextmanager
def opened(path: Path, *, max_expanded_bytes: int = archive.MAX_EXPANDED_BYTES) -> Iterator[tuple[str, Path]]:
    """Give the format and the file to read: the file itself, or the one file of another format that a zip holds."""
    inner = _alone_in(path)
    if inner is None:
        yield format_of(path), path
        return
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
        entry = next(entry for entry in entries if archive.readable(entry) == inner)
        unpacked = archive.unpack_entry(path, entry, into=Path(folder) / "file")
        if _start(unpacked).startswith(b"PK") and not tables.looks_like(unpacked):
            raise HoldsAnArchive(name=inner)
        yield format_of(unpacked), unpacked


def _alone_in(path: Path) -> str | None:
    """Return the name of the only survey in a zip that is of no packed format itself."""
    if not _start(path).startswith(b"PK") or tables.looks_like(path):
        return None
    names = [archive.readable(entry) for entry in archive.entries(path)]
    if any(name.lower().endswith((".shp", ".gdbtable", ".thf", ".kml")) for name in names):
        return None
    alone = [name for name in names if name.lower().endswith(_ALONE)]
    return alone[0] if len(alone) == 1 else None


def is_raster(path: Path) -> bool:
    """Whether the file is a TIFF or an ASCII grid, by its first bytes."""
    start = _start(path)
    return start.startswith(_TIFF) or _is_ascii_grid(start)


def _start(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(_START_BYTES)


def _is_ascii_grid(start: bytes) -> bool:
    words = start[:400].lower().split()
    return bool(words) and words[0] in (b"ncols", b"nrows") and sum(word in _ASC_KEYS for word in words) > 2


def _refuse_well_known(start: bytes) -> None:
    if start.startswith((_SHP, b"\x03", b"\x83")) and (start.startswith(_SHP) or b"\r" in start[32:4096]):
        raise LooseShapefile
    if start.startswith(b"AC10") and start[4:6].isdigit():
        raise IsADrawing


def _of_text(path: Path, start: bytes) -> str:
    bare = start.lstrip(_BLANKS)
    if bare.startswith(_DXF_STARTS) and (b"SECTION" in start or start.startswith(_DXF_STARTS[0])):
        return DXF
    if bare.startswith(geojson.RECORD_SEPARATOR.encode()):
        return GEOJSON_SEQUENCE
    if bare[:1] in (b"{", b"[") or _is_small_json(path, bare):
        return GEOJSON_SEQUENCE if geojson.is_by_lines(bare) else GEOJSON
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) and start[2:40].replace(b"\0", b"").lstrip()[:1] == b"{":
        return GEOJSON
    if bare.startswith(b"<") or start[:4].replace(b"\0", b"").lstrip(b"\xff\xfe").startswith(b"<"):
        return _of_xml(path)
    if tables.looks_like(path):
        return TABLE
    raise UnknownFormat


def _is_small_json(path: Path, bare: bytes) -> bool:
    """Whether it is a bare JSON value, such as `null`: no GeoJSON, and to be told so by its reader."""
    if len(bare) >= _START_BYTES or not bare.strip():
        return False
    try:
        json.loads(bare)
    except (ValueError, RecursionError):
        return False
    return b"\n" not in bare.strip() and not bare.strip()[:1].isdigit()


def _of_xml(path: Path) -> str:
    root = markup.local(markup.root_of(path))
    if "VRT" in root or root in ("OGRWFSDataSource", "GDAL_WMS", "WMS_Capabilities", "OWSContext"):
        raise IsAPointer(kind=root[:40])
    if root not in _XML_ROOTS:
        raise UnknownXml(root=root[:40])
    return _XML_ROOTS[root]


def _in_zip(path: Path) -> str:
    """Find out what a zip holds; that it is safe to open is looked at first."""
    if tables.looks_like(path):
        return TABLE
    names = [archive.readable(entry) for entry in archive.entries(path)]
    lowered = [name.lower() for name in names]
    for name, low in zip(names, lowered, strict=True):
        if low.endswith((".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".kmz")):
            raise HoldsAnArchive(name=name)
    for is_part, found in (
        (filegdb.is_part, FILE_GEODATABASE),
        (lambda low: low.endswith(".shp"), SHAPEFILE),
        (edigeo.is_part, EDIGEO),
        (lambda low: low.endswith(".kml"), KMZ),
    ):
        if any(is_part(low) for low in lowered):
            return found
    if sum(low.endswith(_ALONE) for low in lowered) > 1:
        raise SeveralSurveys(names=", ".join(name for name in names if name.lower().endswith(_ALONE))[:200])
    for name, low in zip(names, lowered, strict=True):
        if low.endswith((".vrt", ".qgs", ".qgz", ".mxd", ".qlr", ".lyr")):
            raise IsAPointer(kind=name)
    raise NothingReadable(names=", ".join(names[:8]) or "–")
