"""Programs that people have already read the open layers: GDAL, OWSLib, QGIS and, as a tester, schemathesis."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.test import Client
from owslib.ogcapi.features import Features

from gis_assets.models import Municipality
from tests.clients.conftest import Qgis
from tests.gis_assets import builders
from tests.opendata.ogc.town import COUNTS, LAYERS, NAMES

FILLED = [layer for layer in LAYERS if layer.name in COUNTS]
pytestmark = pytest.mark.django_db
SCHEMATHESIS = [
    "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
    "--include-path-regex", "^/[A-Za-z]*$|^/tileMatrixSets/|/collections/(parcels|incidents|datasets)",
    "--phases", "examples,coverage,fuzzing",
    "--max-examples", "3", "--seed", "1", "--generation-deterministic", "--no-color",
]  # fmt: skip


def ogrinfo(address: str, names: str, *arguments: str) -> str:
    """What GDAL's command tells of one layer or several, without a word of complaint."""
    command = ["ogrinfo", "-ro", *arguments, f"OAPIF:{address}", *names.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


class TestGdal:
    def test_reads_every_layer_with_its_columns_and_extent(self, address: str) -> None:
        for layer in FILLED:
            told = ogrinfo(address, layer.name, "-so")

            assert f"Feature Count: {COUNTS[layer.name]}" in told
            assert "Extent: (98." in told
            assert [column.name for column in layer.open_columns if f"\n{column.name}: " not in told] == []

    def test_reads_page_by_page_what_there_is(self, address: str, tmp_path: Path) -> None:
        for name in COUNTS:
            file = tmp_path / f"{name}.gpkg"
            command = ["ogr2ogr", "-f", "GPKG", str(file), "-oo", "PAGE_SIZE=1", f"OAPIF:{address}", name]
            subprocess.run(command, capture_output=True, check=True)

            read = ["ogrinfo", "-ro", "-so", "-al", str(file)]
            told = subprocess.run(read, capture_output=True, text=True, check=True).stdout
            assert f"Feature Count: {COUNTS[name]}" in told, name

    def test_asks_by_place_and_by_value_at_the_server(self, municipality: Municipality, address: str) -> None:
        far = GEOSGeometry("SRID=32647;MULTIPOLYGON(((491000 2073000,491020 2073000,491020 2073020,491000 2073000)))")
        builders.a_parcel(municipality, code="FAR", shape=far)

        near = ogrinfo(address, "parcels", "-so", "-spat", "98.905", "18.748", "98.907", "18.75")
        named = ogrinfo(address, "parcels", "-where", "code='FAR'")
        both = ogrinfo(
            address, "parcels", "-so", "-where", "code='FAR'", "-spat", "98.905", "18.748", "98.907", "18.75"
        )

        assert "Feature Count: 3" in near
        assert "Feature Count: 1" in named
        assert "code (String) = FAR" in named
        assert "Feature Count: 0" in both

    def test_finds_a_feature_of_every_layer_by_place_and_by_value(self, address: str) -> None:
        api, here = Features(f"{address}/"), ["-spat", "98", "18", "99", "19"]
        for layer in FILLED:
            column = next(one.name for one in layer.open_columns if one.kind == "text")
            values = [one["properties"][column] for one in api.collection_items(layer.name)["features"]]
            where = ["-where", f"{column}='{values[0]}'"]

            found = ogrinfo(address, layer.name, "-so", *where, *here)

            assert f"Feature Count: {values.count(values[0])}" in found, layer.name
        elsewhere = ogrinfo(address, " ".join(COUNTS), "-so", "-spat", "1", "1", "2", "2")
        assert elsewhere.count("Feature Count: 0") == len(COUNTS)

    def test_knows_days_and_truth_from_text(self, address: str) -> None:
        assert "in_force_since: Date" in ogrinfo(address, "parcels", "-so")
        assert "has_lamp: Integer(Boolean)" in ogrinfo(address, "poles", "-so")
        assert "measured_area_m2: Real" in ogrinfo(address, "parcels", "-so")


class TestOwslib:
    def test_finds_its_way_from_the_entrance_to_one_feature(self, address: str) -> None:
        api = Features(f"{address}/")

        assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in api.conformance()["conformsTo"]
        assert sorted(api.feature_collections()) == sorted(NAMES)
        for name in COUNTS:
            found = api.collection_items(name, limit=1)
            alone = api.collection_item(name, found["features"][0]["id"])
            assert alone["properties"] == found["features"][0]["properties"]

    def test_asks_by_place_and_filter(self, address: str) -> None:
        api = Features(f"{address}/")

        assert "code" in api.collection_queryables("parcels")["properties"]
        assert api.collection_items("parcels", bbox=[98, 18, 99, 19])["numberReturned"] == 3
        assert api.collection_items("parcels", filter="code LIKE '%1'")["numberReturned"] == 1


def test_qgis_reads_every_layer(address: str, qgis: Qgis) -> None:
    for layer in FILLED:
        uri = f" typename='{layer.name}' url='{address}' pageSize='1' restrictToRequestBBOX='1' "
        seen = qgis.ask("service", uri, provider="OAPIF", bbox=[98, 18, 99, 19])

        assert seen["is_valid"], seen["said"] + qgis.muttered()
        assert seen["features"] == COUNTS[layer.name]
        assert [column.name for column in layer.open_columns if column.name not in seen["fields"]] == []


def test_schemathesis_finds_no_failure(address: str, tmp_path: Path) -> None:
    """`/conf/oas30/definition-1`, `/conf/oas30/definition-2`: the definition is OpenAPI 3.0, and we do as it says."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{address}/api", *SCHEMATHESIS]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_definition_of_the_api_is_whole_in_itself(address: str) -> None:
    told: dict[str, Any] = Client().get("/ogc/api").json()

    references = [part.split('"')[0] for part in json.dumps(told).split('"$ref": "')[1:]]
    assert references
    for reference in references:
        node: Any = told
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        assert node
