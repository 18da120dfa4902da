"""Outlines of a building from a file: GeoJSON knows where it lies, a DXF drawing is asked, or is placed by hand.

Coordinates of a known system go through `gis_assets.crs`, Indian 1975 by the one safe way. A drawing in a system of its
own keeps its shape and size and is laid on the middle of the parcel, from where it is dragged and turned.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from casework import apart, attachments
from gis_assets import crs
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.petitions import outline_reader, placing

LOCAL = 0
"""Stands for a drawing's own system, which says nothing of where it lies."""
SYSTEMS = (crs.WGS84, 32647, 32648, 24047, 24048, 4240)
FAR_DEG = 0.05
"""A file whose outlines lie farther than this from the town was read in the wrong system."""


class NotADrawing(Refusal):
    """The file is neither DXF nor GeoJSON, or cannot be read."""


class NoOutline(Refusal):
    """Nothing in the file closes to an outline."""


class ElsewhereDrawn(Refusal):
    """The outlines lie outside the town in the system that was chosen."""


@dataclass(frozen=True)
class Candidate:
    """One outline of a file: its place in WGS 84, its name in the drawing and the ground it covers."""

    name: str
    area_m2: float
    ring: list[tuple[float, float]]


@dataclass(frozen=True)
class Found:
    """What a file holds; `epsg` is the system it was read in, `LOCAL` for one of its own; `unit_m` 0: nobody said."""

    kind: str
    epsg: int
    unit_m: float
    candidates: tuple[Candidate, ...]


def read(
    file: UploadedFile[Any],
    *,
    municipality: Municipality,
    middle: tuple[float, float],
    epsg: int | None = None,
    unit_m: float | None = None,
) -> Found:
    """The outlines of a file; raises NotADrawing, NoOutline or ElsewhereDrawn.

    `epsg` is the system a person chose, None to go by the file and its figures; `unit_m` is the length of a drawing's
    unit where it does not say. A drawing of its own system is laid on `middle` (longitude, latitude).
    """
    if (file.size or 0) > settings.PETITION_DRAWING_MB * attachments.BYTES_OF_A_MB:
        raise NotADrawing(
            _("The drawing is larger than %(most)s MB. Save only the outline of the building and send that.")
            % {"most": settings.PETITION_DRAWING_MB}
        )
    said = _said(file.read())
    is_dxf = said["epsg"] is None
    scale = 1.0 if not is_dxf else unit_m or said["unit_m"] or 1.0
    shapes = np.array([shapely.Polygon(each["ring"]) for each in said["outlines"]], dtype=object)
    system = epsg if epsg in (*SYSTEMS, LOCAL) else _guessed(said["epsg"], shapes, scale, municipality)
    metres = _laid(shapes, scale, system, municipality=municipality, middle=middle)
    placed = crs.reproject(metres, municipality.utm_epsg, crs.WGS84)
    if system != LOCAL and not _is_near(placed, municipality):
        raise ElsewhereDrawn(
            _("In this coordinate system the outline lies outside the town. Choose another, or place it by hand.")
        )
    candidates = tuple(
        Candidate(each["name"], float(one.area), [(x, y) for x, y in shapely.get_coordinates(shape).tolist()])
        for each, one, shape in zip(said["outlines"], metres, placed, strict=True)
    )
    return Found("dxf" if is_dxf else "geojson", system, scale if is_dxf else 0, candidates)


def _said(content: bytes) -> dict[str, Any]:
    try:
        facts, _nothing = apart.run(outline_reader, content)
    except apart.Failed as error:
        raise NotADrawing(_damaged()) from error
    refused = facts.get("refused")
    if refused == "none":
        raise NoOutline(
            _("No outline in the file closes. Close the building's outline in the drawing and send it again.")
        )
    if refused == "kind":
        raise NotADrawing(_("The file is neither a DXF drawing nor GeoJSON. Save the outline as one of these."))
    if refused == "large":
        raise NotADrawing(_("The drawing holds too much. Save only the outline of the building and send that."))
    if refused:
        raise NotADrawing(_damaged())
    return facts


def _damaged() -> str:
    return _("The drawing is damaged or cut off. Save it again and send that.")


def _guessed(said: int | None, shapes: np.ndarray, scale: float, municipality: Municipality) -> int:
    """What the file says, else the municipality's zone where the figures fit it, else a system of the drawing's own."""
    if said is not None:
        return said if said in SYSTEMS else crs.WGS84
    as_grid = (
        crs.reproject(_scaled(shapes, scale), municipality.utm_epsg, crs.WGS84) if _looks_like_utm(shapes) else shapes
    )
    return municipality.utm_epsg if _looks_like_utm(shapes) and _is_near(as_grid, municipality) else LOCAL


def _looks_like_utm(shapes: np.ndarray) -> bool:
    west, south, east, north = shapely.total_bounds(shapes)
    return bool(100_000 < west <= east < 900_000 and 500_000 < south <= north < 2_400_000)


def _laid(
    shapes: np.ndarray, scale: float, system: int, *, municipality: Municipality, middle: tuple[float, float]
) -> np.ndarray:
    """The shapes in metres of the municipality's zone."""
    if system != LOCAL:
        scaled = shapes if system in (crs.WGS84, 4240) else _scaled(shapes, scale)
        return _reprojected(scaled, system, municipality.utm_epsg)
    scaled = _scaled(shapes, scale)
    west, south, east, north = scaled[0].bounds
    [target] = crs.transformation(crs.WGS84, municipality.utm_epsg).apply(np.array([middle], dtype=np.float64))
    move = target - ((west + east) / 2, (south + north) / 2)
    return np.asarray(shapely.transform(scaled, lambda xy: xy + move), dtype=object)


def _reprojected(shapes: np.ndarray, source: int, target: int) -> np.ndarray:
    """By way of WGS 84, which every system has a safe way to; figures that fit no system are told as damage."""
    try:
        return crs.reproject(crs.reproject(shapes, source, crs.WGS84), crs.WGS84, target)
    except Exception as error:  # PROJ has a class of its own for each way to fail
        if "proj" not in type(error).__module__:
            raise
        raise ElsewhereDrawn(_("The figures of the file fit no place on earth in this coordinate system.")) from error


def _scaled(shapes: np.ndarray, scale: float) -> np.ndarray:
    return np.asarray(shapely.transform(shapes, lambda xy: xy * scale), dtype=object)


def _is_near(placed: np.ndarray, municipality: Municipality) -> bool:
    bounds = shapely.total_bounds(placed)
    if not np.isfinite(bounds).all():
        return False
    return bool(shapely.box(*placing.extent(municipality)).buffer(FAR_DEG).contains(shapely.box(*bounds)))
