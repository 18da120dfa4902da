"""Layers as files: one module for each format, all written from the same extract, so that all hold the same.

Pure: they know the declaration of a layer and files, neither Django nor the database. A module is loaded by whoever
first writes its format: what they write by takes 130 MB, and the web server only tells which formats there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opendata.formats.extracts import Extract


Write = Callable[["Extract", Path], None]


@dataclass(frozen=True)
class Format:
    """A form of file: its extension, media type and writer.

    `is_text`: it shrinks a lot when it is compressed. `needs_features`: there is no such file of nothing.
    """

    extension: str
    title: str
    media_type: str
    write: Write
    is_text: bool = False
    needs_features: bool = False


def _by(module: str, function: str = "write") -> Write:
    """What that function of that module writes, once it is wanted."""

    def write(extract: "Extract", path: Path) -> None:
        getattr(import_module(f"{__name__}.{module}"), function)(extract, path)

    return write


FORMATS = (
    Format("geojson", "GeoJSON", "application/geo+json", _by("geojson"), is_text=True),
    Format(
        "geojsons", "GeoJSON text sequence", "application/geo+json-seq", _by("geojson", "write_sequence"), is_text=True
    ),
    Format("gpkg", "GeoPackage", "application/geopackage+sqlite3", _by("ogr", "write_geopackage")),
    Format("fgb", "FlatGeobuf", "application/vnd.flatgeobuf", _by("ogr", "write_flatgeobuf")),
    Format("parquet", "GeoParquet 1.1", "application/vnd.apache.parquet", _by("geoparquet")),
    Format("csv", "CSV", "text/csv; charset=utf-8", _by("csvfiles"), is_text=True),
    Format("shp.zip", "Shapefile", "application/zip", _by("shapefile")),
    Format("pmtiles", "PMTiles", "application/vnd.pmtiles", _by("pmtiles"), needs_features=True),
)
BY_EXTENSION = {one.extension: one for one in FORMATS}
