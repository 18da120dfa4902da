"""A raster in a zip, alone or with what programs put beside it: a world file, a `.prj`, an `.aux.xml`, overviews.

The zip is held to the same rules as any other. The raster is unpacked under a name of ours into a folder of its own, so
that GDAL finds nothing beside it; what stands beside it is read here, and only what says where it lies. Overviews are
left: ours are made anew.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rasterio.transform import Affine

from landsurvey.formats import archive, markup
from landsurvey.rasters import signature
from landsurvey.words import FileRefused, gettext_noop

_RASTERS = (".tif", ".tiff", ".asc")
_VECTORS = (".shp", ".gdbtable", ".kml", ".kmz", ".gpkg", ".geojson", ".geojsonl", ".gml", ".dxf", ".thf")
_WORLD = (".tfw", ".tifw", ".tiffw", ".wld")
_MOST_BESIDE = 1_000_000
PRJ = gettext_noop("the .prj beside it")
AUX = gettext_noop("the .aux.xml beside it")


class SeveralRasters(FileRefused):
    msgid = gettext_noop("The zip holds several rasters: %(names)s. Send each in a zip of its own.")


class RastersAndVectors(FileRefused):
    msgid = gettext_noop(
        "The zip holds a raster (%(raster)s) and a survey of shapes (%(vector)s). Send each in a zip of its own."
    )


class WrongWorldFile(FileRefused):
    msgid = gettext_noop("The world file %(name)s does not hold six numbers. Export it again, or leave it out.")


@dataclass(frozen=True)
class Beside:
    """What stands beside a raster: the way from cell to place, and words on its grid with where they stand."""

    transform: Affine | None = None
    words: str | None = None
    where: str = ""


NOTHING = Beside()


def holds_raster(path: Path) -> bool:
    """Whether the file is a sound zip with a raster in it; never raises."""
    try:
        return bool(_rasters(path, archive.entries(path)))
    except (FileRefused, OSError):
        return False


@contextmanager
def unpacked(path: Path, *, max_expanded_bytes: int) -> Iterator[Path]:
    """The only raster of the zip as a file of ours.

    Raises `SeveralRasters`, `RastersAndVectors`, or what `archive` refuses.
    """
    entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    raster = _only(path, entries)
    with tempfile.TemporaryDirectory(prefix="raster-") as folder:
        yield archive.unpack_entry(path, raster, into=Path(folder) / "raster")


def beside(path: Path, *, max_expanded_bytes: int) -> Beside:
    """What stands beside the only raster of the zip; raises like `unpacked`, or `WrongWorldFile`."""
    entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    raster = archive.readable(_only(path, entries)).lower()
    stem = raster.rpartition(".")[0]
    named = {archive.readable(entry).lower(): entry for entry in entries if entry.file_size <= _MOST_BESIDE}
    world = next((named[stem + end] for end in _WORLD if stem + end in named), None)
    said = next((named[name] for name in (f"{raster}.aux.xml", f"{stem}.aux.xml") if name in named), None)
    prj = named.get(f"{stem}.prj")
    told = _told(archive.content(path, said)) if said else NOTHING
    transform = _world(path, world) if world else told.transform
    if prj is None:
        return Beside(transform, told.words, told.where)
    return Beside(transform, archive.content(path, prj).decode("utf-8", errors="replace").strip() or None, PRJ)


def _rasters(path: Path, entries: tuple[archive.Entry, ...]) -> list[archive.Entry]:
    named = [entry for entry in entries if archive.readable(entry).lower().endswith(_RASTERS)]
    heads = [archive.content(path, entry, first_bytes=signature.HEAD_BYTES) for entry in named]
    return [entry for entry, head in zip(named, heads, strict=True) if signature.driver_of(head)]


def _only(path: Path, entries: tuple[archive.Entry, ...]) -> archive.Entry:
    found = _rasters(path, entries)
    names = [PurePosixPath(archive.readable(entry)).name for entry in found]
    vectors = [name for name in map(archive.readable, entries) if name.lower().endswith(_VECTORS)]
    if vectors:
        raise RastersAndVectors(raster=names[0] if names else "–", vector=PurePosixPath(vectors[0]).name)
    if len(found) != 1:
        raise SeveralRasters(names=", ".join(names)[:200])
    return found[0]


def _world(path: Path, entry: archive.Entry) -> Affine:
    """The six numbers of a world file, which speak of the middle of the first cell."""
    text = archive.content(path, entry).decode("latin-1")
    try:
        a, d, b, e, c, f = (float(word.replace(",", ".")) for word in text.split()[:6])
    except ValueError:
        raise WrongWorldFile(name=PurePosixPath(archive.readable(entry)).name) from None
    return Affine(a, b, c, d, e, f) * Affine.translation(-0.5, -0.5)


def _told(content: bytes) -> Beside:
    """What GDAL's own notes say of the place: `SRS` as WKT, `GeoTransform` as six numbers from the corner."""
    try:
        root = markup.parsed(content)
    except FileRefused:
        return NOTHING
    texts = {markup.local(str(part.tag)): (part.text or "").strip() for part in root if isinstance(part.tag, str)}
    try:
        numbers = [float(word) for word in texts.get("GeoTransform", "").split(",")]
        transform = Affine.from_gdal(*numbers) if len(numbers) == 6 else None
    except ValueError:
        transform = None
    return Beside(transform, texts.get("SRS") or None, AUX)
