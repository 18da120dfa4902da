"""Small pure steps on shapely geometries, always in metres of a projected system."""

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
# The last byte of the kind of shape in EWKB, by what it was without an SRID: flat, with M, with Z, with both.
_WITH_SRID = {"00": "20", "40": "60", "80": "A0", "C0": "E0"}


def as_multipolygons(geometries: Geometries) -> Geometries:
    """Polygons as multipolygons of one part and without Z; what is already multi, and None, stays."""
    flat = shapely.force_2d(geometries)
    single = shapely.get_type_id(flat) == shapely.GeometryType.POLYGON
    out = np.array(flat, dtype=object)
    if single.any():
        out[single] = shapely.multipolygons(flat[single], indices=np.arange(int(single.sum())))
    return out


def ewkb_hex(geometries: Geometries, *, srid: int) -> list[str | None]:
    """Hexadecimal EWKB with the SRID, as PostGIS reads it in COPY; None stays None.

    The SRID is written into the text: shapes would be copied to carry it, which takes longer than writing them.
    """
    texts = np.atleast_1d(shapely.to_wkb(geometries, hex=True, byte_order=1)).tolist()
    number = srid.to_bytes(4, "little").hex()
    return [None if text is None else f"{text[:8]}{_WITH_SRID[text[8:10]]}{number}{text[10:]}" for text in texts]
