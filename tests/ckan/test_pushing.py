"""Our data sets sent to a real CKAN with the national fields: made, left alone, changed, searched."""

import json
from typing import Any

import ckanapi
import pytest

from opendata import formats, layers
from tests import databases
from tests.ckan import running
from tests.ckan.conftest import DATABASE, Town
from tests.ckan.running import Ckan

NAMES = sorted(layers.all_layers())

SENT = (
    "title", "notes", "data_type", "objective", "data_source", "maintainer", "maintainer_email",
    "update_frequency_unit", "last_updated_date", "data_release_date", "geo_coverage", "geographic_data_set",
    "equivalent_scale",
    "west_bound_longitude", "east_bound_longitude", "south_bound_longitude", "north_bound_longitude", "data_format",
    "data_category", "license_id", "accessible_condition", "data_language", "allow_harvest",
    "url", "private", "version",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _emptied(theirs: ckanapi.RemoteCKAN) -> None:
    """What the harvesters took over has the same names."""
    for name in theirs.action.package_list():
        theirs.action.dataset_purge(id=name)


def test_first_push_makes_every_data_set_and_the_second_changes_nothing(push: Any) -> None:
    first, second = push(), push()

    assert first["counts"] == {"failed": 0, "refused": 0, "created": len(NAMES), "updated": 0, "unchanged": 0}, first
    assert second["counts"] == {"failed": 0, "refused": 0, "created": 0, "updated": 0, "unchanged": len(NAMES)}, second


def test_what_stands_there_is_what_we_say_field_by_field(push: Any, town: Town, theirs: ckanapi.RemoteCKAN) -> None:
    push()

    for ours in town.action("package_search", rows=100)["results"]:
        there = theirs.action.package_show(id=ours["name"])
        same = {key: ours[key] for key in SENT if key in ours} | {"tags": sorted(tag["name"] for tag in ours["tags"])}
        found = {key: there.get(key) for key in same} | {"tags": sorted(tag["name"] for tag in there["tags"])}
        assert _ordered(found) == _ordered(same)
        assert there["organization"]["name"] == ours["organization"]["name"]


def test_files_stand_there_with_size_and_checksum(push: Any, theirs: ckanapi.RemoteCKAN) -> None:
    push("--layer", "poles")

    there = {one["name"]: one for one in theirs.action.package_show(id="lao-04500199-poles")["resources"]}
    for form in formats.FORMATS:
        file = there[f"poles.{form.extension}"]
        assert file["size"] > 0, form.extension
        assert file["hash"].startswith("sha256:"), form.extension
        assert file["url"].endswith(f"/layers/poles/latest.{form.extension}"), form.extension


def test_table_of_a_layer_can_be_searched_there(push: Any, theirs: ckanapi.RemoteCKAN) -> None:
    push("--layer", "poles")

    table = _table(theirs, "poles")
    found = theirs.action.datastore_search(resource_id=table["id"], filters={"state": "leaning"}, limit=5)
    every = theirs.action.datastore_search(resource_id=table["id"], limit=0)
    with databases.owner(DATABASE) as server:
        here = server.execute("SELECT count(*) FROM gis_assets_utilitypoleversion WHERE upper_inf(valid)").fetchone()
    assert here is not None
    assert every["total"] == here[0]
    assert 0 < found["total"] < every["total"]
    assert {row["state"] for row in found["records"]} == {"leaning"}
    assert theirs.action.resource_view_list(id=table["id"])[0]["view_type"] == "datatables_view"


def test_only_what_changed_is_sent_again(push: Any, theirs: ckanapi.RemoteCKAN) -> None:
    push()
    _describe("roads", {"notes": "ถนนที่แก้คำอธิบายแล้ว", "tag_string": "ถนน,ทางหลวงท้องถิ่น"})

    report = push()

    changed = {result["layer"]: result["changed"] for result in report["results"] if result["outcome"] == "updated"}
    assert set(changed) == {"roads"}
    assert {"notes", "tags"} <= set(changed["roads"])
    there = theirs.action.package_show(id="lao-04500199-roads")
    assert there["notes"] == "ถนนที่แก้คำอธิบายแล้ว"
    assert {tag["name"] for tag in there["tags"]} == {"ถนน", "ทางหลวงท้องถิ่น"}


def test_rows_that_left_the_layer_leave_the_table(push: Any, theirs: ckanapi.RemoteCKAN) -> None:
    push("--layer", "transformers")
    table = _table(theirs, "transformers")
    before = theirs.action.datastore_search(resource_id=table["id"], limit=0)["total"]
    with databases.owner(DATABASE) as server:
        gone = "(SELECT min(id) FROM gis_assets_gridnodeversion WHERE upper_inf(valid))"
        server.execute(
            f"UPDATE gis_assets_gridnodeversion SET valid = daterange(lower(valid), current_date) WHERE id = {gone}"
        )

    report = push("--layer", "transformers")

    assert report["results"][0]["outcome"] == "updated"
    assert theirs.action.datastore_search(resource_id=table["id"], limit=0)["total"] == before - 1


def test_data_set_that_the_catalogue_refuses_fails_alone_with_its_words(push: Any, theirs: ckanapi.RemoteCKAN) -> None:
    push()
    _describe("buildings", {"owner_org": "nobody-knows-it"})

    report = push("--layer", "buildings", "--layer", "boundary")

    results = {result["layer"]: result for result in report["results"]}
    assert results["buildings"]["outcome"] == "failed"
    assert results["boundary"]["outcome"] == "unchanged"
    assert "rganization" in results["buildings"]["answer"] or "owner_org" in results["buildings"]["answer"]


def test_description_with_faults_is_not_sent(push: Any) -> None:
    _describe("landcover", {"update_frequency_unit": "yearly", "last_updated_date": "2567-09-30"})

    (result,) = push("--layer", "landcover")["results"]

    assert result["outcome"] == "refused"
    assert "update_frequency_unit" in result["changed"]


def test_catalogue_that_knows_no_national_field_gets_them_as_extras_and_nothing_the_second_time(
    push: Any, ckan: Ckan, theirs: ckanapi.RemoteCKAN
) -> None:
    for name in theirs.action.package_list():
        theirs.action.dataset_purge(id=name)
    layers_sent = ("--layer", "poles", "--layer", "boundary")

    with running.beside(running.without(ckan, "scheming_datasets", "town_validators")) as plain:
        first, second = (push(*layers_sent, to=plain.url) for _ in range(2))
        assert [one["outcome"] for one in first["results"]] == ["created"] * 2, [
            one["answer"] for one in first["results"]
        ]
        assert [one["outcome"] for one in second["results"]] == ["unchanged"] * 2, second["results"]
        with ckanapi.RemoteCKAN(plain.url, apikey=plain.token) as remote:
            there = remote.action.package_show(id="lao-04500199-poles")

    extras = {extra["key"]: extra["value"] for extra in there["extras"]}
    assert extras["data_type"] == "ข้อมูลภูมิสารสนเทศเชิงพื้นที่"
    assert "เสาไฟฟ้า" in extras["keywords"]
    assert (there["license_id"], there["isopen"]) == ("cc-by", True)


def _ordered(said: dict[str, Any]) -> dict[str, Any]:
    """CKAN keeps lists in the order of their choices."""
    return {key: sorted(value) if isinstance(value, list) else value for key, value in said.items()}


def _table(theirs: ckanapi.RemoteCKAN, layer: str) -> dict[str, Any]:
    package = theirs.action.package_show(id=f"lao-04500199-{layer}")
    found: dict[str, Any] = next(one for one in package["resources"] if one["name"] == f"{layer}-table")
    return found


def _describe(layer: str, said: dict[str, Any]) -> None:
    """A person's new version, as the form would save it."""
    with databases.owner(DATABASE) as server:
        server.execute(
            """INSERT INTO opendata_datasetversion (municipality_id, dataset_id, number, values, made_at, made_by_id)
            SELECT v.municipality_id, v.dataset_id, v.number + 1, v.values || %s::jsonb, now(), NULL
            FROM opendata_datasetversion v JOIN opendata_dataset d ON d.id = v.dataset_id
            WHERE d.layer = %s ORDER BY v.number DESC LIMIT 1""",
            [json.dumps(said), layer],
        )
