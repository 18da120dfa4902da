"""Terrain of every parcel from an elevation model against a plain loop: a window, a mask and NumPy for each parcel.

The model is made up: 5 m cells over the whole town, hills and noise from a seed. Both ways get the same copy of it.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import rasterio
import shapely
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rasterio.features import geometry_mask
from rasterio.transform import from_origin
from rasterio.windows import from_bounds
from rasterio.windows import transform as transform_of

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from landsurvey.rasters import cog, sampling, slope

CELL_M = 5
STEEP = 0.35


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(municipality):
        shapes = parcels(municipality, on=timezone.localdate())
    with tempfile.TemporaryDirectory() as folder:
        model = a_model(Path(folder), shapes, epsg=municipality.utm_epsg)
        with rasterio.open(model) as raster:
            size = f"{raster.width:,} x {raster.height:,} of {CELL_M} m"
        compare(
            Way("all parcels, cells by their share", lambda: sampling.sample(model, shapes, steep_percent=100 * STEEP)),
            Way("one mask for each parcel", lambda: one_by_one(model, shapes)),
            runs=asked.runs,
            facts=lambda: {"parcels": f"{len(shapes):,}", "cells": size},
        )


def parcels(municipality: Municipality, *, on: date) -> sampling.Shapes:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "terrain_parcels"), {"municipality": municipality.pk, "on": on})
        return np.asarray(shapely.from_wkb([bytes(row[1]) for row in cursor.fetchall()]), dtype=object)


def a_model(folder: Path, shapes: sampling.Shapes, *, epsg: int) -> Path:
    """Hills and noise over all parcels, as a cloud-optimised copy."""
    west, south, east, north = shapely.total_bounds(shapes) + np.array([-50, -50, 50, 50])
    wide, high = int((east - west) / CELL_M) + 1, int((north - south) / CELL_M) + 1
    x, y = np.meshgrid(np.arange(wide) * CELL_M, np.arange(high) * CELL_M)
    noise = np.random.default_rng(2567).normal(0, 0.3, (high, wide))
    heights = (330 + 60 * np.sin(x / 700) * np.cos(y / 500) + noise).astype(np.float32)
    transform = from_origin(west, north, CELL_M, CELL_M)
    facts = {"driver": "GTiff", "width": wide, "height": high, "count": 1, "dtype": "float32", "crs": f"EPSG:{epsg}"}
    with rasterio.open(folder / "made.tif", "w", transform=transform, **facts) as out:
        out.write(heights, 1)
    recipe = cog.Recipe(epsg, transform, None, "elevation")
    cog.make(folder / "made.tif", folder / "cog.tif", recipe, utm_epsg=epsg)
    return folder / "cog.tif"


def one_by_one(model: Path, shapes: sampling.Shapes) -> list[tuple[float, ...]]:
    """Mean, least and greatest height, mean slope and steep share of each parcel, from all cells that it touches."""
    found = []
    with rasterio.open(model) as raster:
        for shape in shapes:
            window = from_bounds(*shapely.buffer(shape, 2 * CELL_M).bounds, transform=raster.transform)
            window = window.round_offsets().round_lengths()
            heights = raster.read(1, window=window, masked=True).filled(np.nan)
            transform = transform_of(window, raster.transform)
            inside = geometry_mask([shape], heights.shape, transform, all_touched=True, invert=True)
            steep, cells = slope.steepness(heights, CELL_M)[inside], heights[inside]
            angle = slope.degrees(steep)
            found.append(
                tuple(map(float, (cells.mean(), cells.min(), cells.max(), angle.mean(), (steep > STEEP).mean())))
            )
    return found


if __name__ == "__main__":
    main()
