"""Writes GeoPackages that open dressed: each layer with drawing and form, its columns with names and domains.

What a layer looks like is said in `qgis`; this puts it into the file, where QGIS, QField and GDAL look for it.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gis_assets import sql_files
from landsurvey.exports import qgis
from landsurvey.exports.qgis import Layer

if TYPE_CHECKING:
    import geopandas
    import pandas

# GDAL's newest makes programs with an older GDAL, such as QGIS 3.22, warn that they may not understand all of it.
VERSION = "1.2"


def write(frame: "geopandas.GeoDataFrame", path: Path, *, layer: str, geometry_type: str) -> None:
    """Write the rows as a layer of the GeoPackage, which is made if it is not there."""
    import pyogrio  # a hundred megabytes that only who takes files out needs

    pyogrio.write_dataframe(
        frame, path, layer=layer, driver="GPKG", geometry_type=geometry_type, append=path.exists(),
        promote_to_multi=geometry_type.startswith("Multi"), dataset_options={"VERSION": VERSION},
    )  # fmt: skip


def write_table(frame: "pandas.DataFrame", path: Path, *, layer: str) -> None:
    """Write rows without shapes as a table of a GeoPackage that is there."""
    import pyogrio

    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=True)


def describe(path: Path, layers: Sequence[Layer]) -> None:
    """Add drawing, forms, names, domains and default values to the layers of a written GeoPackage."""
    with sqlite3.connect(path) as package:
        for name in ("geopackage_schema", "geopackage_styles"):
            package.executescript(sql_files.load("landsurvey", name))
        for layer in layers:
            _describe_columns(package, layer)
            package.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner)"
                " VALUES ('', '', ?, ?, ?, ?, '', 1, '', '')",
                (layer.name, "" if layer.geometry == qgis.NO_GEOMETRY else "geom", layer.name, qgis.style(layer)),
            )
            package.execute(
                "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
                (layer.name, layer.title, layer.name),
            )
    package.close()


def _describe_columns(package: sqlite3.Connection, layer: Layer) -> None:
    for column in layer.fields:
        domain = f"{layer.name}_{column.name}" if column.choices or column.most else None
        if column.choices:
            package.executemany(
                "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)"
                " VALUES (?, 'enum', ?, ?)",
                [(domain, value, label) for value, label in column.choices],
            )
        elif column.most:
            package.execute(
                "INSERT INTO gpkg_data_column_constraints"
                " (constraint_name, constraint_type, min, min_is_inclusive, max, max_is_inclusive)"
                " VALUES (?, 'range', ?, 1, ?, 1)",
                (domain, column.least, column.most),
            )
        package.execute(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, constraint_name)"
            " VALUES (?, ?, ?, ?, ?)",
            (layer.name, column.name, column.alias, column.alias, domain),
        )
