"""What an answer carries beside its body: tags, compression, caching, and who may read it from another site."""

import gzip
import json

import pytest

from gis_assets.models import Municipality
from opendata.models import Change
from tests.gis_assets import builders
from tests.opendata.ogc.town import Program

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/", "/api", "/conformance", "/collections", "/collections/parcels", "/collections/parcels/queryables",
    "/collections/parcels/schema", "/collections/parcels/items",
]  # fmt: skip


def test_who_has_the_body_already_is_not_sent_it_again(program: Program) -> None:
    for address in ADDRESSES:
        first = program.client.get(f"/ogc{address}")

        again = program.client.get(f"/ogc{address}", headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b""), address
        assert not first["ETag"].startswith("W/")


def test_tag_is_another_one_after_a_change(municipality: Municipality, program: Program) -> None:
    first = program.client.get("/ogc/collections/parcels/items")
    Change.objects.all().delete()  # a test is one transaction, which tells once of a table
    builders.a_parcel(municipality, code="NEW", shape=builders.square(east=200))

    again = program.client.get("/ogc/collections/parcels/items", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200


def test_tags_of_different_bodies_differ(program: Program) -> None:
    one = program.client.get("/ogc/collections/parcels/items", {"limit": 1})
    packed = program.client.get("/ogc/collections/parcels/items", {"limit": 1}, headers={"Accept-Encoding": "gzip"})
    later = program.client.get("/ogc/collections/parcels/items", {"limit": 1})

    assert len({one["ETag"], packed["ETag"], later["ETag"]}) == 3
    assert one.content != later.content  # it tells the time of its making


@pytest.mark.parametrize("address", ["/ogc/collections/parcels/items?limit=2", "/ogc/collections/parcels/items/{id}"])
def test_features_are_not_read_for_who_has_them(
    program: Program, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    (one,) = program.features("parcels", limit=1)
    asked = address.format(id=one["id"])
    tag = program.client.get(asked)["ETag"]

    monkeypatch.delattr("opendata.querying.page")
    again = program.client.get(asked, headers={"If-None-Match": tag})

    assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")


def test_tag_of_another_question_is_not_taken_for_this_one(program: Program) -> None:
    first, second = program.features("parcels", limit=2)
    items, day = "/ogc/collections/parcels/items", {"datetime": "2024-06-01"}
    asked = [
        (items, {}), (items, {"limit": "2"}), (items, {"limit": "2", "token": first["id"]}), (items, day),
        (items, {"crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}), (items, {"lang": "en"}),
        (items, {"code": "01A000"}), (items, {"code": "01A001"}), (items, {"filter": "code='01A000'"}),
        (items, {"bbox": "98,18,99,19"}), (items, {"bbox": "98,18,99,20"}), ("/ogc/collections/roads/items", {}),
        (f"{items}/{first['id']}", {}), (f"{items}/{second['id']}", {}),
    ]  # fmt: skip

    tags = {program.client.get(path, facts)["ETag"].split(".")[0] for path, facts in asked}

    assert len(tags) == len(asked)


def test_nobody_has_a_feature_that_is_not_there(program: Program) -> None:
    nobody = "/ogc/collections/parcels/items/00000000-0000-4000-8000-000000000000"

    assert program.client.get(nobody, headers={"If-None-Match": "*"}).status_code == 404


def test_any_of_several_tags_will_do(program: Program) -> None:
    tag = program.client.get("/ogc/conformance")["ETag"]

    for tags in (f'"x", {tag}', f"W/{tag}", "*"):
        assert program.client.get("/ogc/conformance", headers={"If-None-Match": tags}).status_code == 304, tags
    assert program.client.get("/ogc/conformance", headers={"If-None-Match": '"x"'}).status_code == 200


def test_body_is_compressed_for_whoever_takes_that(program: Program) -> None:
    plain = program.client.get("/ogc/collections/parcels")
    packed = program.client.get("/ogc/collections/parcels", headers={"Accept-Encoding": "gzip, br"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in plain


def test_head_has_the_headers_alone(program: Program) -> None:
    answer = program.client.head("/ogc/collections/parcels/items")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Crs"]


def test_pages_of_other_sites_may_read_it(program: Program) -> None:
    assert program.get("/collections/parcels/items")["Access-Control-Allow-Origin"] == "*"
    asked = program.client.options("/ogc/collections/parcels/items")
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    "name",
    [
        "x" * 3_000, "../../etc/passwd", "parcels'; DROP TABLE x; --", "<script>alert(1)</script>", "%00", "%FF%FE",
        "parcels%0d%0aSet-Cookie:x=1", "__class__", "ก" * 50, "parcels ", "PARCELS", "${jndi:x}", "{{7*7}}", ".", "..",
    ],
)  # fmt: skip
def test_hostile_name_of_a_layer_is_not_found_and_nothing_else(program: Program, name: str) -> None:
    for address in (
        f"/ogc/collections/{name}",
        f"/ogc/collections/{name}/items",
        f"/ogc/collections/parcels/items/{name}",
    ):
        refused = program.client.get(address)

        assert refused.status_code in (404, 400), address
        assert "Set-Cookie" not in refused.headers
        assert refused["Content-Type"] == "application/problem+json"
        assert len(refused.content) < 3_000
        assert not {"Traceback", "psycopg", "SELECT"} & set(refused.content.decode().split())


def test_what_breaks_is_told_without_a_word_of_why(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object, **_facts: object) -> None:
        raise RuntimeError("the secret place is /var/lib")

    monkeypatch.setattr("opendata.querying.page", broken)

    refused = program.get("/collections/parcels/items")

    assert refused.status_code == 500
    assert "secret" not in refused.content.decode()
    assert "the secret place" in caplog.text
    assert json.loads(refused.content)["code"] == "InternalServerError"


def test_question_that_takes_too_long_is_broken_off(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.json("/collections")  # searches what is open, before the time is short
    monkeypatch.setattr("opendata.ogc.serving.QUESTION_MS_MOST", 1)
    everything = " OR ".join(f"CASEI(code) LIKE '%{number}%a%b%c%'" for number in range(300))

    refused = program.get("/collections/parcels/items", filter=everything)

    assert refused.status_code == 503
    assert refused.json()["code"] == "ServiceUnavailable"
