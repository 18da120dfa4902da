"""A case goes on with its corrected file: same rows keep their decision, the rest is looked at anew."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from landsurvey import promotion, review, uploads, validation
from landsurvey.intake import corrections
from landsurvey.models import Decision, Upload
from tests import lasting
from tests.landsurvey.builders import AT, a_file, a_row, a_square, a_survey, checked

pytestmark = pytest.mark.django_db


@lasting.fixture
def officers(officer: Callable[..., User]) -> tuple[User, User]:
    return officer(Role.SURVEYOR), officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def first(municipality: Municipality, officers: tuple[User, User], tmp_path_factory: pytest.TempPathFactory) -> Upload:
    """Three sound rows and one without a shape; row 1 is accepted, rows 2 and 3 are returned with a word."""
    upload = checked(
        a_version(tmp_path_factory.mktemp("files"), "first", [0, 1, 2, None]), municipality=municipality, by=officers[0]
    )
    review.decide(upload, rows=[1], decision=Decision.ACCEPTED, by=officers[1], at=AT)
    review.decide(upload, rows=[2, 3], decision=Decision.RETURNED, by=officers[1], at=AT, comment="the fence moved")
    return upload


def a_version(folder: Path, name: str, columns: list[int | None], **change: Any) -> Path:
    """Squares at those columns under the codes 01A000, 01A001, ...; `change` is attributes of the last row."""
    rows = [
        a_row(None if column is None else a_square(column), PARCEL_COD=f"01A00{number}", NOTE="")
        for number, column in enumerate(columns)
    ]
    rows[-1] |= change
    return a_survey(rows, folder, name=name)


def corrected(first: Upload, path: Path) -> Upload:
    later = uploads.receive(
        municipality=first.municipality,
        file=a_file(path),
        name=path.name,
        by=first.uploaded_by,
        at=AT,
        corrects=first,
    )
    return validation.validate(later, at=AT)


def decisions(upload: Upload) -> list[str]:
    return list(upload.features.order_by("row").values_list("decision", flat=True))


def test_decisions_stay_on_rows_that_did_not_change(first: Upload, tmp_path: Path) -> None:
    later = corrected(first, a_version(tmp_path, "later", [0, 7, 2, 3]))

    assert decisions(later) == [Decision.ACCEPTED, Decision.PENDING, Decision.RETURNED, Decision.PENDING]


def test_decision_follows_its_row_to_another_place_in_the_file(first: Upload, tmp_path: Path) -> None:
    rows = [a_row(a_square(9), PARCEL_COD="01A009", NOTE=""), a_row(a_square(0), PARCEL_COD="01A000", NOTE="")]

    later = corrected(first, a_survey(rows, tmp_path, name="later"))

    assert decisions(later) == [Decision.PENDING, Decision.ACCEPTED]
    assert later.features.get(row=2).decided_by == first.features.get(row=1).decided_by


def test_changed_text_opens_the_row_again(first: Upload, tmp_path: Path) -> None:
    later = corrected(first, a_version(tmp_path, "later", [0], NOTE="new"))

    assert decisions(later) == [Decision.PENDING]


def test_row_in_the_register_is_not_accepted_a_second_time(
    first: Upload, officers: tuple[User, User], tmp_path: Path
) -> None:
    promotion.promote(first, effective_date=AT.date(), by=officers[1], at=AT)

    later = corrected(first, a_version(tmp_path, "later", [0, 7, 2]))

    assert decisions(later) == [Decision.PENDING, Decision.PENDING, Decision.RETURNED]
    assert Upload.objects.get(pk=first.pk).status == "promoted"


def test_decisions_are_carried_through_a_file_that_was_refused(first: Upload, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"no zip at all")
    second = corrected(first, broken)

    third = corrected(second, a_version(tmp_path, "third", [0, 1, 2, 3]))

    assert decisions(third) == [Decision.ACCEPTED, Decision.RETURNED, Decision.RETURNED, Decision.PENDING]


def test_chain_numbers_the_versions_whichever_is_looked_at(first: Upload, tmp_path: Path) -> None:
    second = corrected(first, a_version(tmp_path, "second", [0, 1, 2, 3]))
    third = corrected(second, a_version(tmp_path, "third", [0, 1, 2, 3, 4]))

    chains = [[(one.number, one.upload) for one in corrections.chain(upload)] for upload in (first, second, third)]

    assert chains == [[(1, first), (2, second), (3, third)]] * 3
    assert corrections.chain(first)[0].errors == 1


def test_findings_are_counted_as_mended_still_there_and_new(first: Upload, tmp_path: Path) -> None:
    later = corrected(first, a_version(tmp_path, "later", [0, None, 2, 3]))

    (line,) = [line for line in corrections.then_and_now(later) if line.rule.id == "missing_shape"]

    assert (line.mended, line.still, line.new) == (1, 0, 1)


def test_reviewers_words_stand_beside_the_row_of_the_same_code(first: Upload, tmp_path: Path) -> None:
    rows = [a_row(a_square(7), PARCEL_COD="01A001", NOTE="")]

    later = corrected(first, a_survey(rows, tmp_path, name="later"))

    found = [(said.row, said.code, said.comment, said.is_unchanged) for said in corrections.earlier_comments(later)]
    assert found == [(1, "01A001", "the fence moved", False), (None, "01A002", "the fence moved", False)]


def test_nothing_is_compared_when_there_is_one_version(first: Upload) -> None:
    assert (corrections.then_and_now(first), corrections.earlier_comments(first)) == ([], [])
    assert len(corrections.chain(first)) == 1
