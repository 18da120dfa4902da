"""Reads a file geodatabase: the zipped folder ending in .gdb, unpacked under names of ours, through GDAL."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import numpy as np

from landsurvey.formats import archive, encoding, gdal, reading, wkb
from landsurvey.formats.features import Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, gettext_noop

_DRIVER = "OpenFileGDB"
# What a geodatabase's own files are called; nothing else is unpacked.
_PART = re.compile(
    r"(?:a[0-9a-f]{8}\.(?:gdbtable|gdbtablx|gdbindexes|freelist|spx|atx|horizon|[a-z0-9_]{1,40}\.atx)|gdb|timestamps)",
    re.IGNORECASE,
)


class SeveralGeodatabases(FileRefused):
    msgid = gettext_noop("The zip holds %(count)s geodatabases: %(names)s. Send each in a zip of its own.")


class NoGeodatabase(FileRefused):
    msgid = gettext_noop("The zip holds no geodatabase that is whole. It holds: %(names)s.")


def is_part(name: str) -> bool:
    """Whether an entry of that name is the heart of a geodatabase."""
    return name.lower().endswith(".gdbtable")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the feature classes and tables."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        unpacked = _unpacked(path, Path(folder), max_expanded_bytes)
        return gdal.layers(unpacked, driver=_DRIVER)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one feature class; the format stores its texts as Unicode, so `codec` has no say."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        unpacked = _unpacked(path, Path(folder), max_expanded_bytes)
        reading.named(gdal.layers(unpacked, driver=_DRIVER), layer=layer)
        table = gdal.read(unpacked, layer=layer, driver=_DRIVER)
    geometry, malformed, notes = wkb.shapes(table.wkb)
    features = Features(
        geometry=geometry,
        attributes=table.attributes,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        provenance=Provenance(layer, "utf-8", table.geometry_type, gdal.READER, (*notes, *table.notes)),
        malformed=malformed,
    )
    text = encoding.with_sample(encoding.by_standard(), features.attributes)
    return Read(features, text, Said(table.crs, reading.GEODATABASE))


def _unpacked(path: Path, folder: Path, max_expanded_bytes: int) -> Path:
    entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    home = _home(archive.readable(entry) for entry in entries)
    unpacked = folder / "layer.gdb"
    unpacked.mkdir()
    for entry in entries:
        where = PurePosixPath(archive.readable(entry).replace("\\", "/"))
        if str(where.parent) == home and _PART.fullmatch(where.name):
            archive.unpack_entry(path, entry, into=unpacked / where.name.lower())
    return unpacked


def _home(names: Iterable[str]) -> str:
    """Return the folder in the zip that is the geodatabase."""
    listed = list(names)
    homes = {str(PurePosixPath(name.replace("\\", "/")).parent) for name in listed if is_part(name)}
    if len(homes) > 1:
        raise SeveralGeodatabases(count=len(homes), names=", ".join(sorted(homes)[:8]))
    if not homes:
        raise NoGeodatabase(names=", ".join(listed[:8]) or "–")
    return homes.pop()
