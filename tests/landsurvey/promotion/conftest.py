"""A reviewer, and surveys that were checked and decided on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Role
from landsurvey import review
from landsurvey.models import Upload
from tests import lasting
from tests.landsurvey.builders import AT, a_survey, checked


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@pytest.fixture
def surveyed(municipality: Municipality, reviewer: User, tmp_path: Path) -> Callable[..., Upload]:
    """`surveyed(rows)` is a checked upload of those rows with every sound row accepted."""

    def make(*rows: dict[str, object]) -> Upload:
        folder = tmp_path / f"survey{Upload.objects.count()}"
        folder.mkdir()
        upload = checked(a_survey(rows, folder), municipality=municipality, by=reviewer)
        review.accept_all_without_errors(upload, by=reviewer, at=AT)
        return upload

    return make
