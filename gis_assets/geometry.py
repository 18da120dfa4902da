"""Small pure steps on shapely geometries, always in metres of a projected system."""

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]


def as_multipolygons(geometries: Geometries) -> Geometries:
    """Polygons as multipolygons of one part and without Z; what is already multi, and None, stays."""
    flat = shapely.force_2d(geometries)
    single = shapely.get_type_id(flat) == shapely.GeometryType.POLYGON
    out = np.array(flat, dtype=object)
    if single.any():
        out[single] = shapely.multipolygons(flat[single], indices=np.arange(int(single.sum())))
    return out


def ewkb_hex(geometries: Geometries, *, srid: int) -> list[str | None]:
    """Hexadecimal EWKB with the SRID, as PostGIS reads it in COPY; None stays None."""
    with_srid = shapely.set_srid(geometries, srid)
    texts = shapely.to_wkb(with_srid, hex=True, include_srid=True)
    return [None if text is None else str(text) for text in np.atleast_1d(texts)]
