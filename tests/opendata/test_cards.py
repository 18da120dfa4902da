"""Cards of things, made of what their layers declare; and the ways between a data set, the map and a thing."""

import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from psycopg.types.range import Range

from gis_assets import origins, tenancy
from gis_assets.models import Municipality, Role
from gis_assets.models.versions import AccuracyClass
from opendata import layers
from opendata.models import Publication
from tests.gis_assets import builders
from tests.opendata.builders import a_road
from tests.speaking import Officer, english
from tests.taxroll.builders import a_house

SECRETS = ("99/1", "SOMCHAI-DEED.zip")


def test_card_of_a_building_explains_its_open_facts_and_tells_no_house_number(
    municipality: Municipality, client: Client
) -> None:
    source = builders.a_source(
        municipality, kind="survey_upload", reference=SECRETS[1], accuracy_class=AccuracyClass.RTK
    )
    house = a_house(municipality, source=source)

    card = english(client).get(f"/layers/buildings/things/{house.building.uid}/card/").content.decode()

    assert "Treasury Department" in card
    assert "81.0" in card  # nine metres by nine
    assert "Survey, checked and accepted" in card
    assert "within some 0.04 m" in card
    assert "1 January 2023" in card
    assert "/data/buildings/" in card
    assert f"/ogc/collections/buildings/items/{house.building.uid}" in card
    assert [secret for secret in SECRETS if secret in card] == []


def test_officer_sees_no_more_on_the_open_card(municipality: Municipality, client_as: Callable[..., Officer]) -> None:
    house = a_house(municipality)

    card = client_as(Role.TAX_OFFICER).get(f"/layers/buildings/things/{house.building.uid}/card/").content.decode()

    assert "99/1" not in card


def test_card_of_a_road_bears_its_name_in_the_readers_language(municipality: Municipality, client: Client) -> None:
    road = a_road(municipality, "ถนนยาว", name_en="Long Road").road

    thai = client.get(f"/layers/roads/things/{road.uid}/card/").content.decode()
    in_english = english(client).get(f"/layers/roads/things/{road.uid}/card/").content.decode()

    assert re.search(r"<h2[^>]*>ถนนยาว</h2>", thai)
    assert re.search(r"<h2[^>]*>Long Road</h2>", in_english)
    assert "Nobody noted how it was measured" in in_english


