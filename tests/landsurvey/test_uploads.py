"""A file is kept untouched with its hash, once."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation

from gis_assets.models import JournalEntry, Municipality, Role
from landsurvey import uploads
from landsurvey.models import Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked, received

pytestmark = pytest.mark.django_db


@lasting.fixture
def surveyor(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEYOR)


def kept_files() -> set[str]:
    return set(default_storage.listdir("survey")[1]) if default_storage.exists("survey") else set()


def test_file_is_kept_byte_for_byte_under_a_name_of_ours(municipality: Municipality, surveyor: User) -> None:
    content = bytes(range(256)) * 1000
    file = ContentFile(content, name="../../แปลง.zip")

    upload = uploads.receive(municipality=municipality, file=file, name="../../แปลง.zip", by=surveyor, at=AT)

    assert upload.file.name == f"survey/{upload.uid}"
    with upload.file.open() as kept:
        assert kept.read() == content
    assert (upload.sha256, upload.size_bytes) == (hashlib.sha256(content).hexdigest(), 256_000)
    assert (upload.status, upload.uploaded_by, upload.uploaded_at) == (UploadStatus.RECEIVED, surveyor, AT)
    assert JournalEntry.objects.get(action="received").thing_uid == str(upload.uid)


def test_refused_and_nothing_kept_when_the_same_file_comes_twice(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    path = a_survey([a_row(a_square())], tmp_path)
    first = received(path, municipality=municipality, by=surveyor)
    before = kept_files()

    with pytest.raises(uploads.AlreadyReceived) as refused:
        received(path, municipality=municipality, by=surveyor)

    assert refused.value.earlier == first
    assert (Upload.objects.count(), kept_files()) == (1, before)


def test_refused_when_larger_than_the_limit(municipality: Municipality, surveyor: User, settings: Any) -> None:
    settings.SURVEY_UPLOAD_LIMIT_MB = 1
    file = ContentFile(bytes(1_000_001), name="big.zip")

    with pytest.raises(uploads.TooLarge):
        uploads.receive(municipality=municipality, file=file, name="big.zip", by=surveyor, at=AT)

    assert not Upload.objects.exists()


def test_refused_when_empty(municipality: Municipality, surveyor: User) -> None:
    with pytest.raises(uploads.IsEmpty):
        uploads.receive(
            municipality=municipality, file=ContentFile(b"", name="a.zip"), name="a.zip", by=surveyor, at=AT
        )


def test_answer_opens_the_upload_for_another_check(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    path = a_survey([a_row(a_square())], tmp_path, leave_out=["prj"])
    upload = checked(path, municipality=municipality, by=surveyor)
    assert upload.status == UploadStatus.ASKS

    upload = uploads.answer(upload, answers={"crs": 24047}, by=upload.uploaded_by, at=AT)

    assert (upload.status, upload.answers) == (UploadStatus.RECEIVED, {"crs": 24047})


def test_corrected_file_closes_the_one_before(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    first = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)

    second = a_correction(first, by=surveyor)

    first.refresh_from_db()
    assert (second.corrects, first.status) == (first, UploadStatus.CORRECTED)
    assert JournalEntry.objects.get(action="received", thing_uid=str(second.uid)).details["corrects"] == str(first.uid)


def test_refused_when_another_file_corrected_it_before(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    first = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)
    second = a_correction(first, by=surveyor)

    with pytest.raises(uploads.AlreadyCorrected) as refused:
        a_correction(first, by=surveyor, content=b"yet another")

    assert refused.value.successor == second
    assert Upload.objects.count() == 2


def test_correction_says_so_when_nothing_was_mended(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    path = a_survey([a_row(a_square())], tmp_path)
    first = received(path, municipality=municipality, by=surveyor)

    with translation.override("en"), pytest.raises(uploads.AlreadyReceived, match="nothing in it was mended"):
        a_correction(first, by=surveyor, content=path.read_bytes())

    first.refresh_from_db()
    assert first.status == UploadStatus.RECEIVED


def test_refused_when_a_corrected_upload_is_answered(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    first = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)
    a_correction(first, by=surveyor)

    with pytest.raises(uploads.NotOpenToAnswers):
        uploads.answer(first, answers={"crs": 24047}, by=first.uploaded_by, at=AT)


def test_broken_check_is_said_and_a_finished_one_left_alone(
    municipality: Municipality, surveyor: User, tmp_path: Path
) -> None:
    waiting = received(a_survey([a_row(a_square())], tmp_path), municipality=municipality, by=surveyor)
    done = checked(
        a_survey([a_row(a_square(2), PARCEL_COD="01A009")], tmp_path, name="other"),
        municipality=municipality,
        by=surveyor,
    )

    broken, untouched = uploads.break_off(waiting, at=AT), uploads.break_off(done, at=AT)

    assert (broken.status, untouched.status) == (UploadStatus.REJECTED, UploadStatus.CHECKED)
    assert broken.refusal


def a_correction(first: Upload, *, by: User, content: bytes = b"mended") -> Upload:
    return uploads.receive(
        municipality=first.municipality,
        file=ContentFile(content, name="mended.zip"),
        name="mended.zip",
        by=by,
        at=AT,
        corrects=first,
    )
