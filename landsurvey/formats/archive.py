"""Opens a zip that somebody else packed, without trusting its names, its sizes or its promises.

Nothing is ever written under a name from the archive: the chosen shapefile is unpacked as `layer.shp`, `table.dbf` and
so on into a folder of ours. What a name says matters only to people, so Thai names are made readable.
"""

import contextlib
import errno
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from landsurvey import limits
from landsurvey.words import FileRefused, gettext_noop

MAX_MEMBERS = int(limits.latest().archive_files)
MAX_EXPANDED_BYTES = 2_000_000_000
_MB = 1_000_000
MAX_RATIO = int(limits.latest().archive_ratio)
RATIO_FREE_BYTES = int(limits.latest().archive_ratio_free_mb) * _MB  # below this size no ratio is suspicious
TABLE_NAME = "table.dbf"
_CHUNK_BYTES = 1 << 20
_PARTS = ("shp", "shx", "dbf", "prj", "cpg", "cst")
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


Entry = zipfile.ZipInfo


class NotAZip(FileRefused):
    msgid = gettext_noop(
        "This file is not a zip archive, or it is cut off. Pack the shapefile's parts into one .zip and send that."
    )


class EscapesItsFolder(FileRefused):
    msgid = gettext_noop(
        "The zip holds an entry that would be written outside its folder (%(name)s). "
        "Pack only the shapefile's own files."
    )


class HoldsALink(FileRefused):
    msgid = gettext_noop("The zip holds a link to another file (%(name)s). Pack the file itself instead of the link.")


class IsEncrypted(FileRefused):
    msgid = gettext_noop("The zip is locked with a password (%(name)s). Pack it again without a password.")


class UnknownCompression(FileRefused):
    msgid = gettext_noop("%(name)s is packed in a way that cannot be unpacked here. Pack it again as an ordinary zip.")


class ExpandsTooFar(FileRefused):
    msgid = gettext_noop(
        "The zip would expand to %(megabytes)s MB; at most %(limit)s MB are allowed. Send the area in several parts."
    )


class CompressedTooHard(FileRefused):
    msgid = gettext_noop(
        "The zip would expand to %(ratio)s times its size; at most %(limit)s times is allowed. "
        "Export the shapefile again and pack it with an ordinary program."
    )


class TooManyEntries(FileRefused):
    msgid = gettext_noop(
        "The zip holds %(count)s entries; at most %(limit)s are allowed. Pack only the shapefile's own files."
    )


class DamagedEntry(FileRefused):
    msgid = gettext_noop("%(name)s inside the zip is damaged. Pack the shapefile again and send the new zip.")


class NoShapefile(FileRefused):
    msgid = gettext_noop("The zip holds no shapefile (no file ending in .shp). It holds: %(names)s.")


class MissingPart(FileRefused):
    msgid = gettext_noop(
        "The shapefile %(layer)s has no %(part)s file, which holds its attributes. Add it to the zip and send it again."
    )


class NoSuchLayer(FileRefused):
    msgid = gettext_noop("The zip holds no shapefile called %(layer)s. It holds: %(names)s.")


class SeveralShapefiles(FileRefused):
    """More than one shapefile and nobody has said which; `layers` names them."""

    msgid = gettext_noop("The zip holds %(count)s shapefiles: %(names)s. Choose one, or send each in a zip of its own.")

    def __init__(self, layers: tuple[str, ...]) -> None:
        super().__init__(count=len(layers), names=", ".join(layers))
        self.layers = layers


@dataclass(frozen=True)
class Shapefile:
    """One shapefile of the archive: its readable name and the entry of each part by extension."""

    name: str
    parts: dict[str, zipfile.ZipInfo]


def shapefiles(path: Path, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES) -> tuple[Shapefile, ...]:
    """Check the archive as a whole and list the shapefiles in it, by name.

    Raises a `FileRefused` of this module that says what is wrong with the archive.
    """
    listed = list(entries(path, max_expanded_bytes=max_expanded_bytes))
    found = _grouped(listed)
    if not found:
        names = ", ".join(readable(entry) for entry in listed[:8])
        raise NoShapefile(names=names or "–")
    return found


def entries(path: Path, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES) -> tuple[zipfile.ZipInfo, ...]:
    """Check the archive as a whole and list its files, without folders and litter; raises as `shapefiles` does."""
    with _opened(path) as archive:
        listed = archive.infolist()
        _check_count(listed)
        listed = [entry for entry in listed if not _is_litter(entry)]
        for entry in listed:
            _check_entry(entry)
        _check_expansion(listed, packed_bytes=path.stat().st_size, limit=max_expanded_bytes)
    return tuple(listed)


