"""The page of a report that stays open: it asks again by itself and is told what is new."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gis_assets.models import Municipality, Role
from incidents import dispatch, reports
from incidents.models import HeldReport, Report
from tests import lasting
from tests.incidents import builders
from tests.speaking import english


@lasting.fixture
def town(municipality: Municipality) -> Municipality:
    builders.ready(municipality)
    builders.roads(municipality, (0, 0), (1000, 0))
    return municipality


@lasting.fixture
def report(town: Municipality) -> Report:
    at = timezone.now() - timedelta(minutes=5)
    return reports.receive(town, kind="tree", key=uuid4(), channel="web", at=at, point=builders.point((100, 3)))


def asks_again(page: str) -> str:
    """The address that an open page asks by itself."""
    found = re.search(r'hx-get="(/r/[^"]+\?seen=[0-9a-f]{16})"', page)
    assert found
    return found[1]


def test_open_page_is_told_nothing_while_nothing_is_new(client: Client, report: Report) -> None:
    page = client.get(f"/r/{report.tracking}/").content.decode()

    answer = client.get(asks_again(page))

    assert (answer.status_code, answer.content) == (204, b"")


def test_open_page_gets_the_step_that_was_taken(
    client: Client, town: Municipality, report: Report, officer: Callable[..., User]
) -> None:
    page = english(client).get(f"/r/{report.tracking}/").content.decode()
    crew = builders.a_crew(town, officer(Role.RESPONDER), (300, 0))
    dispatch.assign(report.incident, responder=crew, by=officer(Role.DISPATCHER), at=timezone.now())

    answer = english(client).get(asks_again(page), headers={"hx-request": "true"})

    again = answer.content.decode()
    assert answer.status_code == 200
    assert "Now: Crew assigned" in again
    assert asks_again(again) != asks_again(page)


def test_page_in_another_language_is_something_new(client: Client, report: Report) -> None:
    page = client.get(f"/r/{report.tracking}/").content.decode()

    assert english(client).get(asks_again(page)).status_code == 200


def test_page_of_a_held_report_asks_like_any_other(client: Client, town: Municipality) -> None:
    held = HeldReport.objects.create(
        municipality=town, tracking="0" * 16, kind="tree", point=builders.point((0, 0)),
        submitted_at=timezone.now(), idempotency_key=uuid4(), channel="web", reasons=["blocked"],
    )  # fmt: skip

    page = client.get(f"/r/{held.tracking}/").content.decode()

    assert client.get(asks_again(page)).status_code == 204


def test_asking_again_is_a_try_like_any_other_when_nobody_has_the_code(
    client: Client, town: Municipality, settings: Settings
) -> None:
    settings.LOOKUPS_PER_HOUR = 1

    answers = [client.get("/r/0000-0000-0000-0001/?seen=0123456789abcdef").status_code for _ in range(2)]

    assert answers == [404, 429]


def test_number_of_a_case_typed_as_a_code_is_told_unknown(client: Client, town: Municipality) -> None:
    for page in ("/r/", "/p/"):
        answer = client.get(page, {"code": "2569/00012"}, follow=True)

        assert answer.status_code == 404
        assert "2569-00012" in answer.content.decode()
