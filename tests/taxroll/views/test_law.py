"""The law of the year on a page: who may read it, in which language, and what stands on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Role
from taxroll import rulebook

ClientAs = Callable[..., Client]


@pytest.mark.django_db
def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(reverse("taxroll:law", args=[2567])).status_code == 302


def test_surveyor_is_refused(client_as: ClientAs) -> None:
    assert client_as(Role.SURVEYOR).get(reverse("taxroll:law", args=[2567])).status_code == 403


def test_officer_of_another_municipality_is_refused(client_as: ClientAs, other_municipality: Municipality) -> None:
    client = client_as(Role.TAX_OFFICER, of=other_municipality)

    assert client.get(reverse("taxroll:law", args=[2567])).status_code == 403


def test_officer_reads_every_rule_in_thai(client_as: ClientAs, municipality: Municipality) -> None:
    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:law", args=[2567])).content.decode()

    for rule in rulebook.of_year(municipality, tax_year_be=2567):
        assert f'id="{rule.key}"' in page
        assert rule.title_th in page
    assert "มาตรา 43" in page
    assert "ครึ่งสตางค์ปัดขึ้น" in page


def test_officer_reads_the_same_in_english(client_as: ClientAs) -> None:
    client = client_as(Role.TAX_OFFICER)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("taxroll:law", args=[2567])).content.decode()

    assert "half a satang goes up" in page


def test_doubtful_rules_stand_alone_when_asked_for(client_as: ClientAs, municipality: Municipality) -> None:
    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:law", args=[2567]), {"doubtful": "1"}).content.decode()

    rules = rulebook.of_year(municipality, tax_year_be=2567)
    assert page.count("<article ") == sum(bool(rule.citation.doubt) for rule in rules)


def test_year_without_law_does_not_exist(client_as: ClientAs) -> None:
    assert client_as(Role.TAX_OFFICER).get(reverse("taxroll:law", args=[2570])).status_code == 404


def test_rolls_page_leads_to_the_law(client_as: ClientAs) -> None:
    page = client_as(Role.TAX_OFFICER).get(reverse("taxroll:rolls")).content.decode()

    assert reverse("taxroll:law", args=[2569]) in page
