"""OGC API - Features in each form that it has, JSON and HTML, and to whom rows are told."""

import json
import re
from typing import Any

import pytest
import shapely

from gis_assets import tenancy
from gis_assets.models import Municipality
from tests.gis_assets import builders
from tests.opendata.ogc.town import COUNTS, GEOJSON, NAMES, PLAIN, Program, one_id

pytestmark = pytest.mark.django_db


class TestForms:
    @pytest.mark.parametrize("address", [*PLAIN, "/collections/parcels/items"])
    def test_conf_html_content(self, program: Program, address: str) -> None:
        page = program.client.get(f"/ogc{address}?f=html", follow=True)

        assert page.status_code == 200
        assert page["Content-Type"].startswith("text/html")
        assert "</html>" in page.content.decode()

    def test_every_address_is_explained_under_its_layer(self, program: Program) -> None:
        page = program.client.get("/ogc/api?f=html").content.decode()

        groups = [re.findall(r"<summary><code>(.*?)</code>", part) for part in page.split("<section")[1:]]

        assert sorted(path for group in groups for path in group) == sorted(program.json("/api")["paths"])
        for group in groups[1:]:
            assert len({path.split("/")[2] for path in group}) == 1, group

    @pytest.mark.parametrize("name", COUNTS)
    def test_each_layer_and_feature_has_a_page(self, program: Program, name: str) -> None:
        feature = f"/ogc/collections/{name}/items/{one_id(program, name)}"
        for address in (f"/ogc/collections/{name}", f"/ogc/collections/{name}/items", feature):
            page = program.client.get(address, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
            assert page["Content-Type"].startswith("text/html"), address

    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("", GEOJSON), ("*/*", GEOJSON), ("application/geo+json", GEOJSON), ("application/json", GEOJSON),
            ("text/html", "text/html; charset=utf-8"), ("text/html;q=0.5, application/json", GEOJSON),
            ("application/xml, text/html;q=0.1", "text/html; charset=utf-8"),
        ],
    )  # fmt: skip
    def test_form_is_that_of_the_header(self, program: Program, accept: str, media_type: str) -> None:
        answer = program.client.get("/ogc/collections/parcels/items", headers={"Accept": accept} if accept else {})

        assert answer["Content-Type"] == media_type
        assert "Accept" in answer["Vary"]

    @pytest.mark.parametrize("accept", ["application/xml", "image/png", "application/json;q=0", ";;,,=q"])
    def test_form_that_is_not_offered_is_not_acceptable(self, program: Program, accept: str) -> None:
        refused = program.client.get("/ogc/collections/parcels/items", headers={"Accept": accept})

        assert refused.status_code == 406
        assert refused.json()["code"] == "NotAcceptable"

    def test_conf_geojson_content(self, program: Program) -> None:
        for name in NAMES:
            for one in program.features(name):
                assert shapely.from_geojson(json.dumps(one["geometry"])).is_valid, name
                assert max(len(number.partition(".")[2]) for number in re.findall(r"[\d.]+", str(one["geometry"]))) <= 7


class TestWhoMaySee:
    def test_no_row_of_another_municipality_comes(self, program: Program, other_municipality: Municipality) -> None:
        with tenancy.within(other_municipality):
            theirs = builders.a_parcel(other_municipality, code="THEIRS")

        assert "THEIRS" not in program.codes()
        assert program.get(f"/collections/parcels/items/{theirs.parcel.uid}").status_code == 404

    @pytest.mark.parametrize("address", ["", "/collections", "/collections/parcels/items"])
    def test_empty_installation_says_so(self, db: None, client: Any, address: str) -> None:
        refused = client.get(f"/ogc{address}", follow=True)

        assert refused.status_code == 503
        assert refused.json()["code"] == "ServiceUnavailable"
