"""A survey is one case from its file's arrival to the register, corrections included, and its steps are timed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from casework import kpi, rulebook, standing
from casework.facts import read
from casework.models import Case, CaseType, Step
from gis_assets.models import Municipality, Role
from landsurvey import case_types, cases, promotion, review, uploads, validation
from landsurvey.models import Decision, Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_file, a_row, a_square, a_survey, checked, received

pytestmark = pytest.mark.django_db
DAY = date(2023, 4, 1)
HOUR = timedelta(hours=1)


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def two_rows(municipality: Municipality, surveyor: User, tmp_path_factory: pytest.TempPathFactory) -> Upload:
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002")]
    upload = received(a_survey(rows, tmp_path_factory.mktemp("files")), municipality=municipality, by=surveyor)
    return validation.validate(upload, at=AT + HOUR)


def walked(upload: Upload) -> list[str]:
    """The steps of the upload's case, in order."""
    case = Upload.objects.get(pk=upload.pk).case
    return list(Step.objects.filter(case=case).order_by("entered_at", "pk").values_list("code", flat=True))


def corrected(upload: Upload, path: Path, *, by: User, at: datetime) -> Upload:
    return uploads.receive(
        municipality=upload.municipality, file=a_file(path), name="b.zip", by=by, at=at, corrects=upload
    )


def accept(upload: Upload, by: User, at: datetime) -> None:
    review.accept_all_without_errors(upload, by=by, at=at)


def test_case_is_opened_when_a_file_arrives(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    upload = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)

    case = Case.objects.get()
    assert (upload.case, case.case_type.code, case.opened_at) == (case, case_types.SURVEY, AT)
    assert walked(upload) == [case_types.RECEIVED]


def test_case_goes_from_the_file_to_the_register(two_rows: Upload, reviewer: User) -> None:
    accept(two_rows, reviewer, AT + 2 * HOUR)
    promotion.promote(two_rows, effective_date=DAY, by=reviewer, at=AT + 3 * HOUR)

    assert walked(two_rows) == [case_types.RECEIVED, case_types.VALIDATED, case_types.REVIEWED, case_types.PROMOTED]
    ended_by = list(Step.objects.order_by("pk").values_list("by", flat=True))
    assert ended_by == [two_rows.uploaded_by_id, None, reviewer.pk, reviewer.pk]


def test_review_is_not_over_while_a_sound_row_waits_and_begins_again_when_one_is_taken_back(
    two_rows: Upload, reviewer: User
) -> None:
    review.decide(two_rows, rows=[1], decision=Decision.ACCEPTED, by=reviewer, at=AT + HOUR)
    half = walked(two_rows)
    review.decide(two_rows, rows=[2], decision=Decision.RETURNED, comment="again", by=reviewer, at=AT + HOUR)
    review.decide(two_rows, rows=[1], decision=Decision.PENDING, by=reviewer, at=AT + HOUR)

    assert half[-1] == case_types.VALIDATED
    assert walked(two_rows)[-2:] == [case_types.REVIEWED, case_types.VALIDATED]


