"""The public map and the open layers, as anybody's browser asks for them."""

import gzip
import json
from datetime import date
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.gis.geos import GEOSGeometry
from django.test import AsyncClient, Client
from django.urls import reverse
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, RoadSegment, RoadSegmentVersion, Source
from gis_assets.publication import Layer
from opendata import layers
from opendata.models import Change
from tests.gis_assets import builders
from tests.speaking import english


def test_stranger_gets_the_map_with_every_layer(municipality: Municipality, client: Client) -> None:
    page = english(client).get("/")

    told = page.content.decode().split('<script id="map-facts" type="application/json">')[1]
    facts = json.loads(told.split("</script>")[0])
    assert page.status_code == 200
    assert {layer["name"] for layer in facts["layers"]} == {
        name for name, layer in layers.all_layers().items() if layer.is_on_map or name == "survey_progress"
    }
    assert facts["bounds"] == pytest.approx([98.89, 18.73, 98.98, 18.77])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/layers/", "/layers/parcels.geojson"])
def test_empty_installation_says_what_to_do_first(client: Client, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 503
    assert "script/demo" in page.content.decode()


def test_map_speaks_thai_unless_asked_otherwise(municipality: Municipality, client: Client) -> None:
    assert "คำอธิบายแผนที่" in client.get("/").content.decode()
    assert "Layers and legend" in english(client).get("/").content.decode()


def test_search_without_scripts_leads_to_the_one_thing_found(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021/001")

    page = client.get("/", {"q": "07c021"})

    assert page.status_code == 302
    assert page["Location"] == "/?parcel=07C021%2F001"


def test_map_opens_when_its_address_names_what_cannot_be_a_pole(municipality: Municipality, client: Client) -> None:
    assert client.get("/", {"pole": "2569/00012"}).status_code == 200


def test_layer_is_geojson_for_everybody(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality)

    file = client.get("/layers/parcels.geojson", {"on": "2024-06-01"})

    assert file["Content-Type"] == "application/geo+json"
    assert json.loads(file.getvalue())["numberReturned"] == 1


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"on": "2023-06-01"}, "OLD"),
        ({"datetime": "2023-12-31"}, "OLD"),
        ({"datetime": "2023-12-31T17:00:00Z"}, "NEW"),
        ({"datetime": "2024-01-01T00:00:00+07:00"}, "NEW"),
        ({}, "NEW"),
    ],
)
def test_layer_is_what_it_was_on_the_day(
    municipality: Municipality, client: Client, asked: dict[str, str], code: str
) -> None:
    old = builders.a_parcel(municipality, code="OLD", valid=Range(date(2023, 1, 1), date(2024, 1, 1)))
    builders.a_parcel(municipality, parcel=old.parcel, code="NEW", valid=Range(date(2024, 1, 1), None))

    (feature,) = json.loads(client.get("/layers/parcels.geojson", asked).getvalue())["features"]

    assert feature["properties"]["code"] == code
    assert feature["id"] == str(old.parcel.uid)


@pytest.mark.parametrize(
    "layer", [one for one in layers.all_layers().values() if one.has_history], ids=lambda one: one.name
)
def test_every_layer_with_a_history_answers_for_any_day(
    municipality: Municipality, client: Client, layer: Layer
) -> None:
    for day in ("1900-01-01", "2020-02-29", "2100-01-01"):
        whole = json.loads(client.get(f"/layers/{layer.name}.geojson", {"datetime": day}).getvalue())
        assert whole["numberReturned"] == len(whole["features"])


def test_layer_is_passed_on_piece_by_piece_under_asgi(municipality: Municipality) -> None:
    builders.a_parcel(municipality)

    async def ask() -> tuple[bool, bytes]:
        answer: Any = await AsyncClient().get("/layers/parcels.geojson")
        return answer.is_async, b"".join([piece async for piece in answer])

    is_async, body = async_to_sync(ask)()

    assert is_async
    assert json.loads(body)["numberReturned"] == 1


