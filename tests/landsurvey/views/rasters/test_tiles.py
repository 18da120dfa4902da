"""Tiles of rasters: drawn, kept, put off, and opened to the public."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets.models import Role
from landsurvey.models import Raster
from landsurvey.views import rasters as views
from tests.gis_assets.builders import EAST, NORTH
from tests.landsurvey.rasters.test_tiles import pixel_of, read
from tests.landsurvey.views.rasters.addresses import ZOOM, page, tile_of
from tests.speaking import Officer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_english"),
    pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning"),
]


def test_tile_is_a_picture_that_is_kept_and_asked_for_again(surveyor: Officer, raster: Raster) -> None:
    tile = surveyor.get(tile_of(raster))
    again = surveyor.get(tile_of(raster), headers={"If-None-Match": tile.headers["ETag"]})
    double = surveyor.get(tile_of(raster) + "?size=512")

    _, _, column, row = pixel_of(EAST + 100, NORTH + 100, ZOOM)
    assert (tile.status_code, tile.headers["Content-Type"]) == (200, "image/png")
    assert read(tile.content)[3, row, column] == 255
    assert read(double.content).shape == (4, 512, 512)
    assert tile.headers["Cache-Control"].startswith("private, max-age=")
    assert (again.status_code, again.content) == (304, b"")


def test_tile_is_empty_where_the_raster_has_nothing_and_unknown_outside_the_world(
    surveyor: Officer, raster: Raster
) -> None:
    assert surveyor.get(page("raster_tile", raster, 12, 0, 0)).status_code == 204
    assert surveyor.get(page("raster_tile", raster, 3, 8, 0)).status_code == 404
    assert surveyor.get(page("raster_tile", raster, 40, 0, 0)).status_code == 404


def test_tile_is_put_off_when_too_many_are_drawn(
    surveyor: Officer, raster: Raster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_PATIENCE_S", 0.01)
    held = [views._drawing.acquire(timeout=1) for _ in range(2)]

    answer = surveyor.get(tile_of(raster))
    for _ in held:
        views._drawing.release()

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "ETag" not in answer.headers


def test_tiles_are_for_officers_until_the_raster_is_opened(
    raster: Raster, surveyor: Officer, foreign: Client, client_as: Callable[..., Officer]
) -> None:
    publisher = client_as(Role.DATA_PUBLISHER)
    closed = Client().get(tile_of(raster)).status_code, client_as(Role.RESPONDER).get(tile_of(raster)).status_code

    publisher.post(page("raster_publish", raster), {"is_public": "1"})
    opened = Client().get(tile_of(raster))
    stranger = foreign.get(tile_of(raster)).status_code
    publisher.post(page("raster_publish", raster), {"is_public": "0"})

    assert (closed, stranger) == ((302, 403), 404)
    assert (opened.status_code, opened.headers["Cache-Control"][:6]) == (200, "public")
    assert Client().get(tile_of(raster)).status_code == 302


def test_public_map_is_told_of_opened_rasters_only(raster: Raster, foreign: Client) -> None:
    address = reverse("landsurvey:public_rasters")
    closed = Client().get(address).json()

    Raster.objects.update(is_public=True)
    opened = Client().get(address).json()["rasters"]

    assert closed == {"rasters": []}
    assert [(told["uid"], told["title"]) for told in opened] == [(str(raster.uid), raster.title)]
    assert set(opened[0]) == {"uid", "title", "kind", "tiles", "extent", "nativeZoom"}
    assert foreign.get(address).json() == {"rasters": []}
