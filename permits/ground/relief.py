"""What rasters say of a shape, asked of whoever has rasters: named by the installation, not imported."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from shapely.geometry.base import BaseGeometry

from gis_assets.models import Municipality
from permits.rules.facts import Relief


def of_shape(municipality: Municipality, *, shape: BaseGeometry) -> Relief | None:
    """Heights, slope and share under water of a shape in the municipality's grid; None where nobody knows."""
    ask = _port(settings.GROUND_RELIEF)
    told = None if ask is None else ask(municipality, shape=shape)
    return None if told is None else Relief(**told)


@functools.cache
def _port(name: str) -> Callable[..., dict[str, Any] | None] | None:
    return import_string(name) if name else None
