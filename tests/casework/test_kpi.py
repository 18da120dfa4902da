"""Step times against standards, recomputed by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from psycopg.types.range import Range

from casework import kpi, steps
from casework.models import WHOLE_CASE, Case, Clock, Holiday, StepStandard
from gis_assets.models import Municipality, Role
from tests.casework import builders
from tests.speaking import english

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
UNTIL = NOON + timedelta(days=1)


def minutes_later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_case(municipality: Municipality, *moves: tuple[str, float]) -> Case:
    """A case opened at noon that entered each step so many minutes later."""
    case = steps.open_case(municipality, case_type="question", by=None, at=NOON)
    for step, minutes in moves:
        steps.advance(case, to=step, by=None, at=minutes_later(minutes))
    return case


def rows(municipality: Municipality, *, until: datetime = UNTIL) -> dict[str, kpi.Row]:
    return {row.step: row for row in kpi.table(municipality, since=NOON, until=until)}


def test_minutes_of_each_step_are_those_counted_by_hand(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10), ("done", 50))
    a_case(municipality, ("working", 20), ("done", 100))
    a_case(municipality, ("working", 12))

    found = rows(municipality, until=minutes_later(101))

    asked, working, whole = (found[step].measure for step in ("asked", "working", WHOLE_CASE))
    assert asked.minutes == (10, 12, 20)
    assert asked.median_minutes == 12
    assert asked.p90_minutes == pytest.approx(12 + 0.8 * 8)
    assert asked.share_within == pytest.approx(2 / 3)
    assert working.minutes == (40, 80)
    assert (working.waiting, working.waiting_past_due) == (1, 1)
    assert working.share_within == pytest.approx(1 / 3)
    assert whole.minutes == (50, 100)
    assert whole.waiting_past_due == 1
    assert whole.share_within == pytest.approx(1 / 3)


def test_final_step_is_nobodys_work_and_reopening_counts_towards_the_whole(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10), ("done", 20), ("working", 60), ("done", 95))

    found = rows(municipality)

    assert "done" not in found
    assert found["working"].measure.minutes == (10, 35)
    assert found[WHOLE_CASE].measure.minutes == (95,)


def test_figures_are_the_same_later_when_the_period_is_asked_for_again(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    case = a_case(municipality, ("working", 10))
    before = rows(municipality, until=minutes_later(30))["working"].measure

    steps.advance(case, to="done", by=None, at=minutes_later(45))

    assert rows(municipality, until=minutes_later(30))["working"].measure == before


def test_step_is_judged_by_the_standard_of_the_day_it_was_entered(municipality: Municipality) -> None:
    case_type = builders.a_case_type(municipality)
    StepStandard.objects.filter(step="asked").update(valid=Range(builders.SINCE, date(2026, 11, 21)))
    StepStandard.objects.create(
        municipality=municipality, case_type=case_type, step="asked", target_minutes=5,
        valid=Range(date(2026, 11, 21), None), citation="stricter",
    )  # fmt: skip
    a_case(municipality, ("working", 10))

    row = rows(municipality)["asked"]

    assert row.measure.share_within == 1
    assert row.standard is not None
    assert row.standard.target_minutes == 5


def test_office_clock_stops_on_holidays(municipality: Municipality) -> None:
    builders.a_case_type(municipality, clock=Clock.OFFICE)
    Holiday.objects.create(municipality=municipality, on=date(2026, 11, 23), name="วันหยุดพิเศษ")
    friday_16_00, tuesday_9_00 = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)
    case = steps.open_case(municipality, case_type="question", by=None, at=friday_16_00)
    steps.advance(case, to="working", by=None, at=tuesday_9_00)

    found = rows(municipality, until=tuesday_9_00 + timedelta(days=1))

    assert found["asked"].measure.minutes == (60,)


def test_page_shows_the_steps_to_an_officer(municipality: Municipality, client_as: Callable[..., Client]) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10))

    page = english(client_as(Role.DISPATCHER)).get("/kpi/?days=3650")

    assert page.status_code == 200
    assert "Question" in page.content.decode()


def test_page_is_closed_to_strangers_and_other_towns(
    client: Client, client_as: Callable[..., Client], other_municipality: Municipality
) -> None:
    assert client.get("/kpi/").status_code == 302
    assert client_as(Role.DISPATCHER, of=other_municipality).get("/kpi/").status_code == 403
