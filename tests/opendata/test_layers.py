"""Layers are found by name, and what they publish is nobody's secret."""

import pytest

from gis_assets.publication import Layer
from opendata import layers

SECRETS = ("name", "owner", "party", "phone", "address", "digest", "tail", "number", "amount", "reporter", "citizen")
NAMED = ("roads", "boundary", "landcover", "planning_areas")
NAMES_OF_PLACES = {(layer, name) for layer in NAMED for name in ("name_th", "name_en")}


def test_layers_of_the_base_and_of_peers_are_found() -> None:
    found = layers.all_layers()

    assert {"boundary", "roads", "parcels", "buildings", "poles"} <= set(found)
    assert {layer.app for layer in found.values()} >= {"gis_assets", "incidents"}


def test_unknown_layer_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(layers.UnknownLayer, match=r"owners.*parcels"):
        layers.layer_named("owners")


@pytest.mark.parametrize("layer", layers.all_layers().values(), ids=lambda layer: layer.name)
def test_no_column_holds_personal_data(layer: Layer) -> None:
    sizes = {layer.small_groups.count} if layer.small_groups else set()  # how many, of whom is not told
    doubtful = {column.name for column in layer.open_columns if any(secret in column.name for secret in SECRETS)}
    doubtful -= sizes

    assert {(layer.name, name) for name in doubtful} <= NAMES_OF_PLACES


def test_every_declaration_may_be_published() -> None:
    assert layers.faulty() == {}
