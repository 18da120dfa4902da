"""The public layers, found by name in the apps that declare them; this app has none of its own."""

import functools
from importlib import import_module, util

from django.apps import apps
from django.utils.translation import gettext

from gis_assets.publication import Layer
from gis_assets.refusals import Refusal


class UnknownLayer(Refusal):
    """No app declares a layer of that name."""


@functools.cache
def all_layers() -> dict[str, Layer]:
    """Every declared layer by name, in the order of the installed apps, hence the base last."""
    found: dict[str, Layer] = {}
    for config in apps.get_app_configs():
        for layer in _declared_by(config.name):
            if layer.name in found:
                raise ValueError(f"{found[layer.name].app} and {layer.app} both declare a layer named {layer.name!r}.")
            found[layer.name] = layer
    return found


def layer_named(name: str) -> Layer:
    """Raises `UnknownLayer`, which names those there are."""
    layers = all_layers()
    if name not in layers:
        sentence = gettext("There is no layer named “%(name)s”. The layers are: %(names)s.")
        raise UnknownLayer(sentence % {"name": name, "names": ", ".join(layers)})
    return layers[name]


def _declared_by(app: str) -> tuple[Layer, ...]:
    module = f"{app}.layers"
    if app == "opendata" or util.find_spec(module) is None:
        return ()
    return tuple(getattr(import_module(module), "LAYERS", ()))
