"""What every reader of a family of formats offers, so that the inspection need not know one from another.

A family is a module with `layers` and `read`; `families` finds the right one by the bytes of the file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely

from landsurvey.formats import encoding
from landsurvey.formats.features import Column, Features
from landsurvey.words import FileRefused, gettext_noop

# Where a file may name its grid; the words stand in sentences ("According to %(where)s ...").
PRJ = gettext_noop("the .prj file")
CRS_MEMBER = gettext_noop("the crs member of the GeoJSON")
GEOJSON_STANDARD = gettext_noop("the GeoJSON standard (RFC 7946)")
KML_STANDARD = gettext_noop("the KML standard (OGC 12-007r2)")
GPKG_TABLE = gettext_noop("the table of coordinate systems of the GeoPackage")
SRS_NAME = gettext_noop("the srsName of the GML")
GEODATABASE = gettext_noop("the geodatabase")
EDIGEO_FRAME = gettext_noop("the reference frame of the EDIGEO exchange")
TABLE_HEADINGS = gettext_noop("the headings of the table")
SHAPE_SRID = gettext_noop("the SRID in the column of shapes")
DRAWING = gettext_noop("the drawing")
PLACES = frozenset(
    {
        PRJ,
        CRS_MEMBER,
        GEOJSON_STANDARD,
        KML_STANDARD,
        GPKG_TABLE,
        SRS_NAME,
        GEODATABASE,
        EDIGEO_FRAME,
        TABLE_HEADINGS,
        SHAPE_SRID,
        DRAWING,
    }
)
_KIND_NAMES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "LINEARRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRYCOLLECTION": "GeometryCollection",
}


class NoSuchLayer(FileRefused):
    msgid = gettext_noop("The file holds no layer called %(layer)s. It holds: %(names)s.")


@dataclass(frozen=True)
class Layer:
    """A layer that a file offers; `rows` is None where counting would mean reading all of it."""

    name: str
    geometry_type: str = ""
    rows: int | None = None

    @property
    def may_hold_areas(self) -> bool:
        """Whether parcels can stand in it: not empty, and not known to be of points, lines or words only."""
        kind = self.geometry_type.lower()
        return self.rows != 0 and not kind.startswith(("point", "multipoint", "line", "multiline", "none"))


@dataclass(frozen=True)
class Said:
    """What the file says of its own grid: the words (WKT, `EPSG:24047`, a URN) and where they stand (`.prj`)."""

    words: str | None
    where: str


@dataclass(frozen=True)
class Read:
    """One layer as it was read: its columns, how its text was decoded, what it says of its grid.

    `seems_swapped`: the figures would be possible only if east and north changed places; a person is asked.
    """

    features: Features
    text: encoding.Decision
    said: Said
    seems_swapped: bool = False


class Family(Protocol):
    """A module that reads one family of formats; every failure is a `FileRefused`."""

    def layers(self, path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]: ...

    def read(self, path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read: ...


def kind_of(geometry: Column) -> str:
    """Return the type of the shapes as far as they have one in common; "" when there are none."""
    kinds = [int(kind) for kind in np.unique(shapely.get_type_id(geometry)) if kind >= 0]
    names = [shapely.GeometryType(kind).name for kind in kinds]
    return " / ".join(_KIND_NAMES[name] for name in names)


def kind_name(name: str) -> str:
    """Return the usual spelling of a type that is written in capitals."""
    return _KIND_NAMES.get(name.upper(), name.title())


def named(layers: tuple[Layer, ...], *, layer: str) -> Layer:
    """Return the layer called so; raises `NoSuchLayer`."""
    for candidate in layers:
        if candidate.name == layer:
            return candidate
    raise NoSuchLayer(layer=layer, names=", ".join(candidate.name for candidate in layers) or "–")
