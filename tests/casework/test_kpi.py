"""Step times against standards, recomputed by hand."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from casework import facts, kpi, steps, verification
from casework.kpi import By
from casework.models import WHOLE_CASE, Clock, Holiday, StepKind, StepStandard
from gis_assets.models import Municipality, Role
from tests.casework import builders
from tests.casework.builders import NOON, a_case, later

UNTIL = NOON + timedelta(days=1)


def rows(municipality: Municipality, *, until: datetime = UNTIL) -> dict[str, kpi.Row]:
    return {row.step: row for row in kpi.table(municipality, since=NOON, until=until)}


def test_minutes_of_each_step_are_those_counted_by_hand(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10), ("done", 50))
    a_case(municipality, ("working", 20), ("done", 100))
    a_case(municipality, ("working", 12))

    found = rows(municipality, until=later(101))

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
    before = rows(municipality, until=later(30))["working"].measure

    steps.advance(case, to="done", by=None, at=later(45))

    assert rows(municipality, until=later(30))["working"].measure == before


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
    Holiday.objects.create(municipality=municipality, on=date(2026, 11, 23), name="วันหยุดพิเศษ", recorded_at=NOON)
    friday_16_00, tuesday_9_00 = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)
    case = steps.open_case(municipality, case_type="question", by=None, at=friday_16_00)
    steps.advance(case, to="working", by=None, at=tuesday_9_00)

    found = rows(municipality, until=tuesday_9_00 + timedelta(days=1))

    assert found["asked"].measure.minutes == (60,)


def test_finished_step_is_its_enders_and_an_open_one_is_with_whom_it_was_given(
    municipality: Municipality, officer: Callable[..., User]
) -> None:
    builders.a_case_type(municipality)
    giver, doer, next_one = officer(Role.DISPATCHER), officer(Role.RESPONDER), officer(Role.RESPONDER)
    case = a_case(municipality, ("working", 10), by=giver)
    steps.charge(case, officer=doer, team="Crew 1", by=giver, at=later(10))
    steps.advance(case, to="done", by=doer, at=later(30))
    steps.charge(case, officer=None, by=None, at=later(30))
    waiting = a_case(municipality, ("working", 40), by=giver)
    steps.charge(waiting, officer=next_one, team="Crew 2", by=giver, at=later(40))
    found = facts.read(municipality, since=NOON, until=UNTIL)

    asked, working = (kpi.chosen(found, kpi.Chosen(step=step)) for step in ("asked", "working"))

    assert {group.key: group.measure.finished for group in kpi.groups(asked, By.OFFICER)} == {str(giver.pk): 2}
    assert {group.key: group.measure.waiting for group in kpi.groups(working, By.OFFICER)} == {
        str(doer.pk): 0,
        str(next_one.pk): 1,
    }
    assert {group.label for group in kpi.groups(working, By.TEAM)} == {"Crew 1", "Crew 2"}


def test_groups_tell_kinds_places_and_months_apart(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, kind="lamp", place="07")
    a_case(municipality, kind="lamp", place="08")
    a_case(municipality, kind="tree", place="07", at=15 * 24 * 60)
    found = kpi.chosen(facts.read(municipality, since=NOON, until=NOON + timedelta(days=30)), kpi.Chosen())

    told = {by: {group.key: group.measure.waiting for group in kpi.groups(found, by)} for by in By if by != By.STEP}

    assert told[By.KIND] == {"lamp": 2, "tree": 1}
    assert told[By.PLACE] == {"07": 2, "08": 1}
    assert told[By.MONTH] == {"2026-11": 2, "2026-12": 1}


def test_pause_is_left_out_of_step_and_whole_case(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    case = a_case(municipality, ("working", 10))
    steps.pause(case, ground="papers", by=None, at=later(20))
    steps.resume(case, ground="papers", by=None, at=later(50))
    steps.advance(case, to="done", by=None, at=later(70))

    found = rows(municipality)

    assert found["working"].measure.minutes == (30,)
    assert found[WHOLE_CASE].measure.minutes == (40,)


def test_case_taken_up_again_is_counted_as_reopened_once(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality, ("working", 10), ("done", 20), ("working", 60), ("done", 95))
    a_case(municipality, ("working", 10), ("done", 20))

    assert rows(municipality)[WHOLE_CASE].measure.reopened == 1


def test_case_rests_since_its_first_resting_step_when_it_goes_from_rest_to_rest(municipality: Municipality) -> None:
    kind = builders.a_case_type(municipality)
    StepKind.objects.filter(case_type=kind, code="done").update(next_codes=["working", "filed"])
    StepKind.objects.create(
        municipality=municipality,
        case_type=kind,
        code="filed",
        name_th="เก็บ",
        name_en="Filed",
        position=3,
        is_final=True,
    )
    a_case(municipality, ("working", 10), ("done", 20), ("filed", 500))

    whole = rows(municipality)[WHOLE_CASE].measure

    assert (whole.minutes, whole.reopened) == ((20,), 0)
    assert verification.verify(municipality, since=NOON, until=UNTIL).differences == []


def test_hours_of_opening_are_those_of_the_towns_clock(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    a_case(municipality)

    counts = kpi.by_hour(facts.read(municipality, since=NOON, until=UNTIL))

    assert counts[4][12] == 1
    assert sum(map(sum, counts)) == 1


def test_period_without_a_case_has_no_figures(municipality: Municipality) -> None:
    builders.a_case_type(municipality)

    found = facts.read(municipality, since=NOON, until=UNTIL)

    assert kpi.rows(found) == []
    assert kpi.groups(kpi.chosen(found, kpi.Chosen()), By.OFFICER) == []
