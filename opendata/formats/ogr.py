"""Formats that GDAL writes from Arrow: GeoPackage and FlatGeobuf."""

from pathlib import Path
from typing import Any

import pyogrio

from opendata.formats.extracts import GEOMETRY, Extract

CRS84 = "EPSG:4326"  # GDAL's files of it hold longitude before latitude, as their standards want


def write_geopackage(extract: Extract, path: Path) -> None:
    """GeoPackage 1.3 with its spatial index, title and description."""
    write(
        extract,
        path,
        driver="GPKG",
        dataset_options={"VERSION": "1.3"},  # programs of some years ago warn about 1.4
        layer_options={
            "IDENTIFIER": str(extract.layer.title),
            "DESCRIPTION": str(extract.layer.description),
            "FID": "fid",
            "GEOMETRY_NAME": "geom",
        },
    )


def write_flatgeobuf(extract: Extract, path: Path) -> None:
    """FlatGeobuf with its packed Hilbert tree, so that a rectangle is read with a few ranges."""
    write(
        extract,
        path,
        driver="FlatGeobuf",
        layer_options={"TITLE": str(extract.layer.title), "DESCRIPTION": str(extract.layer.description)},
    )


def write(extract: Extract, path: Path, *, driver: str, layer_options: dict[str, str], **more: Any) -> None:
    """A layer by one of GDAL's drivers, piece by piece."""
    with extract.batches() as reader:
        pyogrio.write_arrow(
            reader,
            path,
            layer=extract.layer.name,
            driver=driver,
            geometry_name=GEOMETRY,
            geometry_type=extract.geometry_type,
            crs=CRS84,
            layer_options=layer_options,
            **more,
        )
