"""Knows a raster by its first bytes; what it is called decides nothing."""

import re

HEAD_BYTES = 512
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ASCII_GRID = re.compile(rb"\s*(?:ncols\s+\d{1,12}\s+nrows|nrows\s+\d{1,12}\s+ncols)\s+\d{1,12}\s", re.IGNORECASE)


def driver_of(head: bytes) -> str | None:
    """Return GDAL's name of the only driver that may read the file, None when it is no GeoTIFF and no ESRI grid."""
    if head.startswith(_TIFF):
        return "GTiff"
    return "AAIGrid" if _ASCII_GRID.match(head) else None
