"""A real CKAN takes our catalogue over by its own harvesters: by its action API, and as linked data."""

import re

import ckanapi
import pytest

from opendata import layers
from opendata.scheme import fields
from tests.ckan import running
from tests.ckan.conftest import ORGANIZATION, Town
from tests.ckan.running import Ckan

NAMES = sorted(layers.all_layers())


@pytest.fixture(autouse=True)
def _emptied(theirs: ckanapi.RemoteCKAN) -> None:
    """What was harvested or sent before would have the same names."""
    for name in theirs.action.package_list():
        theirs.action.dataset_purge(id=name)


def test_ckan_harvester_takes_every_data_set_with_all_its_fields(
    town: Town, ckan: Ckan, theirs: ckanapi.RemoteCKAN
) -> None:
    ours = town.action("package_search", rows=100)["results"]

    _harvest(ckan, "ours", town.url, "ckan", '{"remote_orgs": "only_local"}')

    assert {package["name"] for package in ours} == {name for name in theirs.action.package_list() if name != "ours"}
    for package in ours:
        taken = theirs.action.package_show(id=package["name"])
        said = [key for key in fields.all_fields() if key in package and key not in ("owner_org", "tag_string")]
        assert [_ordered(taken[key]) for key in said] == [_ordered(package[key]) for key in said]
        assert {tag["name"] for tag in taken["tags"]} == {tag["name"] for tag in package["tags"]}
        assert [one["url"] for one in taken["resources"]] == [one["url"] for one in package["resources"]]


def test_rdf_harvester_takes_place_frequency_licence_and_files(
    town: Town, ckan: Ckan, theirs: ckanapi.RemoteCKAN
) -> None:
    # As one that knows only CKAN's own fields: linked data says nothing of the national ones.
    _harvest(running.without(ckan, "scheming_datasets"), "linked", f"{town.url}/catalog.ttl", "dcat_rdf", "{}")

    found = [theirs.action.package_show(id=name, use_default_schema=True) for name in theirs.action.package_list()]
    taken = [package for package in found if package["type"] == "dataset"]
    by_layer = {re.sub(r".*/data/(\w+)/$", r"\1", _extra(package, "identifier")): package for package in taken}
    assert sorted(by_layer) == NAMES
    parcels = by_layer["parcels"]
    assert _extra(parcels, "frequency").endswith("/frequency/UPDATE_CONT")
    assert '"Polygon"' in _extra(parcels, "spatial")
    assert "แปลงที่ดิน" in {tag["name"] for tag in parcels["tags"]}
    assert {one["license"] for one in parcels["resources"]} == {"https://creativecommons.org/licenses/by/4.0/"}
    assert f"{town.url}/layers/parcels.geojson" in {one["url"] for one in parcels["resources"]}


def _harvest(ckan: Ckan, name: str, url: str, kind: str, settings: str) -> None:
    made = ckan.command(
        "harvester", "source", "create", name, url, kind, name, "true", ORGANIZATION, "MANUAL", settings
    )
    ckan.command("harvester", "run-test", made.split("Source id:")[1].split()[0])


def _ordered(value: object) -> object:
    """CKAN keeps lists in the order of their choices."""
    return sorted(value) if isinstance(value, list) else value


def _extra(package: dict[str, object], key: str) -> str:
    extras = package["extras"]
    assert isinstance(extras, list)
    return next((str(extra["value"]) for extra in extras if extra["key"] == key), "")
