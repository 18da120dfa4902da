"""Who sees the review desk, who decides on it, and how much each page asks of the database."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gis_assets.models import LineageKind, Municipality, ParcelVersion, Role
from landsurvey.models import Decision, LineageProposal, Upload, UploadStatus
from tests.landsurvey.builders import a_row, a_square, a_survey, checked
from tests.landsurvey.views.review.pages import at, foreign, text_of
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
_MANY = 12


def test_surveyor_looks_but_finds_no_button(surveyor: Officer, upload: Upload, parcel: ParcelVersion) -> None:
    page = text_of(surveyor, at("review", upload))

    assert 'name="decision"' not in page
    assert "/tax/" not in text_of(surveyor, at("review_card", upload, row=1))


_READING: list[tuple[str, dict[str, object]]] = [
    ("review", {}),
    ("review_card", {"row": 1}),
    ("review_shapes", {"row": 1}),
    ("review_find", {"q": "1"}),
    ("promotion", {}),
]
_WRITING = ["review_decide", "review_decide_queue", "confirm_lineage", "compare_again", "undo"]


@pytest.mark.parametrize(("name", "query"), _READING)
def test_desk_is_seen_by_its_officers_only(
    name: str,
    query: dict[str, object],
    upload: Upload,
    surveyor: Officer,
    reviewer: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = at(name, upload, **query)

    assert (surveyor.get(address).status_code, reviewer.get(address).status_code) == (200, 200)
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert foreign(client_as, other_municipality).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", _WRITING)
def test_nobody_but_a_reviewer_decides(
    name: str,
    upload: Upload,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = at(name, upload, row=1)
    sent = {"decision": "accepted", "seen": 0}

    assert surveyor.post(address, sent).status_code == 403
    assert client_as(Role.TAX_OFFICER).post(address, sent).status_code == 403
    assert foreign(client_as, other_municipality).post(address, sent).status_code == 404
    assert Client().post(address, sent).status_code == 302
    assert set(upload.features.values_list("decision", flat=True)) == {Decision.PENDING}
    assert Upload.objects.get().status == UploadStatus.CHECKED


def test_desk_asks_as_many_questions_for_many_rows_as_for_few(
    reviewer: Officer, municipality: Municipality, officer: Callable[..., User], tmp_path: Path
) -> None:
    by, asked = officer(Role.SURVEYOR), []
    for count in (2, _MANY):
        folder = tmp_path / str(count)
        folder.mkdir()
        rows = [a_row(a_square(number), PARCEL_COD=f"02B{count:02}{number}") for number in range(count)]
        upload = checked(a_survey(rows, folder), municipality=municipality, by=by)
        with CaptureQueriesContext(connection) as questions:
            for name, query in _READING:
                reviewer.get(at(name, upload, **query))
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_card_asks_as_many_questions_for_a_large_family_as_for_a_small(
    reviewer: Officer, municipality: Municipality, upload: Upload, parcel: ParcelVersion
) -> None:
    asked = []
    for row in (2, 3):
        LineageProposal.objects.create(
            municipality=municipality,
            upload=upload,
            feature=upload.features.get(row=row),
            parent=parcel.parcel,
            kind=LineageKind.SPLIT,
            share_of_parent=0.5,
            share_of_child=1.0,
            confidence=0.9,
        )
        with CaptureQueriesContext(connection) as questions:
            reviewer.get(at("review_card", upload, row=2))
        asked.append(len(questions))

    assert asked[0] == asked[1]
