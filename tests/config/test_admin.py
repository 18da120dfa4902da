"""The administration pages open for an administrator and for nobody else, and the journal is only read there."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality

PAGES = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in site._registry]


@pytest.fixture
def administrator(municipality: Municipality) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="not a secret"))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_list_opens_for_an_administrator(page: str, administrator: Client) -> None:
    assert administrator.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_list_is_closed_to_strangers(page: str, municipality: Municipality, client: Client) -> None:
    assert client.get(reverse(page)).status_code == 302


def test_municipality_can_be_opened(municipality: Municipality, administrator: Client) -> None:
    address = reverse("admin:gis_assets_municipality_change", args=[municipality.pk])

    assert administrator.get(address).status_code == 200


def test_journal_entry_cannot_be_added(administrator: Client) -> None:
    assert administrator.get(reverse("admin:gis_assets_journalentry_add")).status_code == 403
