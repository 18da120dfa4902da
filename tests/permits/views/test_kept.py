"""Petitions in a person's account: kept by their link, found without it, given up; nobody else's, and no duty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from permits import secrets_of
from permits.models import KeptPetition, Petition
from permits.petitions import forgetting, keeping
from tests.permits import builders
from tests.permits.builders import AT, later
from tests.speaking import Officer, at_work_in, english

Browsers = Callable[..., Officer]
KEPT = "/permits/kept/"


@pytest.fixture
def petition(municipality: Municipality) -> Petition:
    return builders.a_submitted_petition(municipality)


@pytest.fixture
def person(client_as: Browsers) -> Officer:
    """Somebody with an account and no role at all."""
    return client_as()


def url(name: str, petition: Petition) -> str:
    return reverse(f"permits:{name}", args=[secrets_of.secret(petition.uid)])


def opened(browser: Client, petition: Petition) -> tuple[int, str]:
    answer = browser.get(reverse("permits:kept_open", args=[petition.uid]))
    return answer.status_code, answer.get("Location", "")


def test_petition_is_found_in_the_account_without_its_link(petition: Petition, person: Officer) -> None:
    before = opened(person, petition)
    for _twice in range(2):
        assert person.post(url("keep", petition))["Location"] == KEPT

    listed = english(person).get(KEPT).content.decode()

    assert before == (404, "")
    assert opened(person, petition) == (302, url("mine", petition))
    assert KeptPetition.objects.count() == 1
    assert secrets_of.secret(petition.uid) not in listed
    assert "Petition received" in listed
    assert "kept in your account" in english(person).get(url("my_status", petition)).content.decode()


def test_others_find_nothing_of_it(
    petition: Petition, person: Officer, client_as: Browsers, other_municipality: Municipality
) -> None:
    keeping.keep(petition, by=person.user, at=AT)
    officer, elsewhere, stranger = client_as(Role.LOCAL_OFFICIAL), client_as(of=other_municipality), Client()
    give_up = reverse("permits:kept_give_up", args=[petition.uid])

    for browser in (officer, elsewhere):
        assert opened(browser, petition)[0] == 404
        assert browser.post(give_up).status_code == 404
        assert petition.tracking[-4:] not in browser.get(KEPT).content.decode()
    assert "/accounts/login/" in opened(stranger, petition)[1]
    assert "/accounts/login/" in stranger.post(give_up)["Location"]
    assert KeptPetition.objects.count() == 1


def test_account_keeps_nothing_of_another_municipality(
    petition: Petition, person: Officer, other_municipality: Municipality
) -> None:
    keeping.keep(petition, by=person.user, at=AT)
    at_work_in(person, other_municipality)

    assert opened(person, petition)[0] == 404
    assert petition.tracking[-4:] not in person.get(KEPT).content.decode()


def test_whoever_signs_in_for_it_is_asked_once_more_and_no_address_carries_the_secret(
    petition: Petition, person: Officer
) -> None:
    browser = english(Client())

    sent = browser.post(url("keep", petition))["Location"]
    signed_in = browser.post(sent, {"username": person.user.username, "password": "not a secret", "next": KEPT})
    page = browser.get(KEPT).content.decode()
    browser.post(KEPT, {"keep": "yes"})

    assert (secrets_of.secret(petition.uid) in sent, str(petition.uid) in sent) == (False, False)
    assert signed_in["Location"] == KEPT
    assert "Keep this petition?" in page
    assert opened(browser, petition)[0] == 302
    assert "Keep this petition?" not in browser.get(KEPT).content.decode()


def test_question_is_gone_when_the_answer_is_no(petition: Petition, person: Officer) -> None:
    browser = Client()
    browser.post(url("keep", petition))
    browser.force_login(person.user)

    browser.post(KEPT, {})

    assert not KeptPetition.objects.exists()
    assert "keep" not in browser.session.get("permits.keep", "")


def test_petition_goes_on_by_its_link_when_it_is_given_up(petition: Petition, person: Officer) -> None:
    keeping.keep(petition, by=person.user, at=AT)

    person.post(reverse("permits:kept_give_up", args=[petition.uid]))

    assert opened(person, petition)[0] == 404
    assert Client().get(url("my_status", petition)).status_code == 200


def test_account_is_forgotten_with_who_asked(petition: Petition, person: Officer) -> None:
    withdrawn = builders.a_submitted_petition(
        petition.municipality, ("withdrawn", 5), parcel=builders.a_parcel_at(petition.municipality, 50, code="01A009")
    )
    draft = builders.a_draft(petition.municipality)
    for each in (petition, withdrawn, draft):
        keeping.keep(each, by=person.user, at=AT)

    forgetting.forget_applicants(petition.municipality, before=later(10), at=later(20))
    forgetting.forget_drafts(petition.municipality, before=AT + timedelta(days=1), at=later(20))

    assert [each.petition for each in KeptPetition.objects.all()] == [petition]


def test_person_without_a_role_finds_the_way_to_the_list(person: Officer, municipality: Municipality) -> None:
    assert KEPT in person.get(reverse("home")).content.decode()
    assert KEPT in person.get(reverse("permits:front")).content.decode()
    assert KEPT not in Client().get(reverse("permits:front")).content.decode()
