"""Cases and their steps in the database: numbered, checked, appended only."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg.types.range import Range

from casework import case_types, steps
from casework.models import Case, CaseType, Step, StepStandard
from gis_assets import tenancy
from gis_assets.models import Municipality
from tests import lasting
from tests.casework import builders

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)


@lasting.fixture
def case(municipality: Municipality) -> Case:
    builders.a_case_type(municipality)
    return steps.open_case(municipality, case_type="question", by=None, at=NOON)


def test_case_opens_in_the_first_step_with_the_number_of_its_year(case: Case) -> None:
    assert case.reference == "2569/00001"
    assert steps.last_step(case).code == "asked"
    assert steps.last_step(case).entered_at == NOON


def test_numbers_follow_one_another_and_start_again_each_year(case: Case, municipality: Municipality) -> None:
    new_year_in_bangkok = datetime(2026, 12, 31, 17, tzinfo=UTC)

    second = steps.open_case(municipality, case_type="question", by=None, at=NOON)
    next_year = steps.open_case(municipality, case_type="question", by=None, at=new_year_in_bangkok)

    assert (second.reference, next_year.reference) == ("2569/00002", "2570/00001")


def test_case_is_refused_when_its_type_is_not_declared(municipality: Municipality) -> None:
    with pytest.raises(case_types.UnknownCaseType, match="other"):
        steps.open_case(municipality, case_type="other", by=None, at=NOON)


def test_step_is_appended_when_the_workflow_allows_it(case: Case) -> None:
    steps.advance(case, to="working", by=None, at=NOON + timedelta(minutes=7), note="begun")

    assert list(case.steps.values_list("code", "note")) == [("asked", ""), ("working", "begun")]


def test_step_is_refused_by_name_when_the_workflow_has_no_way(case: Case) -> None:
    with pytest.raises(steps.StepNotAllowed, match=r"2569/00001"):
        steps.advance(case, to="done", by=None, at=NOON)

    assert case.steps.count() == 1


def test_step_is_refused_when_it_lies_before_the_last(case: Case) -> None:
    with pytest.raises(steps.StepBeforeLast):
        steps.advance(case, to="working", by=None, at=NOON - timedelta(seconds=1))


@pytest.mark.parametrize("statement", ["UPDATE casework_step SET note = 'x'", "DELETE FROM casework_step"])
def test_step_is_never_changed_by_the_application(case: Case, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["charge", "pausemark", "escalation"])
@pytest.mark.parametrize("statement", ["UPDATE casework_{} SET id = id", "DELETE FROM casework_{}"])
def test_charges_pauses_and_escalations_are_never_changed_by_the_application(
    case: Case, table: str, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_clock_stands_still_only_on_a_ground_of_the_step(case: Case) -> None:
    with pytest.raises(steps.PauseNotAllowed, match=r"2569/00001"):
        steps.pause(case, ground="papers", by=None, at=NOON)

    steps.advance(case, to="working", by=None, at=NOON)

    assert steps.pause(case, ground="papers", by=None, at=NOON, note="asked").ends is None
    assert [mark.note for mark in steps.open_pauses(case)] == ["asked"]


def test_clock_is_stopped_once_and_started_once(case: Case) -> None:
    steps.advance(case, to="working", by=None, at=NOON)
    steps.pause(case, ground="papers", by=None, at=NOON)
    with pytest.raises(steps.PausedAlready):
        steps.pause(case, ground="papers", by=None, at=NOON)

    steps.resume(case, ground="papers", by=None, at=NOON + timedelta(minutes=5))

    assert steps.open_pauses(case) == []
    with pytest.raises(steps.NotPaused):
        steps.resume(case, ground="papers", by=None, at=NOON + timedelta(minutes=6))


def test_pause_ends_with_the_step_when_the_case_moves_on(case: Case) -> None:
    steps.advance(case, to="working", by=None, at=NOON)
    steps.pause(case, ground="papers", by=None, at=NOON + timedelta(minutes=5))

    steps.advance(case, to="done", by=None, at=NOON + timedelta(minutes=9))

    assert case.pause_marks.get(ends__isnull=False).at == NOON + timedelta(minutes=9)


def test_step_sent_late_ends_a_pause_where_it_began(case: Case) -> None:
    steps.advance(case, to="working", by=None, at=NOON)
    steps.pause(case, ground="papers", by=None, at=NOON + timedelta(minutes=5))

    steps.advance(case, to="done", by=None, at=NOON + timedelta(minutes=3))

    assert case.pause_marks.get(ends__isnull=False).at == NOON + timedelta(minutes=5)


def test_pause_before_the_last_step_is_refused(case: Case) -> None:
    steps.advance(case, to="working", by=None, at=NOON)

    with pytest.raises(steps.StepBeforeLast):
        steps.pause(case, ground="papers", by=None, at=NOON - timedelta(minutes=1))


def test_declaring_again_keeps_the_municipalitys_own_standards(municipality: Municipality) -> None:
    builders.a_case_type(municipality)
    StepStandard.objects.filter(step="asked").update(target_minutes=5)

    case_type = builders.a_case_type(municipality)

    assert CaseType.objects.count() == 1
    assert case_type.standards.get(step="asked").target_minutes == 5


def test_two_standards_of_one_step_never_share_a_day(municipality: Municipality) -> None:
    standard = builders.a_case_type(municipality).standards.get(step="asked")
    standard.pk = None
    standard.valid = Range(builders.SINCE + timedelta(days=9), None)

    with pytest.raises(IntegrityError, match="step_has_one_standard_per_day"), transaction.atomic():
        standard.save()


def test_cases_of_another_municipality_are_not_seen(case: Case, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        assert not Case.objects.exists()
        assert not Step.objects.exists()
    assert Step.objects.filter(case=case).exists()
