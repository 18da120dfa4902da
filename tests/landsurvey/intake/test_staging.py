from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_assets.models import Municipality, Role
from landsurvey.intake.staging import Staging
from tests.gis_assets.builders import EAST, NORTH, a_parcel
from tests.landsurvey.builders import a_row, a_square, a_survey, received

pytestmark = pytest.mark.django_db
BOUNDS = np.array([EAST, NORTH, EAST + 20, NORTH + 20])


@pytest.mark.parametrize(("size", "asks_now"), [(39, True), (40, False)])
def test_register_is_read_while_the_file_is_read_when_the_file_may_hold_most_of_it(
    municipality: Municipality, officer: Callable[..., User], tmp_path: Path, size: int, asks_now: bool
) -> None:
    a_parcel(municipality, code="01A007")
    survey = a_survey([a_row(a_square())], tmp_path)
    rows = Staging(received(survey, municipality=municipality, by=officer(Role.SURVEYOR)))
    (tmp_path / "sized").write_bytes(b"." * size)

    rows.read_ahead(tmp_path / "sized")
    with CaptureQueriesContext(connection) as asked:
        known = rows.known(BOUNDS)

    assert known.code.tolist() == ["01A007"]
    assert bool(len(asked)) == asks_now
