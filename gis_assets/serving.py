"""Whether the things of a layer may be shown to everybody now.

That is for whoever publishes layers to say, who may have stopped or withdrawn one: named by the installation, not
imported.
"""

import functools
from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from gis_assets.models import Municipality


def is_served(layer: str, *, municipality: Municipality) -> bool:
    """Whether the layer of that name is served; an installation that publishes nothing withholds nothing."""
    ask = _port(settings.LAYERS_SERVED)
    return ask is None or ask(layer, municipality=municipality)


@functools.cache
def _port(name: str) -> Callable[..., bool] | None:
    return import_string(name) if name else None
