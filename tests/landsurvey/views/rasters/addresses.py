"""Addresses of a raster's pages and tiles."""

from django.urls import reverse

from landsurvey.models import Raster
from tests.gis_assets.builders import EAST, NORTH
from tests.landsurvey.rasters.test_tiles import pixel_of

ZOOM = 16


def page(name: str, raster: Raster, *args: object) -> str:
    return reverse(f"landsurvey:{name}", args=[raster.uid, *args])


def tile_of(raster: Raster, east: float = EAST + 100, north: float = NORTH + 100) -> str:
    x, y, _, _ = pixel_of(east, north, ZOOM)
    return page("raster_tile", raster, ZOOM, x, y)
