"""The pages of an upload: sent, watched, answered, corrected by those who may, and by nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, Role
from landsurvey import review, tasks, uploads, validation
from landsurvey.models import Decision, Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked, received
from tests.speaking import Officer, at_work_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound row and one without a shape."""
    rows = [a_row(a_square(0)), a_row(None, PARCEL_COD="01A002")]
    return a_survey(rows, tmp_path_factory.mktemp("survey"))


@lasting.fixture
def upload(municipality: Municipality, officer: Callable[..., User], survey: Path) -> Upload:
    return checked(survey, municipality=municipality, by=officer(Role.SURVEYOR))


def _page(name: str, upload: Upload, *args: str) -> str:
    return reverse(f"landsurvey:{name}", args=[upload.uid, *args])


def _sent(path: Path) -> dict[str, object]:
    return {"file": SimpleUploadedFile(path.name, path.read_bytes()), "accuracy_class": "survey"}


def test_upload_is_kept_and_queued_when_a_surveyor_sends_it(surveyor: Officer, tmp_path: Path) -> None:
    answer = surveyor.post(reverse("landsurvey:uploads"), _sent(a_survey([a_row(a_square())], tmp_path)))

    upload = Upload.objects.get()
    assert answer.headers["Location"] == _page("upload", upload)
    job = ProcrastinateJob.objects.get(task_name="landsurvey.validate_upload")
    assert job.args == {"upload_id": upload.pk, "municipality_id": upload.municipality_id}
    tasks.validate_upload(**job.args)
    upload.refresh_from_db()
    assert (upload.status, upload.accuracy_class) == (UploadStatus.CHECKED, "survey")


def test_earlier_upload_is_shown_when_the_same_file_comes_twice(surveyor: Officer, tmp_path: Path) -> None:
    path = a_survey([a_row(a_square())], tmp_path)
    surveyor.post(reverse("landsurvey:uploads"), _sent(path))

    answer = surveyor.post(reverse("landsurvey:uploads"), _sent(path), follow=True)

    assert Upload.objects.count() == 1
    assert answer.redirect_chain[-1][0] == _page("upload", Upload.objects.get())
    assert "already received" in answer.content.decode()


def test_form_comes_back_as_typed_when_the_file_is_empty(surveyor: Officer) -> None:
    sent = {"file": SimpleUploadedFile("a.zip", b""), "accuracy_class": "rtk"}

    answer = surveyor.post(reverse("landsurvey:uploads"), sent)

    assert '<option value="rtk" selected>' in answer.content.decode()
    assert not Upload.objects.exists()


def test_progress_polls_while_working_and_asks_for_the_page_when_done(
    surveyor: Officer, municipality: Municipality, tmp_path: Path
) -> None:
    upload = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor.user)
    Upload.objects.update(status=UploadStatus.READING, rows_done=500, rows_total=9000)

    working = surveyor.get(_page("progress", upload))
    Upload.objects.update(status=UploadStatus.CHECKED)
    done = surveyor.get(_page("progress", upload))

    assert 'hx-trigger="every 1s"' in working.content.decode()
    assert '<progress max="9000" value="500">' in working.content.decode()
    assert done.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in done.content.decode()


def test_page_shows_what_was_read_and_found_when_checked(surveyor: Officer, upload: Upload) -> None:
    page = surveyor.get(_page("upload", upload)).content.decode()
    listed = surveyor.get(_page("findings", upload, "missing_shape")).content.decode()

    assert "measured on EPSG:32647 WGS 84 / UTM 47N" in page
    assert upload.sha256 in page
    assert "Row without a shape" in page
    assert "The row has no shape. Draw the parcel or remove the row." in listed


def test_shapes_and_findings_are_given_as_geojson(surveyor: Officer, upload: Upload) -> None:
    shapes = surveyor.get(_page("shapes_geojson", upload)).json()
    findings = surveyor.get(_page("findings_geojson", upload)).json()

    (feature,) = shapes["features"]
    assert feature["properties"] == {"row": 1, "code": "01A001", "decision": "pending", "faulty": False}
    assert feature["geometry"]["coordinates"][0][0][0] == pytest.approx([98.94349, 18.74418], abs=1e-3)
    assert findings == {"type": "FeatureCollection", "features": []}


