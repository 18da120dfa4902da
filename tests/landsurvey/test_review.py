"""Rows are accepted or returned, with who and why; faulty ones never accepted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets.models import JournalEntry, Municipality, Role
from landsurvey import review
from landsurvey.models import Decision, Upload
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def upload(municipality: Municipality, reviewer: User, tmp_path_factory: pytest.TempPathFactory) -> Upload:
    """Rows 1 and 2 are sound, row 3 has no shape."""
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002"), a_row(None, PARCEL_COD="01A003")]
    return checked(a_survey(rows, tmp_path_factory.mktemp("files")), municipality=municipality, by=reviewer)


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


@lasting.fixture
def colleague(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


def test_refused_when_another_reviewer_decided_after_the_page_was_made(
    upload: Upload, reviewer: User, colleague: User
) -> None:
    seen = review.revision(upload)
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=colleague, at=AT)

    with pytest.raises(review.DecidedMeanwhile, match=colleague.username):
        review.decide(upload, rows=[1, 2], decision=Decision.RETURNED, by=reviewer, at=AT, comment="no", seen=seen)

    assert decisions(upload) == ["accepted", "pending", "pending"]


def test_a_decision_taken_back_by_a_colleague_is_not_overwritten_unseen(
    upload: Upload, reviewer: User, colleague: User
) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=colleague, at=AT)
    seen = review.revision(upload)
    review.decide(upload, rows=[1], decision=Decision.PENDING, by=colleague, at=AT)

    with pytest.raises(review.DecidedMeanwhile):
        review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT, seen=seen)


def test_two_reviewers_decide_side_by_side_on_different_rows(upload: Upload, reviewer: User, colleague: User) -> None:
    seen = review.revision(upload)
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=colleague, at=AT, seen=seen)

    review.decide(upload, rows=[2], decision=Decision.ACCEPTED, by=reviewer, at=AT, seen=seen)

    assert decisions(upload) == ["accepted", "accepted", "pending"]


def test_own_earlier_decision_may_be_changed_from_the_same_page(upload: Upload, reviewer: User) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT, seen=0)

    review.decide(upload, rows=[1], decision=Decision.RETURNED, by=reviewer, at=AT, comment="no", seen=0)

    assert decisions(upload)[0] == "returned"


def test_group_of_one_kind_of_change_leaves_out_rows_with_errors(upload: Upload, reviewer: User) -> None:
    count = review.decide_group(upload, change="new", decision=Decision.ACCEPTED, by=reviewer, at=AT)

    assert (count, decisions(upload)) == (2, ["accepted", "accepted", "pending"])


def test_group_of_one_rule_is_returned_with_a_word(upload: Upload, reviewer: User) -> None:
    count = review.decide_group(
        upload, rule="missing_shape", decision=Decision.RETURNED, by=reviewer, at=AT, comment="no shape"
    )

    assert (count, decisions(upload)) == (1, ["pending", "pending", "returned"])


def test_suggested_code_is_taken_and_the_file_remembered(upload: Upload, reviewer: User) -> None:
    upload.features.filter(row=2).update(suggested_code="01A009")

    review.take_codes(upload, rows=[2], by=reviewer, at=AT)

    feature = upload.features.get(row=2)
    assert (feature.code, feature.attributes["PARCEL_COD"]) == ("01A009", "01A002")
    assert JournalEntry.objects.get(action="codes taken").details["codes"] == {"2": ["01A002", "01A009"]}


def test_refused_when_no_code_is_suggested(upload: Upload, reviewer: User) -> None:
    with pytest.raises(review.NoCodeSuggested):
        review.take_codes(upload, rows=[1], by=reviewer, at=AT)
