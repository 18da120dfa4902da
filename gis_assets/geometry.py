"""Small pure steps on shapely geometries, always in metres of a projected system."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]
# The last byte of the kind of shape in EWKB, by what it was without an SRID: flat, with M, with Z, with both.
_WITH_SRID = {"00": "20", "40": "60", "80": "a0", "c0": "e0"}
_POLYGON, _MULTIPOLYGON = "0103000000", "0106000020"


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
    return Wkb.of(np.atleast_1d(geometries)).ewkb_hex(slice(None), srid=srid)


@dataclass(frozen=True)
class Wkb:
    """Shapes in little-endian WKB, one after the other; `lengths` in bytes, -1 for a shape that is None.

    What only goes from one process to another, or into the database, need not be made into shapes on its way.
    """

    content: NDArray[np.uint8]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, geometries: Geometries) -> "Wkb":
        written = shapely.to_wkb(geometries, byte_order=1).tolist()
        lengths = np.fromiter([-1 if one is None else len(one) for one in written], dtype=np.int64, count=len(written))
        return cls(np.frombuffer(b"".join(filter(None, written)), dtype=np.uint8), lengths)

    def shapes(self) -> Geometries:
        """The shapes; None also for what cannot be read as one."""
        raw, ends = self.content.tobytes(), np.cumsum(np.maximum(self.lengths, 0)).tolist()
        written = np.empty(len(self.lengths), dtype=object)
        written[:] = [
            None if length < 0 else raw[end - length : end]
            for length, end in zip(self.lengths.tolist(), ends, strict=True)
        ]
        return np.asarray(shapely.from_wkb(written, on_invalid="ignore"), dtype=object)

    def ewkb_hex(self, some: slice, *, srid: int, as_multipolygons: bool = False) -> list[str | None]:
        """Some of the shapes as `ewkb_hex` writes them; a polygon as a multipolygon of one part, if asked."""
        number = srid.to_bytes(4, "little").hex()
        single = f"{_MULTIPOLYGON}{number}01000000"
        return [
            None
            if text is None
            else f"{single}{text}"
            if as_multipolygons and text.startswith(_POLYGON)
            else f"{text[:8]}{_WITH_SRID[text[8:10]]}{number}{text[10:]}"
            for text in self._hex(some)
        ]

    def _hex(self, some: slice) -> list[str | None]:
        ends = np.cumsum(np.maximum(self.lengths, 0))[some] if len(self.lengths) else np.empty(0, dtype=np.int64)
        lengths = self.lengths[some].tolist()
        if not lengths:
            return []
        first = int(ends[0]) - max(lengths[0], 0)
        raw = self.content[first : int(ends[-1])].tobytes().hex()
        return [
            None if length < 0 else raw[2 * (end - length) : 2 * end]
            for length, end in zip(lengths, (ends - first).tolist(), strict=True)
        ]