def test_question_is_answered_and_checked_again_when_prj_is_missing(
    surveyor: Officer, municipality: Municipality, tmp_path: Path
) -> None:
    path = a_survey([a_row(a_square())], tmp_path, leave_out=["prj"])
    upload = checked(path, municipality=municipality, by=surveyor.user)

    page = surveyor.get(_page("upload", upload)).content.decode()
    wrong = surveyor.post(_page("answer", upload), {"other_crs": "1999"})
    right = surveyor.post(_page("answer", upload), {"crs": "32647"})

    assert "On which grid do the coordinates stand?" in page
    assert "EPSG:24047 Indian 1975 / UTM 47N" in page
    assert wrong.status_code == 422
    assert 'value="1999"' in wrong.content.decode()
    assert right.headers["Location"] == _page("upload", upload)
    upload.refresh_from_db()
    assert (upload.status, upload.answers) == (UploadStatus.RECEIVED, {"crs": 32647})


def test_reviewer_accepts_and_promotes(reviewer: Officer, upload: Upload) -> None:
    reviewer.post(_page("accept_all", upload))
    answer = reviewer.post(_page("promote", upload), {"effective_date": "2023-05-01"}, follow=True)

    assert ParcelVersion.objects.get().code == "01A001"
    assert "The accepted rows are in the register now." in answer.content.decode()