def test_card_is_as_of_the_day_that_is_asked_for(municipality: Municipality, client: Client) -> None:
    old = a_road(municipality, "ถนนเดิม", valid=Range(date(2023, 1, 1), date(2024, 1, 1)))
    a_road(municipality, "ถนนใหม่", road=old.road, valid=Range(date(2024, 1, 1), None))
    address = f"/layers/roads/things/{old.road.uid}/card/"

    assert "ถนนใหม่" in client.get(address).content.decode()
    assert "ถนนเดิม" in client.get(address, {"on": "2023-06-01"}).content.decode()
    assert client.get(address, {"on": "2022-06-01"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/layers/buildings/things/00000000-0000-4000-8000-000000000000/card/",
        "/layers/buildings/things/none/card/",
        "/layers/boundary/things/%00/card/",
        "/layers/owners/things/1/card/",
        "/layers/owners/map/",
    ],
)
def test_there_is_no_card_of_what_is_not_there(municipality: Municipality, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_card_of_a_stopped_layer_or_another_town_is_not_there(
    municipality: Municipality, other_municipality: Municipality, client: Client
) -> None:
    here = a_road(municipality, "ถนนยาว").road
    with tenancy.within(other_municipality):
        elsewhere = a_road(other_municipality, "ถนนอื่น").road
    before = client.get(f"/layers/roads/things/{here.uid}/card/").status_code

    Publication.objects.filter(layer="roads").update(is_stopped=True)

    assert before == 200
    assert client.get(f"/layers/roads/things/{elsewhere.uid}/card/").status_code == 404
    assert client.get(f"/layers/roads/things/{here.uid}/card/").status_code == 404


def test_parcels_and_poles_have_their_own_cards(municipality: Municipality, client: Client) -> None:
    parcel = builders.a_parcel(municipality, code="07C021/001")
    pole = builders.a_pole(municipality)

    of_parcel = client.get(f"/layers/parcels/things/{parcel.parcel.uid}/card/")
    of_pole = client.get(f"/layers/poles/things/{pole.pole.uid}/card/")

    assert of_parcel["Location"] == "/parcels/07C021/001/card/"
    assert of_pole["Location"] == f"/poles/{pole.pole.code}/card/"


@pytest.mark.parametrize("name", ["parcels", "poles"])
def test_card_with_more_than_the_layers_columns_is_closed_with_its_layer_but_to_officers(
    municipality: Municipality, client: Client, client_as: Callable[..., Officer], name: str
) -> None:
    parcel, pole = builders.a_parcel(municipality, code="07C021"), builders.a_pole(municipality)
    address = {"parcels": f"/parcels/{parcel.code}/card/", "poles": f"/poles/{pole.pole.code}/card/"}[name]
    before = client.get(address).status_code

    Publication.objects.filter(layer=name).update(is_stopped=True)

    assert before == 200
    assert client.get(address).status_code == 404
    assert client_as(Role.DISPATCHER).get(address).status_code == 200


def test_owner_of_a_pole_is_told_to_officers_only(
    municipality: Municipality, client: Client, client_as: Callable[..., Officer]
) -> None:
    pole = builders.a_pole(municipality)
    type(pole).objects.filter(pk=pole.pk).update(owner="PEA of the north")
    address = f"/poles/{pole.pole.code}/card/"

    assert "PEA of the north" not in client.get(address).content.decode()
    assert "PEA of the north" in client_as(Role.DISPATCHER).get(address).content.decode()


@pytest.mark.parametrize("name", sorted(layers.all_layers()))
def test_data_set_list_and_map_lead_to_one_another(municipality: Municipality, client: Client, name: str) -> None:
    a_house(municipality)
    data_set = client.get(f"/data/{name}/").content.decode()
    collection = client.get(f"/ogc/collections/{name}", {"f": "html"}).content.decode()
    to_the_map = client.get(f"/layers/{name}/map/")["Location"]

    assert f'href="/layers/{name}/map/"' in data_set
    assert f'href="/ogc/collections/{name}?f=html"' in data_set
    assert f'href="/data/{name}/"' in collection
    assert to_the_map.startswith(f"/?layers={name}:1")
    assert f'"page": "/data/{name}/"' in client.get(to_the_map.partition("#")[0]).content.decode()


def test_list_of_layers_leads_to_data_sets_and_the_map(municipality: Municipality, client: Client) -> None:
    page = client.get("/layers/").content.decode()

    assert all(f'href="/data/{name}/"' in page for name in layers.all_layers())
    assert all(f'href="/layers/{name}/map/"' in page for name in layers.all_layers())


def test_map_opens_where_things_drawn_close_by_are_seen(municipality: Municipality, client: Client) -> None:
    a_house(municipality, shape=builders.square(side_m=9))

    place = client.get("/layers/buildings/map/")["Location"].partition("#")[2]

    zoom, lat, lon = map(float, place.split("/"))
    assert zoom == 17
    assert (lat, lon) == pytest.approx((18.7487, 98.9051), abs=1e-3)


def test_row_of_a_data_set_leads_to_its_place(municipality: Municipality, client: Client) -> None:
    house = a_house(municipality)

    page = client.get("/data/buildings/").content.decode()
    framed = client.get("/data/buildings/embed/").content.decode()

    assert f'href="/?thing=buildings/{house.building.uid}"' in page
    assert "thing=buildings" not in framed


def test_map_tells_its_script_of_layers_that_are_asked_for(municipality: Municipality, client: Client) -> None:
    plain = client.get("/").content.decode()
    asked = client.get("/", {"layers": "planning_areas:0.5,owners:1"}).content.decode()
    thing = client.get("/", {"thing": f"lamps/{uuid.UUID(int=1)}"}).content.decode()

    assert '"planning_areas"' not in plain
    assert '"planning_areas"' in asked
    assert '"owners"' not in asked
    assert '"lamps"' in thing
    assert f"/layers/lamps/things/{uuid.UUID(int=1)}/card/" in thing


def test_every_source_of_the_register_is_told_without_its_reference(municipality: Municipality) -> None:
    for kind in ("survey_upload", "tax_list_correction", "unheard of"):
        source = builders.a_source(municipality, kind=kind, reference=SECRETS[1])
        told = origins.of_version(a_road(municipality, "ถนนยาว", source=source))
        assert str(told.words)
        assert SECRETS[1] not in str(told)


def test_a_point_has_a_card_too(municipality: Municipality, client: Client) -> None:
    pole = builders.a_pole(municipality)
    type(pole).objects.filter(pk=pole.pk).update(has_lamp=True, lamp_kind="led")

    card = english(client).get(f"/layers/lamps/things/{pole.pole.uid}/card/").content.decode()

    assert "LED" in card
    assert pole.pole.code in card
    assert pole.shape_wgs84.x == pytest.approx(float(card.split('data-bbox="')[1].split(",")[0]), abs=1e-5)
