"""Large layers that nobody has checked: whoever asks is told to come back, and a job checks them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from opendata import changes, checkqueue, gate, layers, opening, standing, tasks
from opendata.models import Change, Publication, PublicationCheck
from tests.opendata.builders import a_road
from tests.speaking import Officer, english

MONTHS_AGO = timedelta(days=60)


@pytest.fixture
def everything_is_large(settings: Any) -> None:
    settings.OPEN_CHECK_AT_ONCE_ROWS = 0


def jobs() -> list[dict[str, Any]]:
    return list(
        ProcrastinateJob.objects.filter(task_name=checkqueue.CHECK, status="todo").values_list("args", flat=True)
    )


def do(municipality: Municipality, layer: str = "roads") -> None:
    tasks.check_layer(layer, municipality_id=municipality.pk)


def the_past(*, row: str, changed: timedelta) -> None:
    """The check of a layer was two months ago, and its table changed so long ago."""
    publication = Publication.objects.get(layer=row)
    PublicationCheck.objects.filter(pk=publication.last_check_id).update(checked_at=timezone.now() - MONTHS_AGO)
    Change.objects.update(at=timezone.now() - changed)


class TestNewServer:
    """Nobody has checked anything yet, and all is small."""

    def test_who_asks_for_all_layers_waits_for_no_search_beyond_his_time(
        self, municipality: Municipality, settings: Any
    ) -> None:
        settings.OPEN_CHECK_AT_ONCE_MS = 0

        found = gate.standings(municipality=municipality)

        assert found.open == {}
        assert [layer.name for layer in found.waiting] == list(layers.all_layers())
        assert not PublicationCheck.objects.exists()

    def test_who_asks_for_one_layer_has_it_searched(self, municipality: Municipality, settings: Any) -> None:
        settings.OPEN_CHECK_AT_ONCE_MS = 0

        assert gate.require("roads", municipality=municipality).name == "roads"

        assert list(gate.open_layers(municipality=municipality)) == ["roads"]

    def test_next_who_asks_goes_on_where_the_time_of_the_first_ended(
        self, municipality: Municipality, settings: Any
    ) -> None:
        settings.OPEN_CHECK_AT_ONCE_MS = 1

        rounds = 0
        while gate.standings(municipality=municipality).waiting:
            rounds += 1

        assert rounds > 1
        assert list(gate.open_layers(municipality=municipality)) == list(layers.all_layers())

    def test_search_at_the_start_opens_the_small_layers_of_every_town(
        self, municipality: Municipality, other_municipality: Municipality, settings: Any
    ) -> None:
        settings.OPEN_CHECK_AT_ONCE_MS = 0

        opening.search()

        for town in (municipality, other_municipality):
            with tenancy.within(town):
                assert list(gate.open_layers(municipality=town)) == list(layers.all_layers())

    @pytest.mark.usefixtures("everything_is_large")
    def test_search_at_the_start_leaves_large_layers_to_a_job(self, municipality: Municipality) -> None:
        a_road(municipality, name_th="ถนนสุเทพ")

        opening.search()

        assert "roads" not in Publication.objects.values_list("layer", flat=True)
        assert "roads" in {job["layer"] for job in jobs()}


@pytest.mark.usefixtures("everything_is_large")
class TestNeverChecked:
    @pytest.mark.parametrize(
        "address",
        [
            "/layers/roads.geojson",
            "/layers/roads/files/",
            "/data/roads/",
            "/data/roads.ttl",
            "/ogc/collections/roads",
            "/ogc/collections/roads/items",
            "/ogc/collections/roads/items/x",
            "/ogc/collections/roads/tiles",
            "/ogc/collections/roads/tiles/WebMercatorQuad/16/1/1",
        ],
    )
    def test_layer_is_promised_at_every_door_and_checked_at_none(
        self, municipality: Municipality, client: Client, address: str
    ) -> None:
        answer = client.get(address)

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert {"layer": "roads", "municipality_id": municipality.pk} in jobs()
        assert not PublicationCheck.objects.exists()

    def test_program_is_told_in_the_standard_words(self, municipality: Municipality, client: Client) -> None:
        answer = client.get("/ogc/collections/roads/items?lang=en")

        told = answer.json()
        assert answer["Content-Type"] == "application/problem+json"
        assert (told["code"], told["status"]) == ("ServiceUnavailable", 503)
        assert "“roads” is being searched for personal data" in told["description"]

    def test_person_is_told_on_a_page_that_asks_again(self, municipality: Municipality, client: Client) -> None:
        answer = english(client).get("/ogc/collections/roads/items", headers={"Accept": "text/html"})

        assert (answer.status_code, answer["Refresh"]) == (503, "30")
        assert "being searched for personal data" in answer.content.decode()

    def test_check_is_asked_for_once(self, municipality: Municipality, client: Client) -> None:
        for _ in range(3):
            client.get("/ogc/collections/roads/items")

        assert jobs().count({"layer": "roads", "municipality_id": municipality.pk}) == 1

    def test_layer_is_open_when_the_job_is_done(self, municipality: Municipality, client: Client) -> None:
        a_road(municipality, "ซอย 1")
        client.get("/ogc/collections/roads/items")

        do(municipality)

        assert client.get("/ogc/collections/roads/items").json()["numberReturned"] == 1

    def test_layer_stays_closed_when_the_job_finds_a_person(self, municipality: Municipality, client: Client) -> None:
        a_road(municipality, "ซอย 1101700203450")
        client.get("/ogc/collections/roads/items")

        do(municipality)

        assert client.get("/ogc/collections/roads/items").status_code == 404

    def test_job_that_comes_twice_checks_once(self, municipality: Municipality) -> None:
        do(municipality)
        do(municipality)

        assert PublicationCheck.objects.filter(layer="roads").count() == 1

    def test_lists_go_without_it_and_say_so(self, municipality: Municipality, client: Client) -> None:
        do(municipality, "poles")

        shown = english(client).get("/layers/")
        listed = client.get("/ogc/collections").json()["collections"]

        assert 'id="poles"' in shown.content.decode()
        assert 'id="roads"' not in shown.content.decode()
        assert "Roads: being searched for personal data" in shown.content.decode()
        assert [one["id"] for one in listed] == ["poles", "datasets"]

    def test_publisher_sees_what_waits(self, municipality: Municipality, client_as: Callable[..., Officer]) -> None:
        shown = english(client_as(Role.DATA_PUBLISHER)).get("/data/checks/").content.decode()

        assert shown.count("Waits for its first check") == len(layers.all_layers())

    def test_layer_of_another_municipality_is_asked_for_there_alone(
        self, municipality: Municipality, other_municipality: Municipality, client: Client
    ) -> None:
        do(municipality)

        with tenancy.within(other_municipality), pytest.raises(gate.BeingChecked):
            gate.require("roads", municipality=other_municipality)

        assert client.get("/ogc/collections/roads").status_code == 200
        asked = [job["municipality_id"] for job in jobs() if job["layer"] == "roads"]
        assert asked == [other_municipality.pk]


class TestChangedSince:
    """The job of every minute did not come."""

    def test_layer_stays_open_for_a_while_after_a_change(self, municipality: Municipality, settings: Any) -> None:
        do(municipality)
        settings.OPEN_CHECK_AT_ONCE_ROWS = 0
        a_road(municipality, "ซอย 1")
        the_past(row="roads", changed=timedelta(seconds=settings.OPEN_UNCHECKED_S - 60))

        assert gate.require("roads", municipality=municipality)
        assert not jobs()

    def test_large_layer_closes_when_no_check_came(self, municipality: Municipality, settings: Any) -> None:
        do(municipality)
        settings.OPEN_CHECK_AT_ONCE_ROWS = 0
        a_road(municipality, "ซอย 1")
        the_past(row="roads", changed=timedelta(seconds=settings.OPEN_UNCHECKED_S + 60))

        with pytest.raises(gate.BeingChecked):
            gate.require("roads", municipality=municipality)

    def test_small_layer_is_checked_by_who_asks(self, municipality: Municipality, settings: Any) -> None:
        do(municipality)
        a_road(municipality, "ซอย 1101700203450")
        the_past(row="roads", changed=timedelta(seconds=settings.OPEN_UNCHECKED_S + 60))

        with pytest.raises(layers.UnknownLayer):
            gate.require("roads", municipality=municipality)

    def test_layer_that_did_not_change_needs_no_check(self, municipality: Municipality, settings: Any) -> None:
        a_road(municipality, "ซอย 1")
        do(municipality)
        settings.OPEN_CHECK_AT_ONCE_ROWS = 0
        the_past(row="roads", changed=MONTHS_AGO * 2)

        assert gate.require("roads", municipality=municipality)

    def test_layer_of_the_clock_needs_a_check_of_its_day(self, municipality: Municipality) -> None:
        counts = layers.layer_named("incident_counts")
        do(municipality, "incident_counts")
        row, digests = Publication.objects.get(layer="incident_counts"), changes.digests(municipality)

        now = timezone.now()

        assert standing.holds(row, counts, digests=digests, at=now)
        assert not standing.holds(row, counts, digests=digests, at=now + timedelta(days=2))


def test_planner_tells_a_large_layer_from_a_small_one(municipality: Municipality, settings: Any) -> None:
    for number in range(30):
        a_road(municipality, f"ซอย {number}")
    roads = layers.layer_named("roads")
    settings.OPEN_CHECK_AT_ONCE_ROWS = 0
    large = standing.is_large(roads, municipality=municipality)
    settings.OPEN_CHECK_AT_ONCE_ROWS = 50_000

    assert large
    assert not standing.is_large(roads, municipality=municipality)
