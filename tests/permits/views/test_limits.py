"""Everybody may read by which limits petitions are checked and which way they go: law and doubt, in both languages."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gis_assets import accuracy
from gis_assets.attested import Setting
from gis_assets.models import Municipality
from permits import limits, services

pytestmark = pytest.mark.django_db
ROW = re.compile(r'<tr id="([^"]+)">(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


def read(language: str) -> str:
    """The page as a stranger reads it."""
    reader = Client()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return unescape(reader.get(reverse("permits:limits")).content.decode())


def in_words(one: Setting, language: str) -> tuple[str, str, str]:
    """Its title, law and doubt."""
    return (one.title, one.cite, one.doubt) if language == "en" else (one.title_th, one.cite_th, one.doubt_th)


@pytest.mark.parametrize("language", ["th", "en"])
def test_stranger_reads_every_limit_with_its_law_and_doubt(municipality: Municipality, language: str) -> None:
    text = read(language)

    rows = {name: CELL.findall(row) for name, row in ROW.findall(text)}
    on = timezone.localdate()
    held = [*limits.listed(on=on), *(one for one in accuracy.entries() if one.holds_on(on))]
    assert len(held) == len(rows) > 50
    for one in held:
        title, cite, doubt = in_words(one, language)
        told, _value, source, uncertain = rows[one.name]
        assert told.startswith(title), one.name
        assert source.startswith(cite), one.name
        assert (uncertain == doubt) is bool(doubt) is True, one.name
    assert "badge--info" not in text


@pytest.mark.parametrize("language", ["th", "en"])
def test_stranger_reads_every_way_with_its_law_and_doubt(municipality: Municipality, language: str) -> None:
    text = read(language)

    told = {cells[0].split("<br>")[0]: cells for row in text.split("<tr>") if len(cells := CELL.findall(row)) == 4}
    tracks = [track for service in services.every().values() for track in service.tracks]
    assert {"sketch", "small", "notice", "ordinary"} <= {track.code for track in tracks}
    for track in tracks:
        _name, _days, source, uncertain = told[track.name.in_language(language)]
        assert source.startswith(track.cited.cite.in_language(language)), track.code
        assert uncertain == track.cited.doubt.in_language(language) != "", track.code


def test_municipalitys_own_value_is_marked(municipality: Municipality) -> None:
    municipality.settings = {limits.SETTING: {"opening_low_m": 2.75}}
    municipality.save()

    text = Client().get(reverse("permits:limits")).content.decode()

    assert text.count("badge--info") == 1
    assert "2.75" in text
    assert 'lang="th"' in text
