"""Which rasters everybody may see: those that are opened on their own page, while the layer of their kind is served."""

from gis_assets import serving
from gis_assets.models import Municipality
from landsurvey.models import Raster, RasterKind, WorkState
from landsurvey.terrain import relief

# The layers of `landsurvey.layers`; the other kinds are of none.
_LAYERS: dict[str, str] = {RasterKind.ORTHOPHOTO: "orthophotos", RasterKind.ELEVATION: "terrain"}


def public_rasters(municipality: Municipality) -> list[Raster]:
    """Those that everybody may see, ready to be shown."""
    opened = relief.rasters(municipality).filter(is_public=True, state=WorkState.READY)
    closed = {kind for kind in {raster.kind for raster in opened} if not _is_served(kind, municipality)}
    return [raster for raster in opened if raster.kind not in closed]


def is_public(raster: Raster) -> bool:
    """Whether everybody may see it now."""
    return raster.is_public and _is_served(raster.kind, raster.municipality)


def _is_served(kind: str, municipality: Municipality) -> bool:
    layer = _LAYERS.get(kind)
    return layer is None or serving.is_served(layer, municipality=municipality)
