"""Layers are found by name, and what they publish is nobody's secret."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import layers

SECRETS = ("name", "owner", "party", "phone", "address", "digest", "tail", "number", "amount", "reporter", "citizen")
NAMED = ("roads", "boundary", "landcover", "planning_areas")
NAMES_OF_PLACES = {(layer, name) for layer in NAMED for name in ("name_th", "name_en")}


EVERY = {
    "boundary", "landcover", "roads", "parcels", "buildings", "poles", "lamps", "transformers", "survey_progress",
    "tax_statistics", "incidents", "incident_counts", "planning_areas", "orthophotos", "terrain",
}  # fmt: skip


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The poles, declared without a legal ground for any column."""
    cached = (layers.everything, layers.all_layers, layers.all_rasters, layers.faulty)
    declared = list(layers.everything().values())
    poles = layers.layer_named("poles")
    closed = replace(poles, columns=tuple(replace(column, ground=None) for column in poles.columns))
    with monkeypatch.context() as patch:
        patch.setattr(layers, "_declared", lambda: iter([closed if one is poles else one for one in declared]))
        for one in cached:
            one.cache_clear()
        yield closed.name
    for one in cached:
        one.cache_clear()


def test_layers_of_the_base_and_of_peers_are_found() -> None:
    found = layers.everything()

    assert set(found) == EVERY
    assert {layer.app for layer in found.values()} == {"gis_assets", "incidents", "landsurvey", "permits", "taxroll"}


@pytest.mark.parametrize(
    "door",
    ["/layers/{}.geojson", "/data/{}/", "/ogc/collections/{}", "/ogc/collections/{}/tiles/WebMercatorQuad/16/1/1"],
)
def test_layer_whose_policy_is_broken_is_served_at_no_door_and_logged(
    municipality: Municipality, client: Client, caplog: pytest.LogCaptureFixture, broken: str, door: str
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get(door.format(broken))

    assert answer.status_code == 404
    assert f"The layer {broken} is not published: " in caplog.text
    assert client.get(door.format("lamps")).status_code in (200, 204)


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
