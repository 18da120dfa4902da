"""An accepted visit taken back: the register as it was, by new versions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets import restoring
from gis_assets.models import BuildingVersion, JournalEntry, ParcelVersion, Source
from landsurvey.field import acceptance
from landsurvey.models import Decision, Visit, VisitDecision
from tests.landsurvey.builders import a_building, a_right, a_square
from tests.landsurvey.field.acceptance.register import A_NEW_HOUSE, LATER, NONE, NOTED, in_force, uses_of
from tests.landsurvey.fieldbuilders import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_taking_back_restores_land_buildings_and_rights_by_new_versions(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User, source: Source
) -> None:
    shed = a_building(source.municipality, on_parcel=parcel.parcel, shape=a_square(0, 0, side_m=3), source=source)
    BuildingVersion.objects.filter(pk=shed.pk).update(recorded_at=NOW - timedelta(days=400))
    a_right(parcel.parcel, source=source, parcel=None, building=shed.building, kind="building_owner")
    noted = [
        {"house_number": "99/1", "storeys": 3},
        {"building_uid": str(shed.building.uid), "is_gone": True},
        A_NEW_HOUSE,
    ]
    visit = visited(parcel, buildings=noted)
    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    acceptance.undo(visit, on=LATER, why="ผิดแปลง", by=reviewer, at=NOW)

    assert uses_of(in_force(parcel.parcel, LATER)) == NONE
    assert uses_of(in_force(parcel.parcel, TODAY)) == NOTED
    now = {one.building_id: one.storeys for one in BuildingVersion.objects.as_of(LATER)}
    assert now == {house.building_id: 1, shed.building_id: 1}
    assert BuildingVersion.objects.as_of(TODAY).count() == 2
    assert shed.building.rights.filter(valid__contains=LATER).count() == 1
    visit.refresh_from_db()
    assert visit.decision == Decision.PENDING
    assert JournalEntry.objects.filter(action="decision on visit undone", why="ผิดแปลง").exists()


def test_visit_can_be_accepted_again_after_it_was_taken_back(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel)
    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)
    acceptance.undo(visit, on=LATER, why="x", by=reviewer, at=NOW)

    acceptance.accept(visit, on=LATER + timedelta(days=1), by=reviewer, at=NOW)

    assert VisitDecision.objects.filter(visit=visit, undone_at=None).count() == 1
    assert ParcelVersion.objects.count() == 4


@pytest.mark.parametrize("which", ["day", "building"])
def test_nothing_is_taken_back_when_the_day_is_too_early_or_something_followed(
    which: str, parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, buildings=[{"house_number": "99/1", "storeys": 3}])
    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)
    if which == "building":
        BuildingVersion.objects.as_of(TODAY).filter(building=house.building).update(valid=Range(TODAY, LATER))

    with pytest.raises(restoring.CannotRestore):
        acceptance.undo(visit, on=TODAY if which == "day" else LATER, why="x", by=reviewer, at=NOW)

    assert visit.decisions.filter(undone_at=None).exists()
