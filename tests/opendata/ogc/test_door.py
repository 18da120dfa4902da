"""Which requests take the quick door: those of programs, and no others. What it answers is tried in the walks."""

from typing import Any

import pytest
from django.utils import timezone

from gis_assets.models import Municipality
from opendata import usage
from opendata.ogc import door, tiles, views


def scope(path: str = "/ogc/collections", *, method: str = "GET", query: str = "", **headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named}


@pytest.mark.parametrize(
    "asked",
    [
        scope(),
        scope(method="HEAD"),
        scope(accept="application/json"),
        scope(query="limit=1", accept="*/*"),
        scope("/town/ogc/collections") | {"root_path": "/town"},
    ],
    ids=range(5),
)
def test_program_takes_the_quick_door(asked: dict[str, Any]) -> None:
    assert door.is_of_a_program(asked)


@pytest.mark.parametrize(
    "asked",
    [
        scope("/"),
        scope("/ogcx/"),
        scope("/layers/parcels.geojson"),
        scope(method="POST"),
        scope(query="f=html"),
        scope(accept="text/html,*/*"),
        scope(cookie="sessionid=x"),
        {"type": "websocket", "path": "/ogc/", "query_string": b"", "headers": []},
    ],
    ids=range(8),
)
def test_whoever_is_no_program_does_not(asked: dict[str, Any]) -> None:
    assert not door.is_of_a_program(asked)


def test_features_that_programs_ask_for_are_counted_and_nothing_else(
    town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = usage.Tally()
    for name, value in (("_tally", tally), ("_towns", {}), ("_offered", {})):
        monkeypatch.setattr(door, name, value)

    def ask(path: str, method: str = "GET", **headers: str) -> Any:
        return door._answer(scope(f"/ogc{path}", method=method, host="testserver", **headers))

    features = ask("/collections/parcels/items")
    ask("/collections/parcels/items", if_none_match=features["ETag"])
    for other in ("/collections", "/collections/parcels", "/collections/parcels/tiles", "/collections/datasets/items"):
        assert ask(other).status_code == 200
    for in_vain in ("/collections/parcels/items/x", "/collections/parcels/items?x=1", "/collections/owners/items"):
        ask(in_vain)
    ask("/collections/parcels/items", method="HEAD")

    tally.write_down()
    assert usage.of("parcels", municipality=town, on=timezone.localdate()).questions == 2


def test_every_address_leads_where_the_platform_has_it() -> None:
    items = door._address("/ogc/collections/parcels/items/a b")
    tile = door._address("/ogc/collections/parcels/tiles/WebMercatorQuad/16/1/2")

    assert (items.func, items.kwargs) == (views.item, {"name": "parcels", "feature_id": "a b"})
    assert (tile.func, tile.kwargs["row"]) == (tiles.tile, 1)
    assert door._address("/ogc/").func is views.landing
    assert door._address("/ogc/nowhere").func is views.nothing
