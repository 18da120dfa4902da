"""Reads an EDIGEO exchange (NF Z 52000), the cadastre's format in France: a tar or zip of .THF and the files it names.

GDAL finds the other files by what the .THF says; names that would lead out of the folder are refused first.
"""

import bz2
import gzip
import lzma
import re
import tarfile
import tempfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import numpy as np

from landsurvey.formats import archive, encoding, gdal, reading, wkb
from landsurvey.formats.features import Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, gettext_noop

_DRIVER = "EDIGEO"
_SUFFIXES = (".thf", ".vec", ".dic", ".gen", ".geo", ".qal", ".scd")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9]{3}")
_VALUE = re.compile(rb"^[A-Z]{3}S[A-Z]\d\d:(.*)$", re.MULTILINE)
_PLAIN_TAR = "exchange.tar"
_CHUNK_BYTES = 1 << 20
_DAMAGE = (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)


class DamagedTar(FileRefused):
    msgid = gettext_noop("The tar archive is damaged or cut off. Pack the EDIGEO exchange again and send that.")


class NoExchange(FileRefused):
    msgid = gettext_noop("The archive holds no EDIGEO exchange (no file ending in .THF). It holds: %(names)s.")


class SeveralExchanges(FileRefused):
    msgid = gettext_noop("The archive holds %(count)s EDIGEO exchanges. Send each in an archive of its own.")


class LeadsOutside(FileRefused):
    msgid = gettext_noop("The EDIGEO exchange names a file outside its archive (%(name)s). Pack it again.")


class TarExpandsTooFar(FileRefused):
    msgid = gettext_noop("The archive would expand to more than %(limit)s MB. Send the area in several parts.")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the kinds of objects of the exchange."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        return gdal.layers(_unpacked(path, Path(folder), max_expanded_bytes), driver=_DRIVER)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one kind of objects; the exchange names its own encoding, so `codec` has no say."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        thf = _unpacked(path, Path(folder), max_expanded_bytes)
        reading.named(gdal.layers(thf, driver=_DRIVER), layer=layer)
        table = gdal.read(thf, layer=layer, driver=_DRIVER)
    geometry, malformed, notes = wkb.shapes(table.wkb)
    features = Features(
        geometry=geometry,
        attributes=table.attributes,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        provenance=Provenance(layer, "latin-1", table.geometry_type, gdal.READER, (*notes, *table.notes)),
        malformed=malformed,
    )
    text = encoding.with_sample(encoding.by_mark("latin-1"), features.attributes)
    return Read(features, text, Said(table.crs, reading.EDIGEO_FRAME))


def is_part(name: str) -> bool:
    """Whether an entry of that name is the head of an exchange."""
    return name.lower().endswith(".thf")


def _unpacked(path: Path, folder: Path, max_expanded_bytes: int) -> Path:
    """Write the files of the exchange into the folder and return the .THF."""
    with path.open("rb") as opened:
        is_zip = opened.read(2) == b"PK"
    names = _from_zip(path, folder, max_expanded_bytes) if is_zip else _from_tar(path, folder, max_expanded_bytes)
    heads = [name for name in names if is_part(name)]
    if not heads:
        raise NoExchange(names=", ".join(names[:8]) or "–")
    if len(heads) > 1:
        raise SeveralExchanges(count=len(heads))
    _check_names(folder / heads[0])
    return folder / heads[0]


def _from_zip(path: Path, folder: Path, max_expanded_bytes: int) -> list[str]:
    names = []
    for entry in archive.entries(path, max_expanded_bytes=max_expanded_bytes):
        name = _wanted(archive.readable(entry))
        if name:
            archive.unpack_entry(path, entry, into=folder / name)
            names.append(name)
    return names


def _from_tar(path: Path, folder: Path, max_expanded_bytes: int) -> list[str]:
    """Unpack the plain files of the exchange; links and devices are passed over."""
    names = []
    try:
        with tarfile.open(_expanded(path, folder / _PLAIN_TAR, max_expanded_bytes), mode="r:") as packed:
            for member in packed:
                name = _wanted(member.name) if member.isfile() else ""
                content = packed.extractfile(member) if name else None
                if content is not None:
                    (folder / name).write_bytes(content.read())
                    names.append(name)
    except _DAMAGE as error:
        raise DamagedTar from error
    return names


def _expanded(path: Path, into: Path, limit: int) -> Path:
    """Write what comes out of the compression, counting every byte of it."""
    written = 0
    with _decompressed(path) as packed, into.open("wb") as unpacked:
        while chunk := packed.read(_CHUNK_BYTES):
            written += len(chunk)
            if written > limit:
                raise TarExpandsTooFar(limit=limit // 1_000_000)
            unpacked.write(chunk)
    return into


def _decompressed(path: Path) -> BinaryIO | bz2.BZ2File | gzip.GzipFile | lzma.LZMAFile:
    with path.open("rb") as opened:
        magic = opened.read(2)
    if magic == b"BZ":
        return bz2.open(path, "rb")
    if magic == b"\x1f\x8b":
        return gzip.open(path, "rb")
    return lzma.open(path, "rb") if magic == b"\xfd7" else path.open("rb")


def _wanted(name: str) -> str:
    """Return the bare name of a part of an exchange, "" for anything else."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    return bare if _NAME.fullmatch(bare) and bare.lower().endswith(_SUFFIXES) else ""


def _check_names(thf: Path) -> None:
    for match in _VALUE.finditer(thf.read_bytes()):
        value = match[1].strip()
        if b"/" in value or b"\\" in value or b".." in value:
            raise LeadsOutside(name=value.decode("latin-1")[:60])
