"""A municipality changes a service by its settings alone: what is asked, paid and left out follows it on every page."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets.models import Municipality, Role
from permits import secrets_of, services
from permits.appointments import standing
from permits.desk import asking, visiting
from permits.models import Fee
from permits.petitions import asking_back, attaching
from tests.permits import builders
from tests.permits.builders import a_submitted_petition, later
from tests.permits.desk.builders import an_examined, approve
from tests.speaking import Officer, english

Browsers = Callable[..., Officer]
CITED = {"in_force_from": "2026-01-01", "cite_th": "ข้อบัญญัติทดสอบ ข้อ 4", "cite": "Test ordinance, cl. 4"}
OWN = {
    "documents": [
        {"code": "house_photo", "name_th": "ภาพถ่ายหน้าบ้าน", "name": "Photo of the house", **CITED},
        {"code": "site_plan", "is_used": False, **CITED},
    ],
    "fees": [{"code": "permit", "satang": 70_00, **CITED}],
    "steps": [{"code": "booked", "is_used": False, **CITED}, {"code": "visit", "is_used": False, **CITED}],
}


@pytest.fixture
def own_town(municipality: Municipality) -> Municipality:
    municipality.settings = {services.SETTING: {"small-building": OWN}}
    municipality.save()
    return municipality


@pytest.fixture
def official(officer: Callable[..., User]) -> User:
    return officer(Role.LOCAL_OFFICIAL)


def test_everybody_reads_what_is_the_municipalitys_own_and_where_it_is_written(own_town: Municipality) -> None:
    page = english(Client()).get(reverse("permits:limits")).content.decode()
    front = english(Client()).get(reverse("permits:front")).content.decode()

    assert page.count("Test ordinance, cl. 4") == 4
    assert page.count("badge--info") == 4
    assert "not used" in page
    assert ("Photo of the house" in front, "70.00 baht" in front, "Site plan (a sketch" in front) == (True, True, False)


def test_entry_that_does_not_count_is_told_to_officers_of_the_town_alone(
    municipality: Municipality, client_as: Browsers, other_municipality: Municipality
) -> None:
    municipality.settings = {services.SETTING: {"signboard": {"documents": [{"code": "photo"}]}}}
    municipality.save()
    officer, elsewhere = client_as(Role.PERMIT_OFFICER), client_as(Role.PERMIT_OFFICER, of=other_municipality)

    told = [
        "documents photo:" in english(browser).get(reverse("permits:limits")).content.decode()
        for browser in (officer, elsewhere, Client())
    ]

    assert told == [True, False, False]


def test_documents_are_asked_for_as_the_municipality_says(own_town: Municipality) -> None:
    petition = builders.a_petition(own_town)

    codes = [each.requirement.code for each in attaching.asked(petition)]

    assert ("house_photo" in codes, "site_plan" in codes) == (True, False)


def test_document_is_asked_back_by_the_list_of_the_petitions_day(own_town: Municipality, official: User) -> None:
    petition = an_examined(own_town, by=official)

    asked = asking.ask(petition, words="ขอภาพ", items=["house_photo", "site_plan"], by=official, at=later(15))

    assert asked.items == ["house_photo"]
    assert asking_back.asked_documents(petition) == {"house_photo"}


def test_approval_costs_what_the_municipality_says(own_town: Municipality, official: User) -> None:
    approve(an_examined(own_town, by=official), by=official)

    fee = Fee.objects.get()
    [line] = [each for each in fee.lines if each["code"] == "permit"]
    assert (line["satang"], line["cite_en"]) == (70_00, "Test ordinance, cl. 4")


def test_nobody_visits_or_books_when_the_municipality_does_without(
    own_town: Municipality, official: User, client_as: Browsers
) -> None:
    petition = an_examined(own_town, by=official)
    waiting = a_submitted_petition(own_town, parcel=builders.a_parcel_at(own_town, 50, code="01A009"))
    desk = client_as(Role.PERMIT_OFFICER).get(reverse("permits:petition_at_desk", args=[petition.uid]))

    with pytest.raises(visiting.NoVisits):
        visiting.order(
            petition, officer=official, due_date=timezone.localdate(later(0)), task="ดู", by=official, at=later(12)
        )

    assert "order_form" not in desk.context
    assert not standing.may_book(waiting)
    booking = reverse("permits:booking", args=[secrets_of.secret(waiting.uid)])
    assert Client().get(booking).status_code == 404
