"""The proof of the figures finds what is wrong, and nothing when all is right."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from casework import facts, kpi, steps, verification
from casework.models import Clock, Holiday
from gis_assets.models import Municipality, Role
from tests import lasting
from tests.casework import builders
from tests.casework.builders import NOON, a_case, later

UNTIL = NOON + timedelta(days=40)


@lasting.fixture
def busy_month(municipality: Municipality, officer: Callable[..., User]) -> Municipality:
    """Sixty cases with pauses, officers, teams, reopenings and a holiday, in office hours; some not over."""
    builders.a_case_type(municipality, clock=Clock.OFFICE)
    Holiday.objects.create(municipality=municipality, on=date(2026, 12, 10), name="วันรัฐธรรมนูญ", recorded_at=NOON)
    people = [officer(Role.RESPONDER) for _person in range(3)]
    luck = random.Random(7)
    for _case in range(60):
        _walk(municipality, people, luck)
    return municipality


def _walk(municipality: Municipality, people: list[User], luck: random.Random) -> None:
    at = luck.uniform(0, 50_000)
    case = a_case(municipality, at=at, kind=luck.choice(["lamp", "tree"]), place=luck.choice(["", "07"]))
    for move in ("working", "done", "working", "done")[: luck.choice([0, 1, 2, 2, 2, 3, 4])]:
        person = luck.choice(people)
        at += luck.expovariate(1 / 400)
        steps.advance(case, to=move, by=person, at=later(at))
        if move == "working":
            steps.charge(case, officer=person, team=luck.choice(["A", "B"]), by=None, at=later(at))
            at += luck.uniform(0, 60)
            steps.pause(case, ground="papers", by=person, at=later(at))
            if luck.random() < 0.5:
                at += luck.uniform(0, 3_000)
                steps.resume(case, ground="papers", by=person, at=later(at))


def test_all_figures_are_equal_when_computed_again(busy_month: Municipality) -> None:
    found = verification.verify(busy_month, since=NOON, until=UNTIL)

    assert found.differences == []
    assert found.cases == 60
    assert found.figures > 200


def test_figures_are_equal_too_when_asked_for_in_the_middle(busy_month: Municipality) -> None:
    assert verification.verify(busy_month, since=later(5_000), until=later(20_000)).differences == []


@pytest.mark.usefixtures("wrong_ninth_decile")
def test_wrong_figure_is_named_with_both_values(busy_month: Municipality) -> None:
    found = verification.verify(busy_month, since=NOON, until=UNTIL)

    assert {difference.figure for difference in found.differences} == {"p90_minutes"}
    assert "p90_minutes" in found.words()
    assert found.told()["equal"] is False


def test_scope_lets_an_officer_see_his_own_stays_only(busy_month: Municipality) -> None:
    found = facts.read(busy_month, since=NOON, until=UNTIL)
    person = User.objects.earliest("pk")

    mine = kpi.seen_by(found, kpi.Scope(officer=person.pk, overseen=frozenset()))

    assert 0 < mine.stays.case.size < found.stays.case.size
    assert set(mine.stays.officer.tolist()) == {person.pk}
