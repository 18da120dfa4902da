"""Rows are accepted or returned, with who and why; faulty ones never accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Role
from landsurvey import review
from landsurvey.models import Decision, Upload
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def upload(municipality: Municipality, reviewer: User, tmp_path: Path) -> Upload:
    """Rows 1 and 2 are sound, row 3 has no shape."""
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002"), a_row(None, PARCEL_COD="01A003")]
    return checked(a_survey(rows, tmp_path), municipality=municipality, by=reviewer)


def decisions(upload: Upload) -> list[str]:
    return list(upload.features.order_by("row").values_list("decision", flat=True))


def test_decision_says_who_when_and_why(upload: Upload, reviewer: User) -> None:
    count = review.decide(upload, rows=[2], decision=Decision.RETURNED, by=reviewer, at=AT, comment=" wrong corner ")

    feature = upload.features.get(row=2)
    assert (count, decisions(upload)) == (1, ["pending", "returned", "pending"])
    assert (feature.decided_by, feature.decided_at, feature.comment) == (reviewer, AT, "wrong corner")
    entry = JournalEntry.objects.get(action="rows returned")
    assert (entry.user, entry.why, entry.details) == (reviewer, "wrong corner", {"rows": 1})


def test_every_sound_row_is_accepted_at_once(upload: Upload, reviewer: User) -> None:
    review.decide(upload, rows=[2], decision=Decision.RETURNED, by=reviewer, at=AT, comment="wrong corner")

    count = review.accept_all_without_errors(upload, by=reviewer, at=AT)

    assert (count, decisions(upload)) == (1, ["accepted", "returned", "pending"])


def test_refused_as_a_whole_when_one_row_has_errors(upload: Upload, reviewer: User) -> None:
    with pytest.raises(review.RowsHaveErrors):
        review.decide(upload, rows=[1, 3], decision=Decision.ACCEPTED, by=reviewer, at=AT)

    assert decisions(upload) == ["pending"] * 3


def test_refused_when_rows_are_returned_without_a_word(upload: Upload, reviewer: User) -> None:
    with pytest.raises(review.NeedsAReason):
        review.decide(upload, rows=[1], decision=Decision.RETURNED, by=reviewer, at=AT, comment=" ")


@pytest.mark.parametrize("rows", [[], [4], [1, 99]])
def test_refused_when_the_rows_are_not_there(rows: list[int], upload: Upload, reviewer: User) -> None:
    with pytest.raises(review.NoSuchRows):
        review.decide(upload, rows=rows, decision=Decision.ACCEPTED, by=reviewer, at=AT)


def test_decision_is_undone(upload: Upload, reviewer: User) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT)

    review.decide(upload, rows=[1], decision=Decision.PENDING, by=reviewer, at=AT)

    feature = upload.features.get(row=1)
    assert (feature.decision, feature.decided_by, feature.decided_at) == ("pending", None, None)


def test_refused_when_the_upload_was_not_checked(municipality: Municipality, reviewer: User, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    upload = checked(tmp_path / "a.zip", municipality=municipality, by=reviewer)

    with pytest.raises(review.NotOpenToReview):
        review.accept_all_without_errors(upload, by=reviewer, at=AT)
