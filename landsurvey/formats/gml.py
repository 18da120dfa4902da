"""Reads GML through GDAL, after the XML was looked at: no entities, and no schema, link or file beside it is fetched.

Values are kept as text; a GML without its schema gives no types, and guessed ones would turn `07` into 7.
"""

import re
import tempfile
from pathlib import Path

import numpy as np

from landsurvey.formats import encoding, gdal, markup, reading, wkb
from landsurvey.formats.features import Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import Sentence, gettext_noop

_DRIVER = "GML"
_OPTIONS = {
    "GML_FIELDTYPES": "ALWAYS_STRING",
    "GML_DOWNLOAD_SCHEMA": False,
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_SAVE_RESOLVED_TO": "SAME",
}
_SRS_NAME = re.compile(rb"""srsName\s*=\s*["']([^"']{1,300})["']""")
_LINK = re.compile(rb"""(?:schemaLocation|xlink:href)\s*=\s*["'][^"'#]""")

NOTHING_FETCHED = gettext_noop("The GML names a schema or other files; none was opened, and nothing was fetched.")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the kinds of features in the file."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        return gdal.layers(_linked(path, Path(folder)), driver=_DRIVER, options=_OPTIONS)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one kind of features; `codec` has no say, XML names its own encoding."""
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        link = _linked(path, Path(folder))
        reading.named(gdal.layers(link, driver=_DRIVER, options=_OPTIONS), layer=layer)
        table = gdal.read(link, layer=layer, driver=_DRIVER, options=_OPTIONS)
    content = path.read_bytes()
    geometry, malformed, notes = wkb.shapes(table.wkb)
    if _LINK.search(content):
        notes = (*notes, Sentence(NOTHING_FETCHED))
    features = Features(
        geometry=geometry,
        attributes=table.attributes,
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        provenance=Provenance(layer, "utf-8", table.geometry_type, gdal.READER, notes),
        malformed=malformed,
    )
    text = encoding.with_sample(encoding.by_mark(markup.encoding_of(content)), features.attributes)
    return Read(features, text, _said(content, table.crs))


def _linked(path: Path, folder: Path) -> Path:
    """Look at the XML, then show it to GDAL under a name of ours in a folder where nothing else lies."""
    markup.parsed(path.read_bytes())
    link = folder / "layer.gml"
    link.symlink_to(path.absolute())
    return link


def _said(content: bytes, crs: str | None) -> Said:
    """The grid that GDAL made out, in the words of the file where they are the same for all shapes.

    GDAL knows which names stand for latitude first and turns the coordinates; its answer is therefore the one used.
    """
    if crs is None:
        names = {match[1].decode("utf-8", errors="replace") for match in _SRS_NAME.finditer(content)}
        return Said(names.pop() if len(names) == 1 else None, reading.SRS_NAME)
    return Said(crs, reading.SRS_NAME)
