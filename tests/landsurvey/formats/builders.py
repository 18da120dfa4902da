"""Small files of every family, written the way other programs write them."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas
import pyogrio
import shapely

from landsurvey.formats import families
from landsurvey.formats.archive import MAX_EXPANDED_BYTES
from landsurvey.formats.reading import Read

SQUARE = shapely.box(494_000, 2_072_500, 494_040, 2_072_540)
DEGREES = shapely.box(98.94, 18.74, 98.941, 18.741)


def a_frame(*rows: Mapping[str, object], epsg: int | None = 32647) -> geopandas.GeoDataFrame:
    """Each row is heading -> value, with its shape under `geometry`."""
    return geopandas.GeoDataFrame([dict(row) for row in rows], geometry="geometry", crs=epsg)


def a_written(path: Path, *rows: Mapping[str, object], driver: str, epsg: int | None = 32647, layer: str = "") -> Path:
    """Write the rows with a driver of GDAL; a second layer goes into the same file."""
    frame = a_frame(*rows, epsg=epsg)
    pyogrio.write_dataframe(frame, path, driver=driver, layer=layer or None, append=False)
    return path


def a_geojson(path: Path, *features: object, **members: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(features)}), encoding="utf-8")
    return path


def a_feature(
    geometry: shapely.Geometry | Mapping[str, object] | None = DEGREES, **properties: object
) -> dict[str, object]:
    shape = json.loads(shapely.to_geojson(geometry)) if isinstance(geometry, shapely.Geometry) else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def a_packed(path: Path, folder: Path, names: Sequence[Path] | None = None) -> Path:
    """Zip the files of a folder under their names from it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(names or folder.rglob("*")):
            if part.is_file():
                packed.write(part, part.relative_to(folder))
    return path


def read(path: Path, *, layer: str | None = None, codec: str | None = None) -> Read:
    """Read a file as the inspection does: its format by its content, its only layer when none is named."""
    with families.opened(path) as (name, file):
        family = families.FAMILIES[name]
        chosen = layer or family.layers(file, max_expanded_bytes=MAX_EXPANDED_BYTES)[0].name
        return family.read(file, layer=chosen, codec=codec, max_expanded_bytes=MAX_EXPANDED_BYTES)
