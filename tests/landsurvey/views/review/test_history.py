"""The page of a parcel's history: its lineage drawn and listed, and the version of a chosen day."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import Range

from gis_assets.models import LineageKind, Municipality, Parcel, ParcelLineage, ParcelVersion, Role
from tests import lasting
from tests.gis_assets.builders import a_parcel, a_source, square
from tests.landsurvey.views.review.pages import foreign, text_of
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@lasting.fixture
def family(municipality: Municipality, parcel: ParcelVersion) -> ParcelVersion:
    """The parcel of the test was split in 2024; its second part is returned."""
    child = a_parcel(municipality, code="01A001/001", valid=Range(date(2024, 1, 1), None), shape=square(east=50))
    ParcelLineage.objects.create(
        municipality=municipality,
        parent=parcel.parcel,
        child=child.parcel,
        kind=LineageKind.SPLIT,
        effective_date=date(2024, 1, 1),
        source=a_source(municipality, reference="survey-2567.zip"),
        share_of_parent=0.4,
        share_of_child=1.0,
        evidence={"because": [{"msgid": "The row has no shape. Draw the parcel or remove the row.", "args": {}}]},
    )
    return child


def _history(parcel: Parcel, **query: str) -> str:
    return reverse("landsurvey:history", args=[parcel.uid], query=query or None)


def test_history_draws_and_lists_the_lineage(reviewer: Officer, family: ParcelVersion, parcel: ParcelVersion) -> None:
    page = text_of(reviewer, _history(family.parcel))

    assert page.count('class="lineage__node') == 2
    assert f'href="{_history(parcel.parcel)}"' in page
    assert "40 % of the former parcel" in page
    assert "survey-2567.zip" in page


def test_history_shows_the_version_of_the_chosen_day(
    reviewer: Officer, municipality: Municipality, parcel: ParcelVersion
) -> None:
    ParcelVersion.objects.update(valid=Range(date(2023, 1, 1), date(2024, 1, 1)))
    a_parcel(municipality, parcel=parcel.parcel, valid=Range(date(2024, 1, 1), None), document_number="99")

    before = text_of(reviewer, _history(parcel.parcel, on="2023-06-01"))
    after = text_of(reviewer, _history(parcel.parcel, on="2024-06-01"))
    never = text_of(reviewer, _history(parcel.parcel, on="2020-01-01"))

    assert "No document 17" in before
    assert "No document 99" in after
    assert "held no such parcel on that day" in never


def test_history_keeps_a_day_that_is_none(reviewer: Officer, parcel: ParcelVersion) -> None:
    answer = reviewer.get(_history(parcel.parcel, on="31/31/2023"))

    assert answer.status_code == 422
    assert "31/31/2023" in answer.content.decode()


def test_history_is_for_officers_of_the_municipality(
    parcel: ParcelVersion,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _history(parcel.parcel)

    assert surveyor.get(address).status_code == 200
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 200
    assert client_as(Role.DISPATCHER).get(address).status_code == 403
    assert foreign(client_as, other_municipality).get(address).status_code == 404
    assert Client().get(address).status_code == 302
