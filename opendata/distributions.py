"""The ways a data set can be had, each with its address: what catalogues of every kind list beside its description."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from gis_assets.publication import Layer, RasterLayer
from opendata import rasters, snapshots
from opendata.formats import BY_EXTENSION

# The words of catalogues for our files.
FORMATS = {
    "geojson": "GeoJSON",
    "geojsons": "GeoJSONSeq",
    "gpkg": "GPKG",
    "fgb": "FlatGeobuf",
    "parquet": "Parquet",
    "csv": "CSV",
    "shp.zip": "SHP",
    "pmtiles": "PMTiles",
}


@dataclass(frozen=True)
class Distribution:
    """One way. `format` is the word of catalogues for it, `profile` the standard that an interface keeps."""

    name: str
    title: str | Promise
    format: str
    media_type: str
    url: str
    is_download: bool
    profile: str = ""
    size: int | None = None
    sha256: str = ""
    made_on: date | None = None


def of(layer: Layer, *, municipality: Municipality, base: str) -> list[Distribution]:
    """The ways of a layer, its addresses under `base` (`https://the-town/`): as it is now, asked for, and as files."""
    if isinstance(layer, RasterLayer):
        return list(_of_rasters(layer, municipality=municipality, base=base))
    live = Distribution(
        name=f"{layer.name}-live",
        title=_("GeoJSON, as it is now"),
        format="GeoJSON",
        media_type="application/geo+json",
        url=urljoin(base, reverse("opendata:layer", args=[layer.name])),
        is_download=True,
    )
    interface = Distribution(
        name=f"{layer.name}-api",
        title=_("OGC API - Features: questions by place, time and value"),
        format="OGC API",
        media_type="application/json",
        url=urljoin(base, f"/ogc/collections/{layer.name}"),
        is_download=False,
        profile="http://www.opengis.net/def/interface/ogcapi-features",
    )
    return [live, interface, *_files(layer, municipality=municipality, base=base)]


def changed_at(layer: Layer, *, municipality: Municipality, described_at: datetime) -> datetime:
    """When what catalogues are told of a layer last changed, by which they know what to take over anew.

    That is its description, or the files whose sizes and checksums they list.
    """
    if isinstance(layer, RasterLayer):
        found = rasters.of(layer, municipality=municipality, on=timezone.localdate())
        return max(described_at, *(one.made_at for one in found)) if found else described_at
    snapshot = snapshots.latest(layer, municipality=municipality)
    return max(described_at, snapshot.made_at) if snapshot and snapshot.made_at else described_at


def _of_rasters(layer: RasterLayer, *, municipality: Municipality, base: str) -> Iterator[Distribution]:
    """Each raster as a file and as tiles, and the outlines of all."""
    for one in rasters.of(layer, municipality=municipality, on=timezone.localdate()):
        yield Distribution(
            name=f"{layer.name}-{one.uid}",
            title=one.title,
            format="GeoTIFF",
            media_type="image/tiff",
            url=urljoin(base, reverse("opendata:raster_file", args=[layer.name, one.uid])),
            is_download=True,
            size=one.size_bytes,
            made_on=timezone.localdate(one.made_at),
        )
    yield Distribution(
        name=f"{layer.name}-tiles",
        title=_("Map tiles (PNG), listed with their addresses"),
        format="OGC API",
        media_type="application/json",
        url=urljoin(base, reverse("opendata:map_tile_sets", args=[layer.name])),
        is_download=False,
        profile="http://www.opengis.net/def/interface/ogcapi-tiles",
    )
    yield Distribution(
        name=f"{layer.name}-live",
        title=_("The outlines of all, as GeoJSON"),
        format="GeoJSON",
        media_type="application/geo+json",
        url=urljoin(base, reverse("opendata:layer", args=[layer.name])),
        is_download=True,
    )


def _files(layer: Layer, *, municipality: Municipality, base: str) -> Iterator[Distribution]:
    """Those of the newest snapshot, under addresses that lead to the newest for ever."""
    snapshot = snapshots.latest(layer, municipality=municipality)
    for file in snapshot.files.all() if snapshot else ():
        known = BY_EXTENSION[file.extension]
        yield Distribution(
            name=f"{layer.name}.{file.extension}",
            title=known.title,
            format=FORMATS[file.extension],
            media_type=known.media_type,
            url=urljoin(base, reverse("opendata:latest_file", args=[layer.name, file.extension])),
            is_download=True,
            size=file.size_bytes,
            sha256=file.sha256,
            made_on=snapshot.on if snapshot else None,
        )
