"""Office hours from a municipality's settings."""

from datetime import time
from typing import Any

import pytest

from casework import calendars
from gis_assets.models import Municipality

USUAL = ((time(8, 30), time(16, 30)),)


def test_sessions_are_those_of_the_settings(municipality: Municipality) -> None:
    municipality.settings[calendars.SETTING] = [["8:30", "12:00"], ["13.00", "16:30"]]

    sessions = calendars.office_hours(municipality).sessions

    assert sessions == ((time(8, 30), time(12)), (time(13), time(16, 30)))


@pytest.mark.parametrize("told", [None, "08:30-16:30", [["half past eight", "16:30"]], [["16:30", "08:30"]], [[]], []])
def test_usual_hours_hold_where_the_settings_cannot_be_read(municipality: Municipality, told: Any) -> None:
    municipality.settings[calendars.SETTING] = told

    assert calendars.office_hours(municipality).sessions == USUAL