def test_corrected_file_continues_the_case_of_the_returned_one(
    two_rows: Upload, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    review.decide(two_rows, rows=[1, 2], decision=Decision.RETURNED, comment="moved", by=reviewer, at=AT + HOUR)
    folder = tmp_path / "corrected"
    folder.mkdir()
    path = a_survey([a_row(a_square(2))], folder)

    later = corrected(two_rows, path, by=surveyor, at=AT + 2 * HOUR)
    validation.validate(later, at=AT + 3 * HOUR)

    assert Case.objects.count() == 1
    expected = [case_types.RECEIVED, case_types.VALIDATED, case_types.RETURNED]
    assert walked(later) == [*expected, case_types.RECEIVED, case_types.VALIDATED]


def test_what_happens_to_a_replaced_file_does_not_move_the_case(
    two_rows: Upload, surveyor: User, reviewer: User, tmp_path: Path
) -> None:
    accept(two_rows, reviewer, AT + HOUR)
    promotion.promote(two_rows, effective_date=DAY, by=reviewer, at=AT + HOUR)
    folder = tmp_path / "corrected"
    folder.mkdir()
    later = corrected(two_rows, a_survey([a_row(a_square(2))], folder), by=surveyor, at=AT + HOUR)
    before = walked(later)

    promotion.undo(two_rows, on=date(2023, 5, 1), by=reviewer, at=AT + 2 * HOUR, why="wrong sheet")

    assert walked(later) == before
    assert before[-2:] == [case_types.PROMOTED, case_types.RECEIVED]


def test_surveyor_has_the_case_while_the_file_asks(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    upload = checked(a_survey([a_row(a_square())], tmp_path, leave_out=["prj"]), municipality=municipality, by=surveyor)
    asked = standing.of_case(Case.objects.get(), book=rulebook.of(municipality), at=AT + HOUR)[-2]
    uploads.answer(upload, answers={"crs": 32647}, by=surveyor, at=AT + HOUR)
    after = standing.of_case(Case.objects.get(), book=rulebook.of(municipality), at=AT + 2 * HOUR)[-2]

    assert (asked.code, asked.officer) == (case_types.ASKED, surveyor.pk)
    assert (after.code, after.officer) == (case_types.RECEIVED, None)


def test_case_rests_when_it_is_closed_and_runs_again_when_the_file_is_checked_again(
    two_rows: Upload, surveyor: User
) -> None:
    with pytest.raises(uploads.NotToBeDropped):
        uploads.drop(two_rows, why=" ", by=surveyor, at=AT + HOUR)

    closed = uploads.drop(two_rows, why="sent by mistake", by=surveyor, at=AT + HOUR)
    rests = standing.of_case(Case.objects.get(), book=rulebook.of(closed.municipality), at=AT + 9 * HOUR)[-1]
    uploads.answer(two_rows, answers={}, by=surveyor, at=AT + 2 * HOUR)

    assert (closed.status, rests.left_at) == (UploadStatus.DROPPED, AT + HOUR)
    assert walked(two_rows)[-2:] == [case_types.DROPPED, case_types.RECEIVED]


def test_what_is_in_the_register_is_not_closed(two_rows: Upload, reviewer: User) -> None:
    accept(two_rows, reviewer, AT + HOUR)
    promotion.promote(two_rows, effective_date=DAY, by=reviewer, at=AT + HOUR)

    with pytest.raises(uploads.NotToBeDropped):
        uploads.drop(two_rows, why="no more", by=reviewer, at=AT + HOUR)

    assert walked(two_rows)[-1] == case_types.PROMOTED


def test_step_is_never_before_the_last_one_when_a_clock_was_read_before_the_lock(
    two_rows: Upload, reviewer: User
) -> None:
    accept(two_rows, reviewer, AT - HOUR)

    entered = list(Step.objects.order_by("pk").values_list("code", "entered_at"))
    assert entered[-1] == (case_types.REVIEWED, AT + HOUR)


def test_file_from_before_there_were_cases_gets_one_with_its_next_step(two_rows: Upload, reviewer: User) -> None:
    Upload.objects.filter(pk=two_rows.pk).update(case=None)

    accept(two_rows, reviewer, AT + 2 * HOUR)

    case = Upload.objects.get(pk=two_rows.pk).case
    assert case is not None
    assert (case.opened_at, walked(two_rows)) == (AT, [case_types.RECEIVED, case_types.REVIEWED])


def test_steps_are_measured_against_the_targets_by_the_engine_of_all_cases(two_rows: Upload, reviewer: User) -> None:
    accept(two_rows, reviewer, AT + 30 * HOUR)
    promotion.promote(two_rows, effective_date=DAY, by=reviewer, at=AT + 31 * HOUR)

    facts = read(two_rows.municipality, since=AT - HOUR, until=AT + 40 * HOUR)
    scope = kpi.Scope(officer=0, overseen=frozenset(CaseType.objects.values_list("pk", flat=True)))
    found = {row.step: row for row in kpi.rows(kpi.seen_by(facts, scope)) if row.case_type.code == case_types.SURVEY}

    assert found[case_types.RECEIVED].measure.median_minutes == 60
    assert found[case_types.VALIDATED].measure.median_minutes == 29 * 60
    assert found["total"].measure.median_minutes == 31 * 60
    assert (found[case_types.RECEIVED].keeps_standard, found[case_types.VALIDATED].keeps_standard) == (False, True)


@pytest.mark.parametrize("status", list(UploadStatus))
def test_every_state_of_an_upload_is_a_step_that_the_case_type_knows(two_rows: Upload, status: UploadStatus) -> None:
    two_rows.status = status

    assert cases.step_of(two_rows) in case_types.STEPS


def test_every_standard_names_a_step_its_doubt_and_both_languages() -> None:
    declared = case_types.declaration()

    assert {standard.step for standard in declared.standards} <= {*case_types.STEPS, "total"}
    assert {step.code for step in declared.steps if not step.is_final} <= {one.step for one in declared.standards}
    assert all(one.doubt and one.doubt_en and one.citation and one.citation_en for one in declared.standards)
    assert all(step.name_th != step.name_en for step in declared.steps)


def test_what_the_town_set_itself_stays_when_it_is_declared_again(municipality: Municipality) -> None:
    case_type = case_types.declare(municipality, on=DAY)
    own = case_type.standards.get(step=case_types.VALIDATED)
    own.target_minutes = 7
    own.save()

    again = case_types.declare(municipality, on=DAY)

    assert again.standards.get(step=case_types.VALIDATED).target_minutes == 7
    assert again.standards.count() == len(case_types.declaration().standards)


def test_steps_of_the_table_lead_only_to_steps_of_it() -> None:
    assert {following for _name, every in case_types.STEPS.values() for following in every} <= set(case_types.STEPS)
