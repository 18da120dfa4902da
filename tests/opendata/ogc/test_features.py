"""OGC API - Features, part 1: the abstract tests of its annex A, one by one, over every layer.

Each test bears the identifier that the standard gives it (`/conf/core/...`) in its first words.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion, UtilityPoleVersion
from incidents import reports
from incidents.models import Incident, Kind
from opendata import layers, querying, tiles
from opendata.ogc import asking, documents
from tests.gis_assets import builders
from tests.opendata.ogc.town import COUNTS, GEOJSON, LAYERS, NAMES, PLAIN, Program, link, one_id

pytestmark = pytest.mark.django_db
INVALID = [
    ("limit", "0"), ("limit", "-1"), ("limit", "x"), ("limit", "1.5"), ("limit", ""), ("limit", "๑"),
    ("bbox", "1,2,3"), ("bbox", "1,2,3,4,5"), ("bbox", "a,b,c,d"), ("bbox", "98,19,99,18"),
    ("bbox", "nan,1,2,3"),
    ("bbox", "0,0,1,91"), ("bbox", "-181,0,1,1"), ("bbox", "1e400,0,1,1"), ("bbox", ""),
    ("datetime", "x"), ("datetime", ""), ("datetime", "2024-13-01"), ("datetime", "2024-01-01/x"),
    ("datetime", "2024-02-01/2024-01-01"), ("datetime", "a/b/c"), ("datetime", "20240101"),
    ("datetime", "0000-01-01"),
    ("datetime", "9999-12-31T23:59:59Z"),
    ("f", "xml"), ("lang", "fr"), ("resultType", "x"), ("token", "x"), ("token", "\0"),
    ("measured_area_m2", "x"), ("in_force_since", "yesterday"), ("measured_area_m2", "nan"),
]  # fmt: skip


def told_on(town: Municipality, name: str, *, on: date) -> list[str]:
    """The ids that the layer's statement gives for a day."""
    question = querying.of_features(layers.layer_named(name), querying.Query(on=on), municipality=town)
    return [json.loads(feature)["id"] for feature in querying.page(question).features]


def extents(features: list[dict[str, Any]]) -> list[tuple[float, float, float, float]]:
    return [shapely.from_geojson(json.dumps(one["geometry"])).bounds for one in features]


class TestGeneral:
    @pytest.mark.parametrize("address", [*PLAIN, "/collections/parcels/items"])
    def test_conf_core_query_param_unknown(self, program: Program, address: str) -> None:
        refused = program.get(address, foo="1")

        assert refused.status_code == 400
        assert "foo" in refused.json()["description"]
        assert refused.json()["code"] == "InvalidParameterValue"

    def test_conf_core_query_param_invalid(self, program: Program) -> None:
        answers = {asked: program.get("/collections/parcels/items", **dict([asked])) for asked in INVALID}

        assert {asked: answer.status_code for asked, answer in answers.items()} == dict.fromkeys(INVALID, 400)
        for answer in answers.values():
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["status"] == 400

    def test_conf_core_query_param_invalid_when_it_stands_twice(self, program: Program) -> None:
        assert program.get("/collections/parcels/items?limit=1&limit=2").status_code == 400

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_is_written(self, program: Program, method: str) -> None:
        refused = getattr(program.client, method)("/ogc/collections/parcels/items")

        assert refused.status_code == 405
        assert "GET" in refused["Allow"]


