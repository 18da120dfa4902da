"""The register as a survey is compared with it: its parcels where the survey lies, read once, as columns."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
import shapely
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality, ParcelVersion
from landsurvey import limits
from landsurvey.comparing.matching import Register

# The register with everything that has been decided for coming days: no later version can be in force.
AT_LAST = date.max
# No grid of the earth reaches so far.
_EVERYWHERE = np.array([-1e8, -1e8, 1e8, 1e8])
_READ_AS = (
    ("parcel_id", np.int64), ("version_id", np.int64), ("shape", object), ("code", object), ("document_type", object),
    ("document_number", object), ("utmmap1", object), ("utmmap2", object), ("utmmap3", object), ("utmmap4", object),
    ("utm_scale", object), ("land_number", object), ("survey_page", object), ("deed_area_hundredths", np.int64),
)  # fmt: skip


def within(municipality: Municipality, *, bounds: npt.NDArray[np.float64], on: date = AT_LAST) -> Register:
    """Read the parcels in force on the day that meet the bounds (west, south, east, north on its grid), with margin."""
    west, south, east, north = _around(bounds)
    box = {"west": west, "south": south, "east": east, "north": north}
    values = {"municipality": municipality.pk, "epsg": municipality.utm_epsg, "on": on, **box}
    columns = columns_of("known_parcels", values, count=len(_READ_AS))
    return _of(columns, total=ParcelVersion.objects.of(municipality).as_of(on).count())


def whole(municipality: Municipality) -> Register:
    """Read all parcels in force at last."""
    return within(municipality, bounds=_EVERYWHERE)


def part_of(register: Register, *, bounds: npt.NDArray[np.float64]) -> Register:
    """The parcels of the register that meet the bounds, with margin; what `within` would read."""
    west, south, east, north = _around(bounds)
    left, bottom, right, top = shapely.bounds(register.shape).reshape(-1, 4).T
    met = (left <= east) & (right >= west) & (bottom <= north) & (top >= south)
    return replace(register, **{name: getattr(register, name)[met] for name, _kind in _READ_AS})


def _around(bounds: npt.NDArray[np.float64]) -> list[float]:
    """West, south, east and north with a margin: as far as a code may tie a row to a parcel."""
    margin = limits.latest().furthest_m * np.array([-1, -1, 1, 1])
    around: list[float] = (np.nan_to_num(bounds) + margin).tolist()
    return around


def columns_of(statement: str, values: Mapping[str, object], *, count: int) -> list[tuple[Any, ...]]:
    """Run one of the survey's statements and return its `count` columns, carried in binary: shapes stay WKB."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), dict(values), binary=True)
        return list(zip(*cursor.fetchall(), strict=True)) or [()] * count


def _of(columns: list[tuple[Any, ...]], *, total: int) -> Register:
    read = {
        name: np.fromiter(column, dtype=kind, count=len(column))
        for (name, kind), column in zip(_READ_AS, columns, strict=True)
    }
    return Register(**read | {"shape": shapely.from_wkb(read["shape"])}, total=total)
