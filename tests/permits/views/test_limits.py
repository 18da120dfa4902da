"""Everybody may read by which limits petitions are checked."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality
from permits import limits

pytestmark = pytest.mark.django_db


def test_stranger_reads_every_limit_with_its_law_and_doubt(municipality: Municipality) -> None:
    reader = Client()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    text = reader.get(reverse("permits:limits")).content.decode()

    for one in limits.entries():
        if one.in_force_until is None:
            assert f'id="{one.name}"' in text
    assert "read in copies" in text.lower()
    assert "badge--info" not in text


def test_municipalitys_own_value_is_marked(municipality: Municipality) -> None:
    municipality.settings = {limits.SETTING: {"opening_low_m": 2.75}}
    municipality.save()

    text = Client().get(reverse("permits:limits")).content.decode()

    assert text.count("badge--info") == 1
    assert "2.75" in text
    assert 'lang="th"' in text