def test_typed_rows_and_comment_stay_when_a_decision_is_refused(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(_page("decide", upload), {"decision": "accepted", "rows": "1-2", "comment": "seen on site"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "have errors (such as row 2)" in page
    assert 'value="1-2"' in page
    assert "seen on site" in page
    assert set(upload.features.values_list("decision", flat=True)) == {Decision.PENDING}


def test_typed_day_stays_when_promotion_is_refused(reviewer: Officer, upload: Upload) -> None:
    answer = reviewer.post(_page("promote", upload), {"effective_date": "2023-05-01"})

    assert answer.status_code == 422
    assert not ParcelVersion.objects.exists()


def test_untouched_file_comes_back_byte_for_byte(surveyor: Officer, upload: Upload, survey: Path) -> None:
    answer = surveyor.get(_page("file", upload))

    assert answer.getvalue() == survey.read_bytes()


def test_next_names_what_waits_for_a_reviewer(reviewer: Officer, upload: Upload) -> None:
    before = reviewer.get(reverse("landsurvey:next")).content.decode()
    review.accept_all_without_errors(upload, by=reviewer.user, at=AT)
    after = reviewer.get(reverse("landsurvey:next")).content.decode()

    assert "To be reviewed" in before
    assert "Ready for the register" in after


_READING = [("upload", ()), ("progress", ()), ("rows", ()), ("file", ()), ("findings", ("overlap",))]
_READING += [
    ("shapes_geojson", ()),
    ("findings_geojson", ()),
    ("findings_csv", ()),
    ("findings_gpkg", ()),
    ("columns", ()),
    ("result_json", ()),
    ("field_return", ()),
]
_WRITING = [
    "answer",
    "change_answers",
    "check_again",
    "drop",
    "columns",
    "columns_preview",
    "decide",
    "accept_all",
    "promote",
]


@pytest.mark.parametrize(("name", "args"), _READING)
def test_upload_is_read_by_its_officers_only(
    name: str,
    args: tuple[str, ...],
    upload: Upload,
    surveyor: Officer,
    client_as: Callable[..., Officer],
    other_municipality: Municipality,
) -> None:
    address = _page(name, upload, *args)
    foreign = at_work_in(client_as(Role.SURVEYOR, of=other_municipality), other_municipality)

    own = surveyor.get(address)

    assert (own.status_code, bool(own.getvalue())) == (200, True)
    assert client_as(Role.TAX_OFFICER).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", _WRITING)
def test_upload_is_changed_by_nobody_else(
    name: str, upload: Upload, client_as: Callable[..., Officer], other_municipality: Municipality
) -> None:
    address = _page(name, upload)
    foreign = at_work_in(client_as(Role.SURVEYOR, Role.SURVEY_REVIEWER, of=other_municipality), other_municipality)

    assert client_as(Role.TAX_OFFICER).post(address).status_code == 403
    assert foreign.post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert Upload.objects.get().status == UploadStatus.CHECKED


@pytest.mark.parametrize("name", ["decide", "accept_all", "promote"])
def test_surveyor_does_not_decide_on_own_work(name: str, upload: Upload, surveyor: Officer) -> None:
    assert surveyor.post(_page(name, upload)).status_code == 403


def test_list_asks_as_many_questions_for_three_uploads_as_for_one(
    surveyor: Officer, municipality: Municipality, officer: Callable[..., User], tmp_path: Path
) -> None:
    by, asked = officer(Role.SURVEYOR), []
    for count in (1, 2):
        for number in range(count):
            folder = tmp_path / f"{count}-{number}"
            folder.mkdir()
            row = a_row(a_square(number), PARCEL_COD=f"0{count}A00{number}")
            received(a_survey([row], folder), municipality=municipality, by=by)
        with CaptureQueriesContext(connection) as questions:
            assert surveyor.get(reverse("landsurvey:uploads")).status_code == 200
        asked.append(len(questions))

    assert asked[0] == asked[1]


def test_corrected_file_continues_the_case(surveyor: Officer, upload: Upload, tmp_path: Path) -> None:
    mended = _a_correction(tmp_path)

    page = surveyor.get(reverse("landsurvey:uploads"), {"corrects": str(upload.uid)}).content.decode()
    answer = surveyor.post(reverse("landsurvey:uploads"), _sent(mended) | {"corrects": str(upload.uid)})

    upload.refresh_from_db()
    assert f'value="{upload.uid}"' in page
    assert upload.status == UploadStatus.CORRECTED
    assert answer.headers["Location"] == _page("upload", Upload.objects.get(corrects=upload))


def test_case_shows_its_versions_and_what_was_mended(surveyor: Officer, upload: Upload, tmp_path: Path) -> None:
    surveyor.post(reverse("landsurvey:uploads"), _sent(_a_correction(tmp_path)) | {"corrects": str(upload.uid)})
    later = Upload.objects.get(corrects=upload)
    validation.validate(later, at=AT)

    page = surveyor.get(_page("upload", later)).content.decode()
    before = surveyor.get(_page("upload", upload)).content.decode()

    assert "Version 1" in page
    assert "Version 2" in page
    assert "Mended" in page
    assert "A corrected file has replaced this one" in before


def test_correction_of_a_foreign_upload_does_not_exist(
    surveyor: Officer, officer: Callable[..., User], other_municipality: Municipality, tmp_path: Path
) -> None:
    with tenancy.within(other_municipality):
        by = officer(Role.SURVEYOR, of=other_municipality)
        foreign = received(a_survey([a_row(a_square())], tmp_path), municipality=other_municipality, by=by)

    answer = surveyor.post(
        reverse("landsurvey:uploads"), _sent(_a_correction(tmp_path)) | {"corrects": str(foreign.uid)}
    )

    assert answer.status_code == 404


def test_list_shows_one_status_when_asked(surveyor: Officer, upload: Upload, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    waiting = a_survey([a_row(a_square(3), PARCEL_COD="09Z009")], folder, name="waiting")
    received(waiting, municipality=upload.municipality, by=surveyor.user)

    checked_only = surveyor.get(reverse("landsurvey:uploads"), {"status": "checked"}).content.decode()
    senseless = surveyor.get(reverse("landsurvey:uploads"), {"status": "senseless", "kind": "parcels"}).content.decode()

    assert ("parcels.zip" in checked_only, "waiting.zip" in checked_only) == (True, False)
    assert "waiting.zip" in senseless


def test_refused_upload_is_checked_again_when_a_person_asks(surveyor: Officer, upload: Upload) -> None:
    uploads.break_off(uploads.answer(upload, answers={}, by=upload.uploaded_by, at=AT), at=AT)

    page = surveyor.get(_page("upload", upload)).content.decode()
    surveyor.post(_page("check_again", upload))

    upload.refresh_from_db()
    assert "fault of this program" in page
    assert upload.status == UploadStatus.RECEIVED
    assert ProcrastinateJob.objects.filter(task_name="landsurvey.validate_upload", args__upload_id=upload.pk).exists()


def _a_correction(tmp_path: Path) -> Path:
    folder = tmp_path / "mended"
    folder.mkdir(exist_ok=True)
    return a_survey([a_row(a_square(0)), a_row(a_square(1), PARCEL_COD="01A002")], folder, name="mended")
