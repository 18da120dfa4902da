"""Visits that cannot be accepted as they are: changed meanwhile, ambiguous, of another town, or decided already."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from gis_assets.models import Building, BuildingVersion, Municipality, ParcelVersion, Role, Source
from landsurvey.field import acceptance, visitchanges
from landsurvey.field.visitchanges import Choices
from landsurvey.models import Decision, Visit, VisitDecision
from tests.landsurvey.field.acceptance.register import A_NEW_HOUSE, LATER, NONE, NOTED, in_force, uses_of
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_parcel, a_version

pytestmark = pytest.mark.django_db


def test_second_reviewer_is_told_who_was_first(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User, officer: Callable[..., User]
) -> None:
    visit = visited(parcel)
    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    with pytest.raises(acceptance.DecidedAlready, match=reviewer.username):
        acceptance.accept(visit, on=LATER, by=officer(Role.SURVEY_REVIEWER), at=NOW)

    assert VisitDecision.objects.count() == 1
    assert ParcelVersion.objects.count() == 2


def test_nothing_is_written_when_the_register_changed_under_the_page(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User, source: Source
) -> None:
    visit = visited(parcel)
    (shown,) = visitchanges.compare([visit], on=TODAY)
    a_version(parcel.parcel, "01A009", source=source, since=TODAY - timedelta(days=5))

    with pytest.raises(acceptance.RegisterHasChanged):
        acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW, seen=shown.seen)

    assert ParcelVersion.objects.count() == 2
    visit.refresh_from_db()
    assert visit.decision == Decision.PENDING


def test_visit_says_that_it_is_stale_when_the_parcel_changed_after_it(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], source: Source
) -> None:
    visit = visited(parcel)
    (fresh,) = visitchanges.compare([visit], on=TODAY)
    a_version(parcel.parcel, "01A009", source=source, since=TODAY - timedelta(days=5))
    BuildingVersion.objects.filter(pk=house.pk).update(recorded_at=NOW)

    (stale,) = visitchanges.compare([visit], on=TODAY)

    assert fresh.stale == ()
    assert len(stale.stale) == 2
    assert "99/1" in stale.stale[1]


@pytest.mark.parametrize(
    ("facts", "choices"),
    [
        ({"uses": {"residential": 60}}, Choices(takes_land=False)),
        ({"uses": {}, "buildings": [{"house_number": "5", "storeys": 2}]}, Choices(buildings={0: visitchanges.LEAVE})),
    ],
)
def test_what_hinders_a_visit_can_be_left_out(
    facts: dict[str, Any], choices: Choices, parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, **facts)

    with pytest.raises(acceptance.CannotBeAccepted):
        acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)
    decided = acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW, choices=choices)

    assert decided.source is None
    assert not BuildingVersion.objects.exists()


def test_noted_building_is_the_one_that_the_reviewer_says(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, uses={}, buildings=[A_NEW_HOUSE])
    choices = Choices(buildings={0: str(house.building.uid)})

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW, choices=choices)

    assert BuildingVersion.objects.as_of(TODAY).get().house_number == "5"
    assert Building.objects.count() == 1


def test_two_noted_buildings_cannot_be_one(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, uses={}, buildings=[{"house_number": "99/1", "storeys": 3}, A_NEW_HOUSE])
    choices = Choices(buildings={1: str(house.building.uid)})

    with pytest.raises(acceptance.CannotBeAccepted):
        acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW, choices=choices)


def test_many_are_accepted_in_one_go_and_the_doubtful_ones_are_left_with_the_reason(
    source: Source, municipality: Municipality, visited: Callable[..., Visit], reviewer: User
) -> None:
    plots = [a_parcel(f"01A00{number}", number, source=source) for number in range(5)]
    good = [visited(plot) for plot in plots[:2]]
    again, partial, stale = visited(plots[0]), visited(plots[2], uses={"vacant": 1}), visited(plots[3])
    a_version(plots[3].parcel, "01A003", 3, source=source, since=TODAY - timedelta(days=5))
    in_vain = visited(plots[4], result="nobody", uses={})
    every = [visit.pk for visit in (*good, again, partial, stale, in_vain)]

    outcome = acceptance.accept_many(municipality, visits=every, on=TODAY, by=reviewer, at=NOW)

    assert outcome.accepted == 2
    assert [code for code, _why in outcome.left] == ["01A000", "01A002", "01A003", "01A004"]
    assert set(Visit.objects.filter(decision=Decision.ACCEPTED)) == set(good)
    assert [uses_of(in_force(plot.parcel, TODAY)) for plot in plots[:3]] == [NOTED, NOTED, NONE]


def test_visit_of_another_municipality_is_not_touched(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User, other_municipality: Municipality
) -> None:
    visit = visited(parcel)

    outcome = acceptance.accept_many(other_municipality, visits=[visit.pk], on=TODAY, by=reviewer, at=NOW)

    assert outcome == acceptance.Outcome(0, ())


def test_visit_goes_back_only_with_a_word(
    parcel: ParcelVersion, municipality: Municipality, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel)

    with pytest.raises(acceptance.NeedsAReason):
        acceptance.send_back(municipality, visits=[visit.pk], why="  ", by=reviewer, at=NOW)
    acceptance.send_back(municipality, visits=[visit.pk], why="วัดใหม่", by=reviewer, at=NOW)

    visit.refresh_from_db()
    assert (visit.decision, visit.decisions.get().comment) == (Decision.RETURNED, "วัดใหม่")


def test_database_itself_refuses_a_second_decision(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    decided = acceptance.accept(visited(parcel), on=TODAY, by=reviewer, at=NOW)
    decided.pk, decided.source = None, None

    with pytest.raises(IntegrityError, match="visit_is_decided_once"), transaction.atomic():
        decided.save(force_insert=True)
