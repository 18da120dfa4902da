"""The public layers, found by name in the apps that declare them; this app has none of its own.

A layer whose declaration is at fault is not published, and the log says so at every start.
"""

import functools
import logging
from collections.abc import Iterable, Iterator
from importlib import import_module, util

from django.apps import apps
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import publication, sql_files
from gis_assets.publication import Layer, RasterLayer
from gis_assets.refusals import Refusal

log = logging.getLogger(__name__)

# How a layer with a history says which day it is asked for, and the same for all days at once.
AS_OF_DAY, ON_ANY_DAY = "@> %(on)s::date", "&& daterange(NULL, NULL)"


class UnknownLayer(Refusal):
    """No app declares a layer of that name."""


@functools.cache
def all_layers() -> dict[str, Layer]:
    """Every layer of features that may be published, by name, in the order of the installed apps, the base last."""
    return {name: layer for name, layer in everything().items() if not isinstance(layer, RasterLayer)}


@functools.cache
def all_rasters() -> dict[str, RasterLayer]:
    """Every layer of rasters that may be published, by name."""
    return {name: layer for name, layer in everything().items() if isinstance(layer, RasterLayer)}


@functools.cache
def everything() -> dict[str, Layer]:
    """Layers of features and of rasters."""
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
    found = {layer.name: (*publication.faults(layer), *_faults_of_history(layer)) for layer in _declared()}
    return {name: sentences for name, sentences in found.items() if sentences}


def layer_named(name: str) -> Layer:
    """A layer of features or of rasters; raises `UnknownLayer`, which names those there are."""
    layers = everything()
    if name not in layers:
        raise unknown(name, known=layers)
    return layers[name]


def unknown(name: str, *, known: Iterable[str]) -> UnknownLayer:
    """The answer to who asks for a layer that is not among the known."""
    sentence = gettext("There is no layer named “%(name)s”. The layers are: %(names)s.")
    return UnknownLayer(sentence % {"name": name, "names": ", ".join(known)})


def statement_of(layer: Layer) -> sql.SQL:
    """What selects the layer as of a day."""
    return sql.SQL(sql_files.load(layer.app, layer.sql))


def statement_of_any_day(layer: Layer) -> sql.SQL:
    """What selects all the layer ever was where it has a history; a feature then comes once for each version."""
    text = sql_files.load(layer.app, layer.sql)
    return sql.SQL(text.replace(AS_OF_DAY, ON_ANY_DAY) if layer.has_history else text)


def _faults_of_history(layer: Layer) -> Iterator[str]:
    """The publishing check must be able to ask for all days at once."""
    if layer.has_history and AS_OF_DAY not in sql_files.load(layer.app, layer.sql):
        yield f"it has a history, and its statement does not ask for a day by “{AS_OF_DAY}”."


def _declared() -> Iterator[Layer]:
    for config in apps.get_app_configs():
        yield from _declared_by(config.name)


def _declared_by(app: str) -> tuple[Layer, ...]:
    module = f"{app}.layers"
    if app == "opendata" or util.find_spec(module) is None:
        return ()
    declared = import_module(module)
    return (*getattr(declared, "LAYERS", ()), *getattr(declared, "RASTERS", ()))