def test_layer_is_compressed_when_the_client_accepts_it(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality)

    file = client.get("/layers/parcels.geojson", headers={"accept-encoding": "gzip"})

    assert file["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(file.getvalue()))["numberReturned"] == 1


@pytest.mark.parametrize("query", ["", "?on=2024-06-01&bbox=98,18,99,19"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_layer_is_not_sent_again_to_who_has_it_until_it_changes(
    municipality: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch, query: str, encoding: str
) -> None:
    parcel = builders.a_parcel(municipality)
    address, headers = f"/layers/parcels.geojson{query}", {"accept-encoding": encoding}
    tag = client.get(address, headers=headers)["ETag"]

    with monkeypatch.context() as without:
        without.delattr("opendata.export._rows")
        again = client.get(address, headers=headers | {"if-none-match": f'"x", {tag}'})
    Change.objects.all().delete()  # a test is one transaction, which tells once of a table
    ParcelVersion.objects.filter(pk=parcel.pk).update(code="02B002")
    changed = client.get(address, headers=headers | {"if-none-match": tag})

    assert not tag.startswith("W/")
    assert (again.status_code, again["ETag"], b"".join(again)) == (304, tag, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_tags_of_a_layer_differ_by_day_place_and_packing(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality)
    asked = ["", "?on=2024-06-01", "?on=2024-06-02", "?bbox=98,18,99,19", "?bbox=98,18,99,20"]

    tags = {client.get(f"/layers/parcels.geojson{query}")["ETag"] for query in asked}
    tags.add(client.get("/layers/parcels.geojson", headers={"accept-encoding": "gzip"})["ETag"])

    assert len(tags) == len(asked) + 1


def test_layer_comes_as_a_named_file_when_downloaded(municipality: Municipality, client: Client) -> None:
    file = client.get("/layers/parcels.geojson?download&on=2024-06-01")

    assert file["Content-Disposition"] == 'attachment; filename="parcels-2024-06-01.geojson"'


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/layers/parcels.geojson?bbox=1,2,3", 400, "west,south,east,north"),
        ("/layers/parcels.geojson?on=2567-13-01", 400, "year-month-day"),
        ("/layers/parcels.geojson?datetime=yesterday", 400, "year-month-day"),
        ("/layers/parcels.geojson?datetime=2024-06-01T00:00:00", 400, "year-month-day"),
        ("/layers/parcels.geojson?datetime=9999-12-31T23:59:59Z", 400, "year-month-day"),
        ("/layers/incidents.geojson?on=2024-06-01", 400, "no history"),
        ("/layers/owners.geojson", 404, "owners"),
    ],
)
def test_wrong_question_is_answered_with_a_sentence(
    municipality: Municipality, client: Client, address: str, status: int, says: str
) -> None:
    answer = english(client).get(address)

    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_list_of_layers_tells_columns_counts_and_licence(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality)

    page = english(client).get(reverse("opendata:layers")).content.decode()

    assert "measured_area_m2" in page
    assert "CC BY 4.0" in page
    assert "/layers/parcels.geojson?download" in page


def test_list_of_layers_asks_the_database_once_a_layer(
    municipality: Municipality, client: Client, django_assert_max_num_queries: Any
) -> None:
    # For each layer the count and the reading, setting and resetting of the tenancy; a few for the request itself.
    client.get(reverse("opendata:layers"))  # checks what nobody has checked yet
    with django_assert_max_num_queries(4 * len(layers.all_layers()) + 8):
        client.get(reverse("opendata:layers"))


def test_nothing_is_changed_by_a_post(municipality: Municipality, client: Client) -> None:
    assert client.post("/layers/parcels.geojson").status_code == 405


def test_search_gives_parcels_and_poles_by_the_start_of_their_code(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021/001")
    pole = builders.a_pole(municipality, number=1)

    parcels = client.get("/api/search", {"q": "07c"}).json()["results"]
    poles = client.get("/api/search", {"q": pole.pole.code.replace("-", "").lower()[:4]}).json()["results"]

    assert [(hit["kind"], hit["code"]) for hit in parcels] == [("parcel", "07C021/001")]
    assert [(hit["kind"], hit["code"]) for hit in poles] == [("pole", pole.pole.code)]
    west, south, east, north = parcels[0]["bbox"]
    assert 98.8 < west < east < 99
    assert 18.7 < south < north < 18.8


def test_search_finds_nothing_in_another_municipality(
    municipality: Municipality, other_municipality: Municipality, client: Client
) -> None:
    with tenancy.within(other_municipality):
        builders.a_parcel(other_municipality, code="09Z001")

    assert client.get("/api/search", {"q": "09Z"}).json()["results"] == []


@pytest.mark.parametrize("q", ["", "0", "%", "__"])
def test_search_gives_nothing_when_the_text_says_nothing(municipality: Municipality, client: Client, q: str) -> None:
    builders.a_parcel(municipality)

    assert client.get("/api/search", {"q": q}).json()["results"] == []


def test_search_asks_few_questions(
    municipality: Municipality, client: Client, django_assert_max_num_queries: Any
) -> None:
    # One for the municipality and four for the tenancy of the request; three for the limits of the search, two for what
    # may be seen; then parcels, poles, the grid, and all names at once.
    client.get("/api/search", {"q": "07C"})  # checks what nobody has checked yet
    with django_assert_max_num_queries(14):
        client.get("/api/search", {"q": "07C"})


def test_search_finds_a_sheet_and_its_parcels_by_land_number(municipality: Municipality, client: Client) -> None:
    sheet: dict[str, Any] = {"utmmap1": "4746", "utmmap2": "1", "utmmap3": "9878", "utmmap4": "00"}
    builders.a_parcel(municipality, code="02B002", land_number="12", **sheet)
    builders.a_parcel(municipality, code="02B001", land_number="3", shape=builders.square(east=30), **sheet)
    builders.a_parcel(municipality, code="09Z001", land_number="3", shape=builders.square(east=60))

    def found(q: str) -> list[tuple[str, str]]:
        return [(hit["kind"], hit["code"]) for hit in client.get("/api/search", {"q": q}).json()["results"]]

    assert found("4746 I 9878") == [("sheet", "4746 I 9878"), ("parcel", "02B001"), ("parcel", "02B002")]
    assert found("4746 1 9878 / 12") == [("parcel", "02B002")]
    assert found("4746i9878-0") == found("4746 I 9878")
    assert found("4746 II 9878") == []


def test_search_finds_a_place_by_either_datum(municipality: Municipality, client: Client) -> None:
    hits = client.get("/api/search", {"q": "490000 2073000"}).json()["results"]

    assert [(hit["kind"], hit["title"]) for hit in hits] == [
        ("coordinates", "WGS 84 / UTM 47"),
        ("coordinates", "Indian 1975 / UTM 47"),
    ]
    west, south, _east, _north = hits[0]["bbox"]
    assert (west, south) == pytest.approx((98.9046, 18.7487), abs=1e-3)
    assert client.get("/api/search", {"q": "13.75, 100.5"}).json()["results"] == []


def test_search_finds_a_road_by_a_part_of_its_name(municipality: Municipality, client: Client, source: Source) -> None:
    road = RoadSegment.objects.create(municipality=municipality)
    RoadSegmentVersion.objects.create(
        municipality=municipality,
        road=road,
        valid=Range(date(2023, 1, 1), None),
        source=source,
        recorded_at=builders.RECORDED_AT,
        road_class="main",
        name_th="ถนนเลียบคลอง",
        name_en="Canal Road",
        speed_kmh=50,
        length_m=100,
        from_node=1,
        to_node=2,
        shape=GEOSGeometry("SRID=32647;LINESTRING(490000 2073000, 490100 2073000)"),
    )

    by_thai = client.get("/api/search", {"q": "เลียบ"}).json()["results"]
    by_english = client.get("/api/search", {"q": "canal"}).json()["results"]

    assert by_thai == by_english
    assert [(hit["kind"], hit["code"], hit["title"]) for hit in by_thai] == [("road", "ถนนเลียบคลอง", "Canal Road")]


def test_search_without_scripts_lists_what_it_finds(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021")
    builders.a_parcel(municipality, code="07C022", shape=builders.square(east=30))

    page = client.get("/", {"q": "07c02"}).content.decode()

    assert "/parcels/07C021/card/" in page
    assert "/parcels/07C022/card/" in page


def test_card_says_how_sure_and_why_it_is_open(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021", accuracy_class="rtk", document_number="5521", land_number="34")

    card = english(client).get("/parcels/07C021/card/").content.decode()

    assert "0.04 m" in card
    assert "Official Information Act" in card
    assert "5521" not in card
