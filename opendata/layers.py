"""The public layers, found by name in the apps that declare them; this app has none of its own.

A layer whose declaration is at fault is not published, and the log says so at every start.
"""

import functools
import logging
from collections.abc import Iterator
from importlib import import_module, util

from django.apps import apps
from django.utils.translation import gettext

from gis_assets import publication
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal

log = logging.getLogger(__name__)


class UnknownLayer(Refusal):
    """No app declares a layer of that name."""


@functools.cache
def all_layers() -> dict[str, Layer]:
    """Every layer that may be published by name, in the order of the installed apps, hence the base last."""
    found: dict[str, Layer] = {}
    for layer in _declared():
        if layer.name in found:
            raise ValueError(f"{found[layer.name].app} and {layer.app} both declare a layer named {layer.name!r}.")
        found[layer.name] = layer
    for name, sentences in faulty().items():
        log.error("The layer %s is not published: %s", name, " ".join(sentences))
        del found[name]
    return found


@functools.cache
def faulty() -> dict[str, tuple[str, ...]]:
    """The declared layers that may not be published, each with the reasons."""
    found = {layer.name: tuple(publication.faults(layer)) for layer in _declared()}
    return {name: sentences for name, sentences in found.items() if sentences}


def layer_named(name: str) -> Layer:
    """Raises `UnknownLayer`, which names those there are."""
    layers = all_layers()
    if name not in layers:
        sentence = gettext("There is no layer named “%(name)s”. The layers are: %(names)s.")
        raise UnknownLayer(sentence % {"name": name, "names": ", ".join(layers)})
    return layers[name]


def _declared() -> Iterator[Layer]:
    for config in apps.get_app_configs():
        yield from _declared_by(config.name)


def _declared_by(app: str) -> tuple[Layer, ...]:
    module = f"{app}.layers"
    if app == "opendata" or util.find_spec(module) is None:
        return ()
    return tuple(getattr(import_module(module), "LAYERS", ()))
