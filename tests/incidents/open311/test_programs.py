"""Programs of others: their keys, how much they may ask, and the page where an administrator gives and takes keys."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from incidents.models import ApiClient, Incident, Report
from incidents.open311 import clients, pace
from incidents.open311.refusals import TooFast
from tests.incidents import builders
from tests.incidents.builders import AT
from tests.incidents.open311.programs import V2, a_key, a_post, a_report, errors, sent
from tests.speaking import Officer, english


def test_program_waits_when_it_has_sent_its_reports_of_the_hour(
    town: Municipality, administrator: User, client: Client
) -> None:
    _program, key = a_key(town, administrator, per_hour=2)
    for number in (1, 2):
        sent(client, a_post(key, description=f"{number}"))

    answer = client.post(f"{V2}requests.json", a_post(key, description="3"))

    assert errors(answer) == [(429, "429")]
    assert answer.headers["Retry-After"] == "60"
    assert Report.objects.count() == 2


def test_address_that_asked_too_much_waits(town: Municipality, client: Client, settings: Any) -> None:
    settings.OPEN311_READS_PER_MINUTE = 0

    assert client.get(f"{V2}services.json").status_code == 429


def test_address_may_ask_again_in_the_next_minute(settings: Any) -> None:
    settings.OPEN311_READS_PER_MINUTE = 3
    for _time in range(3):
        pace.may_read("192.0.2.1", at=AT)

    with pytest.raises(TooFast):
        pace.may_read("192.0.2.1", at=AT)
    pace.may_read("192.0.2.2", at=AT)
    pace.may_read("192.0.2.1", at=AT + timedelta(minutes=1))


def test_key_opens_nothing_when_it_is_revoked_or_of_another_town(
    town: Municipality, other_municipality: Municipality, administrator: User, client: Client
) -> None:
    program, key = a_key(town, administrator)
    with tenancy.within(other_municipality):
        _theirs, their_key = a_key(other_municipality, administrator)
    mine = {"jurisdiction_id": town.dla_code}
    clients.revoke(program, by=administrator, at=timezone.now())

    answers = [client.post(f"{V2}requests.json", a_post(each) | mine).status_code for each in (key, their_key)]

    assert answers == [403, 403]
    assert not Report.objects.exists()


def test_key_is_kept_as_a_digest_only(town: Municipality, administrator: User) -> None:
    program, key = a_key(town, administrator)

    kept = [str(value) for value in ApiClient.objects.filter(pk=program.pk).values_list()[0]]

    assert not [value for value in kept if key in value]
    assert clients.of_key(town, key=key) == program


def test_town_is_the_one_asked_for_when_a_host_serves_several(
    town: Municipality, other_municipality: Municipality, client: Client
) -> None:
    mine = a_report(town)
    with tenancy.within(other_municipality):
        builders.ready(other_municipality)
        theirs = a_report(other_municipality)

    unsaid = client.get(f"{V2}requests.json")
    found = {
        each.dla_code: client.get(f"{V2}requests.json?jurisdiction_id={each.dla_code}").json()
        for each in (town, other_municipality)
    }

    assert errors(unsaid) == [(400, "400")]
    assert [one["service_request_id"] for one in found[town.dla_code]] == [str(mine.public_id)]
    assert [one["service_request_id"] for one in found[other_municipality.dla_code]] == [str(theirs.public_id)]
    assert client.get(f"{V2}discovery.json").status_code == 200


def test_host_of_a_town_needs_no_jurisdiction(
    town: Municipality, other_municipality: Municipality, client: Client
) -> None:
    town.settings = {"hosts": ["testserver"]}
    town.save(update_fields=["settings"])

    assert client.get(f"{V2}requests.json").status_code == 200


def test_tracking_codes_cannot_be_tried_out(town: Municipality, client: Client, settings: Any) -> None:
    settings.LOOKUPS_PER_HOUR = 2
    report = a_report(town)

    answers = [client.get(f"{V2}tokens/AAAA{number}.json").status_code for number in range(3)]

    assert answers == [404, 404, 429]
    assert client.get(f"{V2}tokens/{report.tracking}.json").status_code == 429


def test_asking_is_open_to_pages_of_other_sites_and_reporting_is_not(
    town: Municipality, key: str, client: Client
) -> None:
    asked, before = client.get(f"{V2}services.json"), client.options(f"{V2}requests.json")
    posted = client.post(f"{V2}requests.json", a_post(key))
    refused = client.get(f"{V2}services/nothing.json")

    assert [each.headers.get("Access-Control-Allow-Origin") for each in (asked, before, refused, posted)] == [
        "*"
    ] * 3 + [None]
    assert "POST" not in before.headers["Access-Control-Allow-Methods"]
    assert client.put(f"{V2}requests.json").status_code == 405
    assert client.post(f"{V2}services.json").status_code == 405
    assert client.get(f"{V2}services.csv").status_code == 404


def test_staff_sees_what_the_program_sent(
    town: Municipality, key: str, client: Client, client_as: Callable[..., Officer]
) -> None:
    sent(
        client,
        a_post(key, service_code="flood", media_url="https://pictures.example.org/1.jpg")
        | {"attribute[DEPTH]": "knee"},
    )
    incident = Incident.objects.get()

    page = (
        english(client_as(Role.DISPATCHER))
        .get(f"/incidents/{incident.pk}/", headers={"hx-request": "true"})
        .content.decode()
    )

    assert "To the knee" in page
    assert "https://pictures.example.org/1.jpg" in page
    assert 'src="https://pictures' not in page
    assert "Town App" in page


PAGE = "/incidents/programs/"
FORM = {"name": "Town App", "contact": "IT office", "per_hour": "50"}


def test_administrator_gives_a_key_that_is_shown_once_and_takes_it_back(
    town: Municipality, client_as: Callable[..., Officer], client: Client
) -> None:
    browser = client_as(Role.ADMINISTRATOR)

    answer = browser.post(PAGE, FORM)
    key = answer.content.decode().split('id="key">')[1].split("<")[0]
    number = sent(client, a_post(key))
    again = browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}{ApiClient.objects.get().pk}/revoke/")

    assert number
    assert key not in again
    assert client.post(f"{V2}requests.json", a_post(key, description="x")).status_code == 403


def test_programs_are_the_administrators_only(
    town: Municipality, administrator: User, client: Client, client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:  # fmt: skip
    program, _key = a_key(town, administrator)
    revoke = f"{PAGE}{program.pk}/revoke/"
    elsewhere = client_as(Role.ADMINISTRATOR, of=other_municipality)

    assert [client.get(PAGE).status_code, client.post(revoke).status_code] == [302, 302]
    assert [elsewhere.get(PAGE).status_code, elsewhere.post(revoke).status_code] == [403, 403]
    assert [
        client_as(Role.DISPATCHER).get(PAGE).status_code,
        client_as(Role.DISPATCHER).post(PAGE, FORM).status_code,
    ] == [403, 403]
    program.refresh_from_db()
    assert program.revoked_at is None
    assert ApiClient.objects.count() == 1


def test_program_of_another_town_does_not_exist_here(
    town: Municipality, administrator: User, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        theirs, _key = a_key(other_municipality, administrator)

    assert client_as(Role.ADMINISTRATOR).post(f"{PAGE}{theirs.pk}/revoke/").status_code == 404
