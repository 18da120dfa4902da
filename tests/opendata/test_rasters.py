"""Open rasters: shown, described, linked and downloaded while their own page says that they are open, else nowhere."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from landsurvey.models import Raster
from landsurvey.terrain import registration
from opendata import changes, datasets, decisions, gate, layers, tasks
from opendata.ckan import packages, tables
from opendata.models import Change, DatasetUse, PublicationCheck
from tests.landsurvey.builders import AT
from tests.landsurvey.terrain.test_spots import a_raster
from tests.opendata.ogc.town import Program, link
from tests.speaking import Officer, at_work_in, english

RASTERS = sorted(layers.all_rasters())


@pytest.fixture
def photo(municipality: Municipality, officer: Callable[..., User], settings: Any, tmp_path: Path) -> Raster:
    """An orthophoto that is open, and an elevation model that is not."""
    settings.MEDIA_ROOT = tmp_path / "files"
    by = officer(Role.SURVEY_REVIEWER)
    a_raster(municipality, by, tmp_path, title="DEM 2567")
    facts = {"kind": "orthophoto", "is_public": True, "surveyed_date": date(2024, 2, 1), "resolution_m": 0.25}
    return a_raster(municipality, by, tmp_path, title="ภาพถ่าย 2567", size_bytes=2_500_000, **facts)


def file_of(raster: Raster, layer: str = "orthophotos") -> str:
    return f"/layers/{layer}/rasters/{raster.uid}.tif"


def close(raster: Raster) -> None:
    registration.publish(raster, is_public=False, by=raster.registered_by, at=AT)


def test_town_without_an_open_raster_shows_no_layer_of_them(municipality: Municipality, client: Client) -> None:
    assert RASTERS == ["orthophotos", "terrain"]
    assert gate.open_rasters(municipality=municipality) == {}
    for name in RASTERS:
        assert client.get(f"/ogc/collections/{name}").status_code == 404
        assert client.get(f"/data/{name}/").status_code == 404
        assert name not in client.get("/layers/").content.decode()


def test_open_raster_is_listed_with_its_download(photo: Raster, client: Client) -> None:
    shown = english(client).get("/layers/").content.decode()

    assert "ภาพถ่าย 2567" in shown
    assert file_of(photo) in shown
    assert "DEM 2567" not in shown
    assert photo.registered_by.username not in shown


def test_raster_data_set_and_map_lead_to_one_another(photo: Raster, client: Client) -> None:
    data_set = client.get("/data/orthophotos/").content.decode()
    collection = client.get("/ogc/collections/orthophotos?f=html").content.decode()

    assert client.get("/layers/orthophotos/map/")["Location"] == f"/?photo={photo.uid}:1"
    assert 'href="/layers/orthophotos/map/"' in data_set
    assert 'href="/data/orthophotos/"' in collection
    assert f'href="/?photo={photo.uid}:1"' in client.get("/layers/").content.decode()


def test_file_is_sent_whole_in_parts_and_counted_once(photo: Raster, client: Client) -> None:
    whole = client.get(file_of(photo))
    part = client.get(file_of(photo), headers={"Range": "bytes=100-199"})
    kept = client.get(file_of(photo), headers={"If-None-Match": whole["ETag"]})
    head = client.head(file_of(photo))

    content = Path(photo.file.path).read_bytes()
    assert whole.getvalue() == content
    assert whole["Content-Type"] == "image/tiff; application=geotiff; profile=cloud-optimized"
    assert "orthophotos-2024-02-01-" in whole["Content-Disposition"]
    assert (part.status_code, part.getvalue()) == (206, content[100:200])
    assert (kept.status_code, head["Content-Length"]) == (304, str(len(content)))
    assert DatasetUse.objects.get(layer="orthophotos").downloads == 1


def test_closed_raster_is_at_no_door(photo: Raster, municipality: Municipality, client: Client) -> None:
    terrain = Raster.objects.get(kind="elevation")
    version = changes.version(layers.layer_named("orthophotos"), municipality=municipality)
    Change.objects.all().delete()  # a test is one transaction, which tells once of a table
    close(photo)

    assert changes.version(layers.layer_named("orthophotos"), municipality=municipality) != version
    for address in (file_of(photo), file_of(terrain, "terrain"), file_of(terrain), "/ogc/collections/orthophotos"):
        assert client.get(address).status_code == 404


def test_raster_is_of_its_municipality_alone(
    photo: Raster, other_municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    foreign = at_work_in(client_as(Role.DATA_PUBLISHER, of=other_municipality), other_municipality)

    assert foreign.get(file_of(photo)).status_code == 404
    assert foreign.get("/data/orthophotos/").status_code == 404
    with tenancy.within(other_municipality):
        assert gate.open_rasters(municipality=other_municipality) == {}


def test_title_that_names_a_person_closes_the_layer(photo: Raster, client: Client) -> None:
    Raster.objects.filter(pk=photo.pk).update(title="ที่ดินของนายสมชาย ใจดี")

    answer = client.get(file_of(photo))

    assert answer.status_code == 404
    assert PublicationCheck.objects.get(layer="orthophotos").finding_count == 1


def test_withdrawn_layer_closes_its_tiles_to_strangers_until_it_is_put_back(
    photo: Raster, municipality: Municipality, client: Client, client_as: Callable[..., Officer]
) -> None:
    publisher = client_as(Role.DATA_PUBLISHER)
    layer, by = layers.layer_named("orthophotos"), photo.registered_by
    tile, listed = f"/survey/rasters/{photo.uid}/tiles/8/198/114.png", "/survey/rasters/public.json"
    opened = client.get(tile), client.get(listed).json()["rasters"]

    decisions.withdraw(layer, municipality=municipality, reason="ขอตรวจใหม่", by=by, at=AT)
    withdrawn = client.get(tile), client.get(listed).json()["rasters"], publisher.get(tile)
    decisions.put_back(layer, municipality=municipality, by=by, on=AT.date(), at=AT)

    assert (opened[0].status_code, len(opened[1])) == (200, 1)
    assert opened[0]["Cache-Control"] == "public, max-age=60"
    assert (withdrawn[0].status_code, withdrawn[1]) == (302, [])
    assert (withdrawn[2].status_code, withdrawn[2]["Cache-Control"]) == (200, "private, max-age=86400")
    assert client.get(tile).status_code == 200


def test_tiles_are_closed_where_a_title_names_a_person(photo: Raster, client: Client) -> None:
    Raster.objects.filter(pk=photo.pk).update(title="ที่ดินของนายสมชาย ใจดี")

    assert client.get(f"/survey/rasters/{photo.uid}/tiles/8/198/114.png").status_code == 302
    assert client.get("/survey/rasters/public.json").json() == {"rasters": []}


def test_jobs_of_minute_and_night_check_rasters_too(photo: Raster) -> None:
    tasks.check_changed(0)

    assert set(PublicationCheck.objects.values_list("layer", flat=True)) == set(layers.everything())


class TestCollection:
    def test_tells_extent_days_licence_tiles_and_files_and_has_no_items(self, photo: Raster, client: Client) -> None:
        told = Program(client).json("/collections/orthophotos")

        west, south, east, north = photo.footprint.extent
        assert told["extent"]["spatial"]["bbox"] == [pytest.approx([west, south, east, north])]
        assert told["extent"]["temporal"]["interval"] == [["2024-02-01T00:00:00+07:00", "2024-02-01T23:59:59+07:00"]]
        assert told["license"] == "CC-BY-4.0"
        assert link(told, "enclosure").endswith(file_of(photo))
        assert "items" not in {one["rel"] for one in told["links"]}
        answer = Program(client).get("/collections/orthophotos/items", lang="en")
        assert answer.status_code == 404
        assert "holds rasters" in answer.json()["description"]

    def test_is_among_the_collections_and_records_and_in_the_definition(self, photo: Raster, client: Client) -> None:
        program = Program(client)

        assert "orthophotos" in {one["id"] for one in program.json("/collections")["collections"]}
        assert "terrain" not in {one["id"] for one in program.json("/collections")["collections"]}
        record = program.json("/collections/datasets/items/orthophotos")
        assert record["properties"]["formats"] == [{"name": "GeoTIFF", "mediaType": "image/tiff"}]
        assert "/collections/orthophotos/map/tiles" in program.json("/api")["paths"]

    def test_tiles_are_told_by_set_and_tile_json_and_can_be_fetched(self, photo: Raster, client: Client) -> None:
        program = Program(client)
        told = program.json("/collections/orthophotos")
        (listed,) = program.json(link(told, "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"))["tilesets"]

        one = program.json(link(listed, "self"))
        tile_json = program.json(link(one, "self"), f="tilejson")

        assert one == listed
        assert one["title"] == tile_json["name"] == "ภาพถ่าย 2567"
        assert tile_json["bounds"] == pytest.approx(photo.footprint.extent)
        (address,) = tile_json["tiles"]
        assert client.get(address.format(z=8, x=198, y=114)).status_code == 200
        assert program.get(f"/collections/orthophotos/map/tiles/{'0' * 8}-0000-4000-8000-{'0' * 12}").status_code == 404

    def test_person_reads_it_as_a_page(self, photo: Raster, client: Client) -> None:
        shown = english(client).get("/ogc/collections/orthophotos?f=html").content.decode()

        assert "Orthophotos" in shown
        assert file_of(photo) in shown
        assert "/ogc/collections/orthophotos/items" not in shown


class TestDataSet:
    def test_is_in_the_catalogue_with_its_national_fields(self, photo: Raster, client: Client) -> None:
        page = english(client).get("/data/orthophotos/").content.decode()

        assert "/data/orthophotos/" in client.get("/data/").content.decode()
        assert "/data/terrain/" not in client.get("/data/").content.decode()
        assert "Aerial photographs" in page
        assert "GeoTiff" in page
        assert file_of(photo) in page
        assert "/data/orthophotos/api/" not in page

    def test_is_offered_to_harvesters_with_its_files(self, photo: Raster, client: Client) -> None:
        told = client.get("/data/orthophotos.ttl").content.decode()

        assert file_of(photo) in told
        assert "image/tiff" in told

    def test_is_sent_to_a_ckan_with_its_files_and_its_outlines_as_a_table(
        self, photo: Raster, municipality: Municipality
    ) -> None:
        entry = datasets.entry("orthophotos", municipality=municipality, at=AT)

        sent = packages.package(entry, municipality=municipality, base="http://town/")
        ((row,),) = tables.rows(entry.layer, municipality=municipality, on=date(2024, 6, 1))

        assert f"http://town{file_of(photo)}" in {one["url"] for one in sent["resources"]}
        assert [column["id"] for column in tables.columns(entry.layer)] == list(row)
        assert row["title"] == "ภาพถ่าย 2567"

    @pytest.mark.parametrize("show", ["table", "map", "chart"])
    def test_can_be_looked_into(self, photo: Raster, client: Client, show: str) -> None:
        assert client.get(f"/data/orthophotos/?show={show}").status_code == 200
        assert client.get("/layers/orthophotos.geojson").json is not None
