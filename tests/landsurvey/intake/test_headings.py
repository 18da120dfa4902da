"""A person says what columns mean: shown with samples and a preview, remembered, and the file is checked with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from gis_assets.models import Municipality, Role
from landsurvey import uploads, validation
from landsurvey.attributes import columns
from landsurvey.intake import headings
from landsurvey.models import HeadingMapping, Upload, UploadStatus
from tests import lasting
from tests.landsurvey.builders import AT, a_square, a_survey, checked
from tests.speaking import Officer, english

pytestmark = pytest.mark.django_db
MEANING = {"X_CODE": "code", "X_AREA": "area_text", "OWNER": ""}


@lasting.fixture
def surveyor(client_as: Callable[..., Officer]) -> Officer:
    return english(client_as(Role.SURVEYOR))


@lasting.fixture
def upload(municipality: Municipality, surveyor: Officer, tmp_path_factory: pytest.TempPathFactory) -> Upload:
    """A survey whose columns nobody knows by name."""
    return checked(_a_file(tmp_path_factory.mktemp("files")), municipality=municipality, by=surveyor.user)


def _a_file(folder: Path, *, name: str = "odd", first: int = 1) -> Path:
    rows = [
        {"geometry": a_square(number), "X_CODE": f"01A00{number}", "X_AREA": "2-1-35.5", "OWNER": f"นาย {number}"}
        for number in range(first, first + 4)
    ]
    return a_survey(rows, folder, name=name)


def test_every_field_that_is_read_has_a_name_for_people() -> None:
    assert set(headings.FIELDS) == set(columns.HEADINGS)


def test_columns_are_shown_with_different_samples_and_their_guess(upload: Upload) -> None:
    shown = {column.heading: column for column in headings.columns_of(upload)}

    assert shown["X_CODE"].samples == ("01A001", "01A002", "01A003")
    assert (shown["X_AREA"].samples, shown["X_AREA"].field) == (("2-1-35.5",), "")


def test_preview_shows_the_first_rows_as_they_would_be_understood(upload: Upload) -> None:
    first, *others = headings.preview(upload, meaning=MEANING)

    assert (first.row, first.code, first.deed_area) == (1, "01A001", "2-1-35.5")
    assert len(others) == 3


def test_upload_is_checked_with_the_chosen_columns(upload: Upload, surveyor: Officer) -> None:
    assert upload.status == UploadStatus.REJECTED  # no row has a code

    answered = headings.choose(upload, meaning=MEANING, by=surveyor.user, at=AT)
    again = validation.validate(answered, at=AT)

    assert again.status == UploadStatus.CHECKED
    assert list(again.features.order_by("row").values_list("code", flat=True)) == [
        "01A001",
        "01A002",
        "01A003",
        "01A004",
    ]


def test_next_file_of_the_municipality_is_understood_at_once(
    upload: Upload, surveyor: Officer, municipality: Municipality, tmp_path: Path
) -> None:
    headings.choose(upload, meaning=MEANING, by=surveyor.user, at=AT)

    later = checked(_a_file(tmp_path, name="later", first=5), municipality=municipality, by=surveyor.user)

    assert (later.status, later.inspection["headings"]["code"]) == (UploadStatus.CHECKED, "X_CODE")


def test_last_word_on_a_column_is_kept(upload: Upload, surveyor: Officer) -> None:
    for field in ("code", "document_number"):
        headings.choose(upload, meaning={"X_CODE": field}, by=surveyor.user, at=AT)

    assert HeadingMapping.objects.get().field == "document_number"


def test_nothing_is_remembered_when_the_upload_is_closed(upload: Upload, surveyor: Officer) -> None:
    Upload.objects.update(status=UploadStatus.CORRECTED)

    with pytest.raises(uploads.NotOpenToAnswers):
        headings.choose(upload, meaning=MEANING, by=surveyor.user, at=AT)

    assert not HeadingMapping.objects.exists()


def test_page_offers_our_fields_and_saves_the_choice(upload: Upload, surveyor: Officer) -> None:
    address = reverse("landsurvey:columns", args=[upload.uid])
    order = [column.heading for column in headings.columns_of(upload)]
    chosen = {f"column{number}": MEANING[heading] for number, heading in enumerate(order)}

    page = surveyor.get(address).content.decode()
    preview = surveyor.post(reverse("landsurvey:columns_preview", args=[upload.uid]), chosen).content.decode()
    saved = surveyor.post(address, chosen)

    upload.refresh_from_db()
    assert "01A001" in page
    assert "Parcel code" in page
    assert "2-1-35.5" in preview
    assert (saved.status_code, upload.status) == (302, UploadStatus.RECEIVED)
    assert upload.answers["headings"]["code"] == "X_CODE"


def test_choice_comes_back_when_a_field_is_chosen_twice(upload: Upload, surveyor: Officer) -> None:
    with translation.override("en"):
        answer = surveyor.post(reverse("landsurvey:columns", args=[upload.uid]), {"column0": "code", "column1": "code"})

    assert answer.status_code == 422
    assert "is chosen for several columns" in answer.content.decode()
    assert answer.content.decode().count('<option value="code" selected>') == 2
    assert not HeadingMapping.objects.exists()
