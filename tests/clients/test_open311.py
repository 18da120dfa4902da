"""Programs that others wrote for GeoReport v2, from PyPI, against the running platform over HTTP.

`georeport` asks, in JSON and XML. `three` also reports; it was written for Python 2 and its first line that is not
Python 3 is `from itertools import ifilter`, which was renamed `filter`. Given that one name back its JSON side runs as
it was published; its XML side takes a dictionary's keys for a list and cannot.
"""

import importlib
import itertools
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import georeport
import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone

from gis_assets.models import Municipality, Role, UtilityPoleVersion
from incidents.models import Kind, Report
from incidents.open311 import clients
from tests.clients import serving
from tests.incidents import builders
from tests.incidents.open311 import standard


@pytest.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    cache.clear()
    return municipality


@pytest.fixture
def pole(town: Municipality) -> UtilityPoleVersion:
    return builders.a_pole(town)


@pytest.fixture
def key(town: Municipality, officer: Callable[..., User]) -> str:
    by = officer(Role.ADMINISTRATOR)
    _client, key = clients.issue(town, name="App", contact="IT", per_hour=50, by=by, at=timezone.now())
    return key


@pytest.fixture
def address(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The platform behind a port of its own."""
    monkeypatch.setenv("NO_PROXY", "*")
    with serving.served() as root:
        yield f"{root}/open311/v2"


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The package, given the one name that Python 3 took from it."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its sources have escapes that Python 3 dislikes
        return importlib.import_module("three")


def asker(three: ModuleType, address: str, **facts: str) -> Any:
    return three.Three(address, format="json", **facts)


@pytest.mark.parametrize("output_format", ["json", "xml"])
def test_georeport_reads_everything_it_can_ask_for(
    output_format: str, address: str, town: Municipality, key: str, three: ModuleType, pole: UtilityPoleVersion
) -> None:
    asking = georeport.GeoReport(address, jurisdiction=town.dla_code, output_format=output_format)
    for number in (1, 2):
        asker(three, address, api_key=key).post(
            "lamp_out", address_id=pole.pole.code, description=f"{number}", jurisdiction_id=town.dla_code
        )
    report = Report.objects.first()
    assert report

    services = asking.get_service_list()
    definition = asking.get_service_definition("tree")
    found = asking.get_service_requests(service_code="lamp_out", status="open")
    one = asking.get_service_request(str(report.public_id))

    assert [each["service_code"] for each in services] == list(Kind)
    assert definition["service_code"] == "tree"
    assert {each["address_id"] for each in found} == {pole.pole.code}
    assert len(found) == 2
    assert one["service_request_id"] == str(report.public_id)


def test_georeport_is_told_by_the_status_when_it_asks_for_what_is_not(address: str) -> None:
    asking = georeport.GeoReport(address, jurisdiction="99999999")

    with pytest.raises(OSError, match="404"):
        asking.get_service_list()


def test_three_discovers_reports_and_follows(
    address: str, town: Municipality, key: str, three: ModuleType, pole: UtilityPoleVersion
) -> None:
    program = asker(three, address, api_key=key, jurisdiction=town.dla_code)

    discovered = program.discovery()
    services, definition = program.services(), program.services("flood")
    [posted] = program.post(
        "flood", lat=f"{pole.shape_wgs84.y}", long=f"{pole.shape_wgs84.x}", name="Somchai Jaidee",
        phone="0812345678", description="น้ำท่วมถึงเข่า", **{"attribute[DEPTH]": "knee"},
    )  # fmt: skip
    [followed] = program.request(posted["service_request_id"])
    report = Report.objects.get()
    [token] = program.token(report.tracking)

    standard.check(discovered, standard.DISCOVERY)
    standard.check(services, standard.many(standard.SERVICE))
    standard.check(definition, standard.DEFINITION)
    standard.check([followed], standard.many(standard.REQUEST))
    assert discovered["endpoints"][0]["url"] == address
    assert report.words == "น้ำท่วมถึงเข่า"
    assert followed["service_request_id"] == posted["service_request_id"] == token["service_request_id"]


def test_three_finds_by_day_and_by_page(address: str, town: Municipality, key: str, three: ModuleType) -> None:
    program = asker(three, address, api_key=key)
    for number in (1, 2, 3):
        program.post("road", lat="18.745", long="98.93", description=f"{number}")
    today = date.today()  # noqa: DTZ011  the package itself takes plain days

    between = program.requests("road", between=[today - timedelta(days=30), today + timedelta(days=2)])
    before = program.requests(between=[today - timedelta(days=60), today - timedelta(days=30)])
    page = program.requests(count=2)

    assert (len(between), len(before), len(page)) == (3, 0, 2)


def test_three_hears_the_errors_of_the_standard(address: str, town: Municipality, three: ModuleType) -> None:
    program = asker(three, address, api_key="guessed")

    refused = program.post("road", lat="18.745", long="98.93")

    standard.check(refused, standard.many(standard.ERROR))
    assert refused[0]["code"] == "403"
    assert program.post_response.status_code == 403


def test_file_beside_a_report_is_let_pass_by(
    address: str, town: Municipality, key: str, three: ModuleType, tmp_path: Any
) -> None:
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"\xff\xd8 not looked at")

    with picture.open("rb") as media:
        [posted] = asker(three, address, api_key=key).post("road", lat="18.745", long="98.93", media=media)

    assert posted["service_request_id"]
    assert not Report.objects.get().photos.exists()


def test_three_does_not_start_alone_on_this_python() -> None:
    """When this fails, the package was renewed: the fixture above can go."""
    alone = subprocess.run([sys.executable, "-c", "import three"], capture_output=True, text=True, check=False)

    assert "cannot import name 'ifilter' from 'itertools'" in alone.stderr
