"""The list of holidays: what is proposed, what an officer decides, and that nothing is forgotten."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from casework import calendars, holiday_list
from casework.models import Holiday
from gis_assets.models import JournalEntry, Municipality, Role
from tests.casework.builders import NOON


@pytest.mark.parametrize("year", range(2020, 2031))
def test_childrens_and_labour_day_are_never_proposed(year: int) -> None:
    names = " ".join(day.name_en for day in holiday_list.proposed(year))

    assert "Children" not in names
    assert "Labor" not in names


def test_ploughing_day_is_proposed_where_it_was_announced() -> None:
    assert date(2026, 5, 13) in {day.on for day in holiday_list.proposed(2026)}


def test_day_in_lieu_of_labour_day_is_not_proposed() -> None:
    assert date(2027, 5, 3) not in {day.on for day in holiday_list.proposed(2027)}


def test_year_out_of_reach_is_refused() -> None:
    with pytest.raises(holiday_list.YearOutOfReach):
        holiday_list.proposed(2569)


def test_proposal_is_taken_over_once_and_what_was_taken_off_stays_off(
    municipality: Municipality, officer: Callable[..., User]
) -> None:
    by = officer(Role.ADMINISTRATOR)
    first = holiday_list.adopt(municipality, year=2026, by=by, at=NOON)
    holiday_list.withdraw(first[0], by=by, at=NOON + timedelta(hours=1))

    again = holiday_list.adopt(municipality, year=2026, by=by, at=NOON + timedelta(hours=2))

    assert len(first) == len(holiday_list.proposed(2026))
    assert again == []
    assert first[0].on not in calendars.office_hours(municipality).holidays
    assert first[1].on in calendars.office_hours(municipality).holidays


def test_day_is_listed_once_and_its_history_stays(municipality: Municipality, officer: Callable[..., User]) -> None:
    by, day = officer(Role.ADMINISTRATOR), date(2026, 11, 23)
    listed = holiday_list.add(municipality, on=day, name="วันหยุดพิเศษ", citation="มติ ครม.", by=by, at=NOON)
    with pytest.raises(holiday_list.HolidayIsListed):
        holiday_list.add(municipality, on=day, name="อื่น", citation="มติ ครม.", by=by, at=NOON)

    holiday_list.withdraw(listed, by=by, at=NOON)
    holiday_list.add(municipality, on=day, name="อื่น", citation="มติ ครม.", by=by, at=NOON)

    assert Holiday.objects.filter(on=day).count() == 2
    with pytest.raises(holiday_list.HolidayIsWithdrawn):
        holiday_list.withdraw(listed, by=by, at=NOON)
    assert set(JournalEntry.objects.values_list("action", flat=True)) == {"holiday.added", "holiday.withdrawn"}
