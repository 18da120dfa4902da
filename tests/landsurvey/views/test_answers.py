"""What was answered about a file is seen and answered anew, until the register goes by it; a case may be closed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets.models import JournalEntry, Municipality, Role
from landsurvey import promotion, review, tasks, validation
from landsurvey.models import Decision, Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, a_zip, checked, entries_of
from tests.landsurvey.rasters.builders import a_model, ready
from tests.speaking import Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@lasting.fixture
def upload(municipality: Municipality, surveyor: Officer, tmp_path_factory: pytest.TempPathFactory) -> Upload:
    """A survey of two rows that says nothing of its grid; the surveyor said WGS 84."""
    rows = [a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002")]
    path = a_survey(rows, tmp_path_factory.mktemp("files"), leave_out=["prj"])
    asked = checked(path, municipality=municipality, by=surveyor.user)
    surveyor.post(_page("answer", asked), {"crs": "32647"})
    return validation.validate(Upload.objects.get(), at=AT)


def _page(name: str, upload: Upload) -> str:
    return reverse(f"landsurvey:{name}", args=[upload.uid])


def _text(officer: Officer, upload: Upload) -> str:
    return officer.get(_page("upload", upload)).content.decode()


def test_answer_stands_on_the_page_with_what_else_may_be_chosen(surveyor: Officer, upload: Upload) -> None:
    page = _text(surveyor, upload)

    assert '<option value="32647" selected>EPSG:32647 WGS 84 / UTM 47N</option>' in page
    assert '<option value="24047">EPSG:24047 Indian 1975 / UTM 47N</option>' in page
    assert '<option value="">As the file itself says</option>' in page
    assert '<option value="" selected>As the file itself says: utf-8</option>' in page  # the encoding was never asked
    assert '<option value="cp874">cp874</option>' in page


def test_new_answer_has_the_file_checked_again_and_says_so(surveyor: Officer, upload: Upload) -> None:
    answer = surveyor.post(
        _page("change_answers", upload), {"crs": "24047", "encoding": "", "other_crs": ""}, follow=True
    )

    assert "The file is checked again with your answers." in answer.content.decode()
    upload.refresh_from_db()
    assert (upload.status, upload.answers) == (UploadStatus.RECEIVED, {"crs": 24047})
    job = ProcrastinateJob.objects.latest("id")
    tasks.validate_upload(**job.args)
    upload.refresh_from_db()
    assert upload.inspection["crs"]["value"] == 24047
    noted = JournalEntry.objects.filter(action="answered").latest("pk")
    assert noted.details == {"answers": {"crs": [32647, 24047]}}


def test_decisions_that_a_new_check_takes_back_are_counted_before_and_after(
    surveyor: Officer, reviewer: Officer, upload: Upload
) -> None:
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=reviewer.user, at=AT)

    before = _text(surveyor, upload)
    after = surveyor.post(_page("change_answers", upload), {"crs": "32647", "encoding": "cp874"}, follow=True)

    assert "The decision on 1 row is taken back by that." in before
    assert "the decision on 1 row is taken back." in after.content.decode()


def test_file_decides_again_when_an_answer_is_taken_back(surveyor: Officer, upload: Upload) -> None:
    surveyor.post(_page("change_answers", upload), {"crs": "", "encoding": ""})

    again = validation.validate(Upload.objects.get(), at=AT)
    assert (again.answers, again.status) == ({}, UploadStatus.ASKS)


def test_nothing_is_checked_again_when_nothing_was_changed(surveyor: Officer, upload: Upload) -> None:
    answer = surveyor.post(_page("change_answers", upload), {"crs": "32647", "encoding": ""}, follow=True)

    assert "Nothing was changed" in answer.content.decode()
    upload.refresh_from_db()
    assert upload.status == UploadStatus.CHECKED


def test_grid_may_be_written_out_and_comes_back_as_typed_when_there_is_none(surveyor: Officer, upload: Upload) -> None:
    wrong = surveyor.post(_page("change_answers", upload), {"crs": "32647", "encoding": "", "other_crs": "1999"})
    surveyor.post(_page("change_answers", upload), {"crs": "32647", "encoding": "", "other_crs": "32648"})

    assert (wrong.status_code, 'value="1999"' in wrong.content.decode()) == (422, True)
    upload.refresh_from_db()
    assert upload.answers == {"crs": 32648}


def test_other_layer_is_asked_anew(surveyor: Officer, municipality: Municipality, tmp_path: Path) -> None:
    paths = []
    for name, column in (("north", 0), ("south", 3)):
        folder = tmp_path / name
        folder.mkdir()
        paths.append(a_survey([a_row(a_square(column))], folder, name=name, leave_out=["prj"]))
    upload = checked(_zipped_together(tmp_path / "both.zip", paths), municipality=municipality, by=surveyor.user)
    for said in ({"layer": "north"}, {"crs": "32647"}):
        surveyor.post(_page("answer", upload), said)
        upload = validation.validate(Upload.objects.get(), at=AT)

    surveyor.post(_page("change_answers", upload), {"layer": "south", "crs": "32647", "encoding": ""})

    again = validation.validate(Upload.objects.get(), at=AT)
    assert (again.answers, again.inspection["layer"], again.status) == ({"layer": "south"}, "south", UploadStatus.ASKS)


def test_refused_grid_can_be_answered_anew(surveyor: Officer, upload: Upload) -> None:
    Upload.objects.update(answers={"crs": 1999}, status=UploadStatus.RECEIVED)
    refused = validation.validate(Upload.objects.get(), at=AT)
    assert refused.status == UploadStatus.REJECTED

    surveyor.post(_page("change_answers", upload), {"crs": "1999", "other_crs": "32647"})

    assert validation.validate(Upload.objects.get(), at=AT).status == UploadStatus.CHECKED


def test_answers_about_a_raster_are_given_anew(surveyor: Officer, municipality: Municipality, tmp_path: Path) -> None:
    upload = ready(a_model(tmp_path / "dem.tif"), municipality, surveyor.user)
    kept = {kind: str(said) for kind, said in upload.answers.items()}

    surveyor.post(_page("change_answers", upload), kept | {"vertical_datum": "ellipsoid"})

    again = validation.validate(Upload.objects.get(), at=AT)
    assert again.inspection["raster"]["vertical_datum"]["value"] == "ellipsoid"


def test_nothing_may_be_answered_anew_once_it_is_in_the_register(
    surveyor: Officer, reviewer: Officer, upload: Upload
) -> None:
    review.accept_all_without_errors(upload, by=reviewer.user, at=AT)
    promotion.promote(upload, effective_date=AT.date() + timedelta(days=30), by=reviewer.user, at=AT)

    surveyor.post(_page("change_answers", upload), {"crs": "24047"})

    upload.refresh_from_db()
    assert (upload.status, upload.answers) == (UploadStatus.PROMOTED, {"crs": 32647})
    assert "How the file is read" not in _text(surveyor, upload)


def test_page_shows_the_case_with_its_steps_and_targets(surveyor: Officer, upload: Upload) -> None:
    page = _text(surveyor, upload)

    assert upload.case is not None
    assert f"Case {upload.case}" in page
    for said in ("Waits for an answer about the file", "Checked, to be reviewed", "The whole case", "5 d", "30 d"):
        assert said in page
    assert reverse("casework:case", args=[upload.case.pk]) in page


def test_case_is_linked_only_for_those_who_may_open_it(surveyor: Officer, reviewer: Officer, upload: Upload) -> None:
    assert upload.case is not None
    address = reverse("casework:case", args=[upload.case.pk])

    assert (address in _text(surveyor, upload), surveyor.get(address).status_code) == (True, 200)
    assert (address in _text(reviewer, upload), reviewer.get(address).status_code) == (False, 404)


def test_case_is_closed_with_a_word_and_opened_again(surveyor: Officer, upload: Upload) -> None:
    refused = surveyor.post(_page("drop", upload), {"why": ""}, follow=True).content.decode()
    closed = surveyor.post(_page("drop", upload), {"why": "wrong town"}, follow=True).content.decode()
    upload.refresh_from_db()
    status = upload.status
    surveyor.post(_page("check_again", upload))
    upload.refresh_from_db()

    assert "Write why nothing of" in refused
    assert ("The case is closed" in closed, "Closed without an entry" in closed) == (True, True)
    assert (status, upload.status) == (UploadStatus.DROPPED, UploadStatus.RECEIVED)


def test_limits_are_shown_to_officers_of_the_survey_with_source_and_doubt(
    surveyor: Officer, client_as: Callable[..., Officer], municipality: Municipality
) -> None:
    municipality.settings = {"survey_limits": {"tiny_edge_m": 0.07}}
    municipality.save()

    page = surveyor.get(reverse("landsurvey:limits")).content.decode()

    assert ("Edges shorter than this are pointed out" in page, "0.07 m" in page) == (True, True)
    assert ("About as thick as a boundary mark" in page, "the municipality's own" in page) == (True, True)
    assert "ΔX 204.4798" in page
    assert client_as(Role.TAX_OFFICER).get(reverse("landsurvey:limits")).status_code == 403
    assert Client().get(reverse("landsurvey:limits")).status_code == 302


def test_own_limits_are_those_by_which_the_file_is_checked(
    municipality: Municipality, officer: Callable[..., User], tmp_path: Path
) -> None:
    municipality.settings = {"survey_limits": {"tiny_edge_m": 0.07}}
    municipality.save()

    seen = checked(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=officer(Role.SURVEYOR))

    assert seen.inspection["limits"]["tiny_edge_m"] == 0.07


def _zipped_together(path: Path, archives: list[Path]) -> Path:
    return a_zip(path, {name: content for one in archives for name, content in entries_of(one).items()})
