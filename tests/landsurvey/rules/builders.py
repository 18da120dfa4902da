"""Columns for rules, made from rows with keywords."""

from collections.abc import Mapping

import numpy as np
import shapely

from landsurvey.attributes import columns
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.survey import Survey


def a_survey_of(
    *rows: Mapping[str, object],
    metres_per_unit: float = 1.0,
    boundary: shapely.Geometry | None = None,
    sigma_m: float = 0.04,
    known: KnownParcels | None = None,
) -> Survey:
    """Each row is heading -> text, with its shape (or None) under `shape`."""
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row["shape"] for row in rows]
    names = dict.fromkeys(name for row in rows for name in row if name != "shape")
    attributes = {name: np.array([row.get(name, "") for row in rows], dtype=object) for name in names}
    headings = columns.guess(attributes)
    return Survey(
        is_present=~(shapely.is_missing(shapes) | shapely.is_empty(shapes)),
        plane=shapes,
        metres_per_unit=metres_per_unit,
        projected=shapes,
        boundary=boundary,
        indian={24047: shapely.bounds(shapes), 24048: np.full((len(rows), 4), np.nan)},
        rows=np.arange(1, len(rows) + 1),
        parcels=columns.read(attributes, headings=headings, count=len(rows)),
        attributes=attributes,
        headings=headings,
        sigma_m=sigma_m,
        known=known,
    )


def a_square(west: float = 0, south: float = 0, side: float = 20) -> shapely.Polygon:
    return shapely.box(west, south, west + side, south + side)


def a_known(*parcels: Mapping[str, object], total: int | None = None) -> KnownParcels:
    """Each registered parcel is a shape and what is known of it; other fields are blank."""

    def column(field: str, blank: object = "") -> np.ndarray:
        values = np.empty(len(parcels), dtype=object)
        values[:] = [parcel.get(field, blank) for parcel in parcels]
        return values

    texts = ("code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "land_number")
    return KnownParcels(
        shape=column("shape"),
        utm_scale=column("utm_scale", None),
        parcel_id=np.arange(1, len(parcels) + 1),
        total=total,
        **{field: column(field) for field in texts},
    )