class TestEntrance:
    def test_conf_core_root_success(self, program: Program) -> None:
        landing = program.json("/")

        assert link(landing, "service-desc") == "http://testserver/ogc/api"
        assert link(landing, "conformance") == "http://testserver/ogc/conformance"
        assert link(landing, "data") == "http://testserver/ogc/collections"
        assert link(landing, "self")
        assert link(landing, "alternate", "text/html")

    def test_root_without_its_slash_is_the_same(self, program: Program) -> None:
        assert program.client.get("/ogc", follow=True).status_code == 200

    def test_conf_core_api_definition_success(self, program: Program) -> None:
        described = program.get(link(program.json("/"), "service-desc"))

        assert described["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
        assert described.json()["openapi"].startswith("3.0")

    def test_conf_core_conformance_success(self, program: Program) -> None:
        assert set(documents.CONFORMS_TO) < set(program.json("/conformance")["conformsTo"])


class TestCollections:
    def test_conf_core_fc_md_success(self, program: Program) -> None:
        assert [one["id"] for one in program.json("/collections")["collections"]] == [*NAMES, "datasets"]

    def test_conf_core_fc_md_links(self, program: Program) -> None:
        found = program.json("/collections")

        assert link(found, "self", "application/json")
        assert link(found, "alternate", "text/html")

    def test_conf_core_fc_md_items_links(self, program: Program) -> None:
        for one in program.json("/collections")["collections"]:
            assert link(one, "items", GEOJSON).endswith(f"/collections/{one['id']}/items")
            assert link(one, "items", "text/html")
            assert all({"href", "rel", "type", "title"} <= set(told) for told in one["links"])

    def test_conf_core_fc_md_extent(self, program: Program) -> None:
        for one in program.json("/collections")["collections"]:
            found = extents(program.features(one["id"]))
            (west, south, east, north), *_more = one["extent"]["spatial"]["bbox"] if found else [(0, 0, 0, 0)]
            for box in found:
                assert west <= box[0], one["id"]
                assert south <= box[1], one["id"]
                assert box[2] <= east, one["id"]
                assert box[3] <= north, one["id"]

    @pytest.mark.parametrize("name", NAMES)
    def test_conf_core_sfc_md_success(self, program: Program, name: str) -> None:
        (within,) = [one for one in program.json("/collections")["collections"] if one["id"] == name]
        alone = program.json(f"/collections/{name}")

        assert {key: value for key, value in within.items() if key != "links"} == {
            key: value for key, value in alone.items() if key != "links"
        }
        assert link(alone, "alternate", "text/html")

    def test_title_and_columns_are_thai_or_english_as_asked(self, program: Program) -> None:
        assert program.json("/collections/parcels")["title"] == "แปลงที่ดิน"
        assert program.json("/collections/parcels", lang="en")["title"] == "Parcels"


class TestFeatures:
    @pytest.mark.parametrize("layer", LAYERS, ids=NAMES)
    def test_conf_core_fc_response(self, program: Program, layer: Any) -> None:
        answer = program.get(f"/collections/{layer.name}/items")

        found = answer.json()
        assert answer["Content-Type"] == GEOJSON
        assert found["type"] == "FeatureCollection"
        assert len(found["features"]) == COUNTS.get(layer.name, 0)
        for one in found["features"]:
            assert one["type"] == "Feature"
            assert one["geometry"]
            assert list(one["properties"]) == [column.name for column in layer.open_columns]
        assert len({one["id"] for one in found["features"]}) == len(found["features"])

    def test_conf_core_fc_limit_response(self, program: Program) -> None:
        for name in COUNTS:
            assert len(program.features(name, limit=1)) == 1, name
        assert len(program.features("parcels", limit=2)) == 2

    def test_limit_beyond_the_most_is_the_most(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(asking, "LIMIT_MOST", 2)

        assert len(program.features("parcels", limit=20_001)) == 2
        assert len(program.features("parcels", limit=10**17)) == 2

    def test_conf_core_fc_bbox_response(self, program: Program) -> None:
        for name in COUNTS:
            one = program.features(name, limit=1)[0]
            shape = shapely.from_geojson(json.dumps(one["geometry"]))
            box = shapely.box(*shape.buffer(1e-6).bounds)

            found = program.features(name, bbox=",".join(map(str, box.bounds)))

            assert one["id"] in [other["id"] for other in found], name
            for other in found:
                assert shapely.from_geojson(json.dumps(other["geometry"])).intersects(box), name

    def test_bbox_is_held_against_the_shape_not_its_rectangle(
        self, municipality: Municipality, program: Program
    ) -> None:
        ring = "0 0, 20 0, 20 20, 0 0"
        x, y = builders.EAST + 500, builders.NORTH
        corners = ", ".join(f"{x + float(a)} {y + float(b)}" for a, b in (pair.split() for pair in ring.split(", ")))
        shape = GEOSGeometry(f"SRID=32647;MULTIPOLYGON((({corners})))")
        version = builders.a_parcel(municipality, code="HALF", shape=shape)
        west, south, east, north = ParcelVersion.objects.get(pk=version.pk).shape_wgs84.extent

        far = f"{west},{north - (north - south) / 4},{west + (east - west) / 4},{north}"
        near = f"{east - (east - west) / 4},{south},{east},{south + (north - south) / 4}"

        assert program.codes(bbox=far) == []
        assert program.codes(bbox=near) == ["HALF"]

    def test_heights_of_a_bbox_are_not_looked_at(self, program: Program) -> None:
        assert len(program.features("parcels", bbox="98,18,-5,99,19,5")) == 3

    def test_bbox_whose_west_lies_beyond_its_east_crosses_the_antimeridian(self, program: Program) -> None:
        assert program.features("parcels", bbox="170,10,-170,20") == []
        assert len(program.features("parcels", bbox="98,10,-170,20")) == 3

    def test_conf_core_fc_time_response(self, municipality: Municipality, program: Program) -> None:
        old = builders.a_parcel(municipality, code="OLD", valid=Range(date(2020, 1, 1), date(2021, 6, 1)))
        builders.a_parcel(municipality, parcel=old.parcel, code="NEW", valid=Range(date(2021, 6, 1), None))
        now = ["01A000", "01A001", "01A002", "NEW"]

        assert program.codes(datetime="2021-05-31") == ["OLD"]
        assert program.codes(datetime="2021-06-01") == ["NEW"]
        # Seven hours east of Greenwich the day has turned.
        assert program.codes(datetime="2021-05-31T17:30:00Z") == ["NEW"]
        assert program.codes(datetime="2021-05-31T16:30:00Z") == ["OLD"]
        assert program.codes(datetime="../2021-05-31") == ["OLD"]
        assert program.codes(datetime="/2021-05-31T00:00:00+07:00") == ["OLD"]
        assert program.codes(datetime="2020-02-01/2021-05-31") == ["OLD"]
        assert program.codes(datetime="2020-02-01/..") == now
        assert program.codes(datetime="2020-02-01/") == now
        assert program.codes(datetime="2019-12-31") == []

    def test_layer_without_history_is_told_on_any_day(self, program: Program) -> None:
        assert len(program.features("landcover", datetime="1999-01-01")) == 2

    def test_delay_of_a_layer_is_not_asked_away_by_a_day_to_come(self, town: Municipality, program: Program) -> None:
        now, pole = timezone.now(), UtilityPoleVersion.objects.all()[0]
        for _ in range(3):
            report = reports.receive(town, kind=Kind.TREE, key=uuid4(), channel="qr", at=now, pole=pole)
            Incident.objects.filter(pk=report.incident_id).update(state="resolved")
        later = {"datetime": (now + timedelta(days=100)).date().isoformat()}
        (told,) = told_on(town, "incident_counts", on=now.date() + timedelta(days=100))
        address, (place,) = "/collections/incident_counts", tiles.places_over(98.905, 18.7485, 98.905, 18.7485, z=12)

        assert program.features("incident_counts", **later) == []
        assert program.get(f"{address}/items/{told}", **later).status_code == 404
        tile = program.get(f"{address}/tiles/WebMercatorQuad/12/{place.y}/{place.x}", **later)
        assert tile.status_code == 204

    def test_conf_core_fc_links(self, program: Program) -> None:
        for name in NAMES:
            found = program.json(f"/collections/{name}/items", limit=1)

            assert link(found, "self", GEOJSON).endswith(f"/ogc/collections/{name}/items?limit=1")
            assert link(found, "alternate", "text/html")
            assert all({"href", "rel", "type"} <= set(told) for told in found["links"])

    def test_next_leads_through_every_feature_once_and_keeps_what_was_asked(self, program: Program) -> None:
        asked = {"bbox": "98,18,99,19", "filter": "code LIKE '01A%'", "datetime": "2024-01-01"}
        page = program.json("/collections/parcels/items", limit=2, **asked)
        codes = [one["properties"]["code"] for one in page["features"]]

        following = program.json(link(page, "next", GEOJSON))

        codes += [one["properties"]["code"] for one in following["features"]]
        assert sorted(codes) == ["01A000", "01A001", "01A002"]
        assert not [told for told in following["links"] if told["rel"] == "next"]
        assert "numberMatched" not in following

    def test_pages_miss_nothing_and_repeat_nothing_while_others_edit(
        self, municipality: Municipality, program: Program
    ) -> None:
        first = program.json("/collections/parcels/items", limit=1)
        for number in range(4):
            builders.a_parcel(municipality, code=f"NEW{number}", shape=builders.square(north=number * 25 + 50))

        seen, address = [first], link(first, "next")
        while address:
            seen.append(program.json(address))
            address = next((told["href"] for told in seen[-1]["links"] if told["rel"] == "next"), "")

        ids = [one["id"] for page in seen for one in page["features"]]
        assert all(before < after for before, after in pairwise(ids))
        assert {"01A000", "01A001", "01A002"} <= {
            one["properties"]["code"] for page in seen for one in page["features"]
        }

    def test_conf_core_fc_time_stamp(self, program: Program) -> None:
        before = datetime.now(UTC)
        stamp = datetime.fromisoformat(program.json("/collections/parcels/items")["timeStamp"])

        assert before <= stamp <= datetime.now(UTC) + timedelta(seconds=1)

    def test_conf_core_fc_number_matched(self, program: Program) -> None:
        whole = program.json("/collections/parcels/items", filter="code <> '01A000'")
        part = program.json("/collections/parcels/items", limit=1)

        assert whole["numberMatched"] == 2
        assert "numberMatched" not in part

    def test_number_matched_is_told_when_it_is_asked(self, program: Program) -> None:
        for name in NAMES:
            hits = program.json(f"/collections/{name}/items", resultType="hits", limit=1)

            assert hits["numberMatched"] == len(program.features(name)), name
            assert (hits["numberReturned"], hits["features"]) == (0, [])

    def test_conf_core_fc_number_returned(self, program: Program) -> None:
        for name in NAMES:
            found = program.json(f"/collections/{name}/items")
            assert found["numberReturned"] == len(found["features"]), name

    def test_conf_core_crs84(self, municipality: Municipality, program: Program) -> None:
        assert municipality.boundary
        west, south, east, north = municipality.boundary.extent
        for name in NAMES:
            for box in extents(program.features(name)):
                assert west <= box[0] <= box[2] <= east, name
                assert south <= box[1] <= box[3] <= north, name

    def test_filters_by_columns_are_met_exactly(self, program: Program) -> None:
        assert program.codes(code="01A001") == ["01A001"]
        assert program.codes(code="01A001", main_use="vacant") == []
        assert len(program.codes(measured_area_m2="400.00")) == 3
        assert len(program.codes(in_force_since="2023-01-01")) == 3
        assert len(program.features("poles", has_lamp="true")) == 2
        assert program.features("poles", has_lamp="0") == []
        assert len(program.features("incidents", reported_hour="2026-11-20T10:00:00+07:00")) == 2

    def test_column_that_is_not_open_is_no_parameter(self, program: Program) -> None:
        refused = program.get("/collections/parcels/items", document_number="1")

        assert refused.status_code == 400
        assert not re.search(r"There are:.*document_number", refused.json()["description"])


class TestFeature:
    @pytest.mark.parametrize("name", COUNTS)
    def test_conf_core_f_success(self, program: Program, name: str) -> None:
        one = program.features(name, limit=1)[0]

        alone = program.json(f"/collections/{name}/items/{one['id']}")

        assert {key: alone[key] for key in one} == one

    def test_conf_core_f_links(self, program: Program) -> None:
        for name in COUNTS:
            alone = program.json(f"/collections/{name}/items/{one_id(program, name)}")

            assert link(alone, "self", GEOJSON)
            assert link(alone, "alternate", "text/html")
            assert link(alone, "collection").endswith(f"/collections/{name}")

    @pytest.mark.parametrize(
        "address",
        [
            "/collections/nope", "/collections/nope/items", "/collections/nope/items/1", "/collections/nope/queryables",
            "/collections/parcels/items/nope", "/collections/parcels/items/00000000-0000-0000-0000-000000000000",
            "/collections/landcover/items/999999999999999999999999", "/collections/parcels/items/1/2", "/nope",
        ],
    )  # fmt: skip
    def test_what_is_not_there_is_not_found(self, program: Program, address: str) -> None:
        refused = program.get(address)

        assert refused.status_code == 404
        assert refused.json()["code"] == "NotFound"

    def test_feature_of_another_day_is_not_found_on_this(self, municipality: Municipality, program: Program) -> None:
        old = builders.a_parcel(municipality, code="OLD", valid=Range(date(2020, 1, 1), date(2021, 6, 1)))
        address = f"/collections/parcels/items/{old.parcel.uid}"

        assert program.get(address).status_code == 404
        assert program.json(address, datetime="2020-06-01")["properties"]["code"] == "OLD"
