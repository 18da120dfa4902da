"""The rasters of a layer that are open now: what is told of each, where its tiles are, and its file.

A raster is open when the app that keeps it says so of that raster; its layer is shown when there is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import RasterLayer
from opendata import layers

GEOTIFF = "image/tiff; application=geotiff; profile=cloud-optimized"
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True)
class Raster:
    """One raster: `values` are those of the open columns by name, `bbox` west, south, east, north in degrees."""

    uid: UUID
    values: Mapping[str, Any]
    bbox: Bbox
    file: str
    size_bytes: int
    made_at: datetime
    tiles: str

    @property
    def title(self) -> str:
        return str(self.values["title"])

    @property
    def surveyed_date(self) -> date | None:
        found: date | None = self.values["surveyed_date"]
        return found

    @property
    def path(self) -> Path:
        """Where its file stands."""
        return Path(default_storage.path(self.file))


def of(layer: RasterLayer, *, municipality: Municipality, on: date) -> list[Raster]:
    """Those that are open, the newest survey first."""
    names = [column.name for column in layer.open_columns]
    statement = sql.SQL(sql_files.load("opendata", "rasters_of_layer")).format(
        columns=sql.SQL(", ").join(sql.Identifier("feature", name) for name in names),
        layer=layers.statement_of(layer),
    )
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), {"municipality": municipality.pk, "on": on})
        return [_read(row, names, layer) for row in cursor.fetchall()]


def around(found: Sequence[Raster]) -> Bbox:
    """What holds all of them; at least one."""
    west, south, east, north = zip(*(one.bbox for one in found), strict=True)
    return min(west), min(south), max(east), max(north)


def _read(row: Sequence[Any], names: Sequence[str], layer: RasterLayer) -> Raster:
    uid, file, size_bytes, made_at, west, south, east, north, *values = row
    return Raster(
        uid=uid,
        values=dict(zip(names, values, strict=True)),
        bbox=(west, south, east, north),
        file=file,
        size_bytes=size_bytes,
        made_at=made_at,
        tiles=reverse(layer.tiles, args=[uid, 0, 0, 0]).removesuffix("0/0/0.png"),
    )
