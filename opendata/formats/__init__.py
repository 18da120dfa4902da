"""Layers as files: one module for each format, all written from the same extract, so that all hold the same.

Pure: they know the declaration of a layer and files, neither Django nor the database.
"""

from opendata.formats import csvfiles, geojson, geoparquet, ogr, pmtiles, shapefile
from opendata.formats.extracts import Extract, Format

FORMATS = (
    Format("geojson", "GeoJSON", "application/geo+json", geojson.write, is_text=True),
    Format("geojsons", "GeoJSON text sequence", "application/geo+json-seq", geojson.write_sequence, is_text=True),
    Format("gpkg", "GeoPackage", "application/geopackage+sqlite3", ogr.write_geopackage),
    Format("fgb", "FlatGeobuf", "application/vnd.flatgeobuf", ogr.write_flatgeobuf),
    Format("parquet", "GeoParquet 1.1", "application/vnd.apache.parquet", geoparquet.write),
    Format("csv", "CSV", "text/csv; charset=utf-8", csvfiles.write, is_text=True),
    Format("shp.zip", "Shapefile", "application/zip", shapefile.write),
    Format("pmtiles", "PMTiles", "application/vnd.pmtiles", pmtiles.write, needs_features=True),
)
BY_EXTENSION = {one.extension: one for one in FORMATS}

__all__ = ["BY_EXTENSION", "FORMATS", "Extract", "Format"]
