"""Texts of rows go when their case is closed and the time is over; everything else stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from landsurvey.intake import retention
from landsurvey.models import Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db


@lasting.fixture
def upload(
    municipality: Municipality, officer: Callable[..., User], tmp_path_factory: pytest.TempPathFactory
) -> Upload:
    return checked(
        a_survey([a_row(a_square(), OWNER="นาย ก")], tmp_path_factory.mktemp("files")),
        municipality=municipality,
        by=officer(Role.SURVEYOR),
    )


def clear(upload: Upload, *, days: int = 1) -> int:
    later = AT + timedelta(days=days)
    return retention.clear_raw_attributes(upload.municipality, before=later, at=later)


def test_texts_go_and_the_row_stays_when_the_case_is_closed(upload: Upload) -> None:
    Upload.objects.update(status=UploadStatus.CORRECTED)

    count = clear(upload)

    upload.refresh_from_db()
    row = upload.features.get()
    assert (count, row.attributes, row.code) == (1, {}, "01A001")
    assert upload.raw_cleared_at == AT + timedelta(days=1)
    assert upload.file.size


def test_texts_stay_while_the_case_is_open(upload: Upload) -> None:
    assert (clear(upload), upload.features.get().attributes["OWNER"]) == (0, "นาย ก")


def test_texts_stay_until_the_time_is_over(upload: Upload) -> None:
    Upload.objects.update(status=UploadStatus.REJECTED)

    assert (clear(upload, days=-1), upload.features.get().attributes["OWNER"]) == (0, "นาย ก")


def test_texts_are_removed_once(upload: Upload) -> None:
    Upload.objects.update(status=UploadStatus.REJECTED)

    assert [clear(upload), clear(upload)] == [1, 0]
