"""Where each role begins, what the header offers, and the municipality's colour."""

from collections.abc import Callable

import pytest
from django.test import Client

from gis_assets.models import Municipality, Role
from tests.speaking import english

TAX, SURVEY, TROUBLE = "/tax/next/", "/survey/next/", "/incidents/next/"


def test_stranger_is_sent_to_sign_in(municipality: Municipality, client: Client) -> None:
    page = client.get("/home/")

    assert page.status_code == 302
    assert page["Location"] == "/accounts/login/?next=/home/"


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.SURVEYOR, {SURVEY}),
        (Role.SURVEY_REVIEWER, {SURVEY}),
        (Role.TAX_OFFICER, {TAX}),
        (Role.HEAD_OF_REVENUE, {TAX}),
        (Role.DISPATCHER, {TROUBLE}),
        (Role.RESPONDER, {TROUBLE}),
        (Role.ADMINISTRATOR, {SURVEY, TAX, TROUBLE}),
    ],
)
def test_home_shows_the_cards_of_the_role(client_as: Callable[..., Client], role: Role, offered: set[str]) -> None:
    page = client_as(role).get("/home/").content.decode()

    assert {path for path in (SURVEY, TAX, TROUBLE) if f'hx-get="{path}"' in page} == offered


def test_home_says_what_to_do_when_a_person_has_no_role_here(
    client_as: Callable[..., Client], other_municipality: Municipality
) -> None:
    stranger = client_as(Role.SURVEYOR, of=other_municipality)

    page = english(stranger).get("/home/").content.decode()

    assert "You have no role in this municipality yet" in page
    assert "hx-get" not in page


def test_header_offers_work_only_to_those_who_have_some(client_as: Callable[..., Client], client: Client) -> None:
    officer = client_as(Role.TAX_OFFICER)

    assert 'href="/home/"' in officer.get("/layers/").content.decode()
    assert 'href="/home/"' not in client.get("/layers/").content.decode()


def test_language_is_switched_and_one_stays_on_the_page(municipality: Municipality, client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/layers/"}, follow=True)

    assert answer.request["PATH_INFO"] == "/layers/"
    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "given"), [("#14532d", "#14532d"), ("red; } body { display: none", "#17495c"), (None, "#17495c")]
)
def test_accent_is_the_colour_of_the_municipality_and_never_more(
    municipality: Municipality, client: Client, asked: str | None, given: str
) -> None:
    municipality.settings = {"accent": asked} if asked else {}
    municipality.save()

    sheet = client.get("/accent.css")

    assert sheet["Content-Type"].startswith("text/css")
    assert sheet.content.decode() == f":root {{ --accent: {given}; }}\n"


def test_unknown_page_offers_the_map(municipality: Municipality, client: Client) -> None:
    page = english(client).get("/no/such/page/")

    assert page.status_code == 404
    assert "Open the map" in page.content.decode()