def content(path: Path, entry: zipfile.ZipInfo, *, first_bytes: int = -1) -> bytes:
    """Return one file of a checked archive, or only its beginning; raises `DamagedEntry`."""
    with _opened(path) as archive, _reported(entry), archive.open(entry) as packed:
        return packed.read(first_bytes)


def unpack_entry(path: Path, entry: zipfile.ZipInfo, *, into: Path) -> Path:
    """Write one file of a checked archive under a name of ours; raises `DamagedEntry`."""
    with _opened(path) as archive:
        _unpack_one(archive, entry, into)
    return into


def choose(found: tuple[Shapefile, ...], *, layer: str | None) -> Shapefile:
    """Return the only shapefile, or the one called `layer`; a person has to choose when there are several."""
    names = tuple(shapefile.name for shapefile in found)
    if layer is None:
        if len(found) > 1:
            raise SeveralShapefiles(names)
        chosen = found[0]
    else:
        matching = [shapefile for shapefile in found if shapefile.name == layer]
        if not matching:
            raise NoSuchLayer(layer=layer, names=", ".join(names))
        chosen = matching[0]
    if "dbf" not in chosen.parts:
        raise MissingPart(layer=chosen.name, part=".dbf")
    return chosen


def unpack(path: Path, shapefile: Shapefile, *, into: Path) -> Path:
    """Write the parts as `layer.<ext>` into the folder, the table as `TABLE_NAME`, and return the path of the .shp.

    The table stands apart so that GDAL reads shapes only: it stops at headings that are not UTF-8.
    """
    with _opened(path) as archive:
        for extension, entry in shapefile.parts.items():
            _unpack_one(archive, entry, into / (TABLE_NAME if extension == "dbf" else f"layer.{extension}"))
    return into / "layer.shp"


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise NotAZip from error


def _check_count(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_MEMBERS:
        raise TooManyEntries(count=len(entries), limit=MAX_MEMBERS)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = readable(entry)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if ".." in parts or name.startswith(("/", "\\")) or (parts and parts[0].endswith(":")):
        raise EscapesItsFolder(name=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise HoldsALink(name=name)
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise IsEncrypted(name=name)
    if entry.compress_type not in _READABLE_METHODS:
        raise UnknownCompression(name=name)


def _check_expansion(entries: list[zipfile.ZipInfo], *, packed_bytes: int, limit: int) -> None:
    expanded = sum(entry.file_size for entry in entries)
    if expanded > limit:
        raise ExpandsTooFar(megabytes=expanded // _MB, limit=limit // _MB)
    if expanded > RATIO_FREE_BYTES and expanded > packed_bytes * MAX_RATIO:
        raise CompressedTooHard(ratio=expanded // packed_bytes, limit=MAX_RATIO)


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    """Folders, and the shadow files that macOS adds to every zip."""
    name = PurePosixPath(entry.filename)
    return (
        not entry.filename
        or entry.is_dir()
        or "__MACOSX" in name.parts
        or name.name.startswith("._")
        or name.name == ".DS_Store"
    )


def _grouped(entries: list[zipfile.ZipInfo]) -> tuple[Shapefile, ...]:
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    names: dict[str, str] = {}
    for entry in entries:
        stem, dot, extension = readable(entry).replace("\\", "/").rpartition(".")
        if dot and extension.lower() in _PARTS:
            parts.setdefault(stem.lower(), {})[extension.lower()] = entry
            names.setdefault(stem.lower(), stem)
    return tuple(Shapefile(names[key], parts[key]) for key in sorted(parts) if "shp" in parts[key])


def readable(entry: zipfile.ZipInfo) -> str:
    """Return the name as its author wrote it: zips from Windows carry Thai names in cp874 and say nothing of it."""
    if entry.flag_bits & _UTF8_FLAG or entry.orig_filename.isascii():
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp874"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _unpack_one(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    with _reported(entry), archive.open(entry) as packed, target.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, _CHUNK_BYTES)


@contextlib.contextmanager
def _reported(entry: zipfile.ZipInfo) -> Iterator[None]:
    """Name the entry that turned out to be damaged; `zipfile` has many ways of saying so."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError) as error:
        raise DamagedEntry(name=readable(entry)) from error
    except OSError as error:  # bz2 says it so; a full disk says it too, and that is not the file's fault
        if error.errno not in (None, errno.EINVAL):  # EINVAL: its place in the zip lies before the beginning
            raise
        raise DamagedEntry(name=readable(entry)) from error
