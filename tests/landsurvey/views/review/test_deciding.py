"""Decisions on the review desk: on a row, a lineage, a whole queue, and what becomes of the survey then."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import ParcelVersion, Role
from landsurvey import review
from landsurvey.models import Decision, GoneParcel, LineageProposal, StagedFeature, Upload, Verdict
from landsurvey.reviewing import prospects
from tests.landsurvey.builders import AT
from tests.landsurvey.views.review.pages import JSON, at, decide, text_of
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_decision_of_the_script_answers_with_new_counts(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "accepted", "seen": 0}

    answer = reviewer.post(at("review_decide", upload, row=1), sent, headers=JSON)

    assert upload.features.get(row=1).decision == Decision.ACCEPTED
    assert "1 of 4 decided" in answer.json()["tally"]


def test_plain_form_goes_on_to_the_next_open_row_of_its_queue(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(at("review_decide", upload, row=1, decision="pending"), {"decision": "accepted", "seen": 0})

    assert answer.headers["Location"] == at("review", upload, decision="pending", row=2)


def test_typed_comment_stays_when_a_plain_decision_is_refused(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "accepted", "seen": 0, "comment": "seen on site"}

    answer = reviewer.post(at("review_decide", upload, row=4), sent)

    assert answer.status_code == 422
    assert "seen on site" in answer.content.decode()
    assert "cannot be accepted" in answer.content.decode()


def test_decision_on_a_stale_page_says_who_came_first(
    reviewer: Officer, upload: Upload, officer: Callable[..., User]
) -> None:
    other = officer(Role.SURVEY_REVIEWER)
    review.decide(upload, rows=[1], decision=Decision.RETURNED, by=other, at=AT, comment="corner")

    answer = reviewer.post(at("review_decide", upload, row=1), {"decision": "accepted", "seen": 0}, headers=JSON)

    assert answer.status_code == 409
    assert other.username in answer.json()["said"]
    assert upload.features.get(row=1).decision == Decision.RETURNED


def test_lineage_is_confirmed_and_taken_back(reviewer: Officer, upload: Upload, proposal: LineageProposal) -> None:
    assert decide(reviewer, upload, row=3, decision="confirmed", proposal=proposal.pk) == 200
    proposal.refresh_from_db()
    confirmed = proposal.verdict

    assert decide(reviewer, upload, row=3, decision="open", proposal=proposal.pk, seen=1) == 200

    proposal.refresh_from_db()
    assert (confirmed, proposal.verdict) == (Verdict.CONFIRMED, Verdict.OPEN)


def test_suggested_code_is_taken(reviewer: Officer, upload: Upload) -> None:
    upload.features.filter(row=3).update(suggested_code="01A003/001")

    assert decide(reviewer, upload, row=3, decision="code") == 200

    assert upload.features.get(row=3).code == "01A003/001"


def test_parcel_that_is_gone_ends_when_the_reviewer_says_so(
    reviewer: Officer, upload: Upload, gone: GoneParcel
) -> None:
    page = text_of(reviewer, at("review", upload, change="gone"))
    assert "09Z009" in page

    assert decide(reviewer, upload, row=gone.pk, decision="retire", queue={"change": "gone"}) == 200

    gone.refresh_from_db()
    assert gone.decision == "retire"


def test_whole_queue_is_accepted_without_its_errors(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(at("review_decide_queue", upload), {"decision": "accepted", "seen": 0}, follow=True)

    assert "3 rows accepted." in answer.content.decode()
    assert sorted(upload.features.filter(decision="accepted").values_list("row", flat=True)) == [1, 2, 3]


def test_whole_queue_is_returned_with_one_comment(reviewer: Officer, upload: Upload) -> None:
    sent = {"decision": "returned", "seen": 0, "comment": "no shape"}

    reviewer.post(at("review_decide_queue", upload, level="errors"), sent)

    returned = upload.features.filter(decision="returned")
    assert list(returned.values_list("row", "comment")) == [(4, "no shape")]


@pytest.mark.parametrize(
    ("page", "queue", "pressed"),
    [
        ("review_decide", {"row": 1}, {"decision": "confirmed"}),
        ("review_decide", {"row": 1}, {"decision": "accepted", "proposal": 7}),
        ("review_decide_queue", {}, {"decision": "retire"}),
        ("review_decide_queue", {"change": "gone"}, {"decision": "accepted"}),
    ],
)
def test_button_of_another_list_decides_nothing(
    reviewer: Officer, upload: Upload, page: str, queue: dict[str, Any], pressed: dict[str, Any]
) -> None:
    answer = reviewer.post(at(page, upload, **queue), {"seen": 0} | pressed)

    assert answer.status_code == 422
    assert not upload.features.exclude(decision="pending").exists()


def test_promotion_page_says_what_will_happen(
    reviewer: Officer, upload: Upload, parcel: ParcelVersion, proposal: LineageProposal
) -> None:
    by = reviewer.user
    review.accept_all_without_errors(upload, by=by, at=AT)
    before = prospects.prospect(upload)
    review.confirm_lineage(upload, by=by, at=AT)
    after = prospects.prospect(upload)

    page = text_of(reviewer, at("promotion", upload))

    assert (before.continued, before.new, before.untouched, before.lineage_open, before.lineage) == (1, 1, 1, 1, 0)
    assert (after.lineage_open, after.lineage, after.undecided) == (0, 1, 1)
    assert "1 row is not decided and stays out." in page


def test_promotion_page_says_what_was_done_and_takes_it_back(reviewer: Officer, upload: Upload) -> None:
    review.decide(upload, rows=[1, 2], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)
    reviewer.post(at("promote", upload), {"effective_date": "2023-05-01"})
    done = text_of(reviewer, at("promotion", upload))

    refused = reviewer.post(at("undo", upload), {"effective_date": "2023-06-01", "why": ""})
    reviewer.post(at("undo", upload), {"effective_date": "2023-06-01", "why": "wrong zone"})

    assert "In force from" in done
    assert refused.status_code == 422
    assert "wrong zone" in text_of(reviewer, at("promotion", upload))
    assert not ParcelVersion.objects.as_of(date(2023, 6, 2)).exists()


def test_survey_is_in_force_in_our_time_when_the_year_is_typed_in_the_buddhist_era(
    reviewer: Officer, upload: Upload
) -> None:
    review.decide(upload, rows=[1, 2], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)

    reviewer.post(at("promote", upload), {"effective_date": "2566-05-01"})

    assert ParcelVersion.objects.as_of(date(2023, 5, 1)).exists()


def test_origins_are_not_confirmed_on_a_page_that_another_reviewer_has_overtaken(
    reviewer: Officer, upload: Upload, proposal: LineageProposal, officer: Callable[..., User]
) -> None:
    other = officer(Role.SURVEY_REVIEWER)
    for verdict in (Verdict.REJECTED, Verdict.OPEN):
        review.decide_lineage(upload, proposals=[proposal.pk], verdict=verdict, by=other, at=AT)

    reviewer.post(at("confirm_lineage", upload), {"seen": 0})

    proposal.refresh_from_db()
    assert proposal.verdict == Verdict.OPEN


def test_survey_is_compared_again_when_the_register_changed_under_it(
    reviewer: Officer, upload: Upload, parcel: ParcelVersion
) -> None:
    review.accept_all_without_errors(upload, by=reviewer.user, at=AT)
    StagedFeature.objects.filter(upload=upload).update(change="", compared_version=None)

    reviewer.post(at("compare_again", upload))

    assert upload.features.get(row=1).compared_version == parcel.pk
    assert upload.features.filter(row__lte=3).exclude(change="").count() == 3
