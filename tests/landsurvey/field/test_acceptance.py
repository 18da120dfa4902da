"""Accepted visits become versions of the register: once, with source and journal, and taken back by new versions."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from gis_assets import restoring
from gis_assets.models import (
    Building,
    BuildingVersion,
    JournalEntry,
    Municipality,
    Parcel,
    ParcelVersion,
    Role,
    Source,
)
from landsurvey.field import acceptance, campaignfigures, fieldwork, visitchanges
from landsurvey.field.visitchanges import Choices, State
from landsurvey.models import Decision, Visit, VisitDecision
from tests import lasting
from tests.landsurvey.builders import a_building, a_right, a_square
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_campaign, a_parcel, a_version, a_visit

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)
# Square wah by kind of use, of 400: as a visit says, and as the register says before.
NOTED, NONE = [0, 240, 0, 160], [0, 0, 0, 0]
A_NEW_HOUSE = {
    "house_number": "5",
    "treasury_type": "100",
    "material_class": "wood",
    "storeys": 2,
    "floor_area_m2": 72,
    "uses": {"residential": 100},
}


@lasting.fixture
def reviewer(officer: Callable[..., User]) -> User:
    return officer(Role.SURVEY_REVIEWER)


@lasting.fixture
def parcel(source: Source) -> ParcelVersion:
    """1,600 square metres, which are 400 square wah."""
    return a_parcel("01A001", source=source)


@lasting.fixture
def house(parcel: ParcelVersion, source: Source) -> BuildingVersion:
    """Of wood, one storey, 50 square metres, in the register since 2022."""
    standing = a_building(source.municipality, on_parcel=parcel.parcel, shape=a_square(0, 0, side_m=5), source=source)
    BuildingVersion.objects.filter(pk=standing.pk).update(house_number="99/1", recorded_at=NOW - timedelta(days=400))
    return BuildingVersion.objects.get(pk=standing.pk)


@pytest.fixture
def visited(municipality: Municipality, reviewer: User) -> Callable[..., Visit]:
    """A visit that landed: of 60 % dwelling and 40 % unused, and nothing else unless it is said."""

    def visit(of: ParcelVersion, **facts: Any) -> Visit:
        noted = a_visit(of, **{"buildings": [], **facts})
        return fieldwork.record(noted, municipality=municipality, by=reviewer, at=NOW)

    return visit


def _in_force(parcel: Parcel, on: date) -> ParcelVersion:
    return ParcelVersion.objects.as_of(on).get(parcel=parcel)


def _uses(version: ParcelVersion) -> list[int]:
    areas = (version.agriculture_wah, version.residential_wah, version.other_wah, version.vacant_wah)
    return [int(area) for area in areas if area == int(area)]


def test_accepted_use_becomes_a_version_from_the_day_and_the_past_stays(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel)

    decided = acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    after, before = _in_force(parcel.parcel, TODAY), _in_force(parcel.parcel, TODAY - timedelta(days=1))
    assert (_uses(after), _uses(before)) == (NOTED, NONE)
    assert (after.source, after.source.kind, after.code) == (decided.source, "field_visit", "01A001")
    assert after.shape.equals_exact(before.shape)
    assert (before.pk, before.valid.upper) == (parcel.pk, TODAY)
    visit.refresh_from_db()
    assert visit.decision == Decision.ACCEPTED
    entry = JournalEntry.objects.get(action="visit accepted")
    assert (entry.thing_uid, entry.user, entry.details["uses"]) == (str(visit.uid), reviewer, 1)


def test_no_version_is_made_when_the_visit_confirms_the_register(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, uses={}, buildings=[{"house_number": "99/1", "storeys": 1}])

    decided = acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    assert decided.source is None
    assert (ParcelVersion.objects.count(), BuildingVersion.objects.count()) == (1, 1)


def test_noted_facts_become_a_building_version_and_the_others_are_carried_over(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    noted = {
        "house_number": "99/1",
        "storeys": 2,
        "floor_area_m2": 90.25,
        "treasury_type": "402",
        "built_year_be": 2550,
    }
    visit = visited(parcel, uses={}, buildings=[noted])

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    after = BuildingVersion.objects.as_of(TODAY).get(building=house.building)
    assert [after.storeys, after.floor_area_m2, after.treasury_type] == [2, Decimal("90.25"), "402"]
    assert (after.built_year_be, after.material_class, after.house_number) == (2550, "wood", "99/1")
    assert after.shape.equals_exact(house.shape)
    assert BuildingVersion.objects.as_of(TODAY - timedelta(days=1)).get() == house


def test_building_that_the_register_does_not_know_is_entered_where_it_was_seen(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    inside = parcel.shape_wgs84.point_on_surface
    visit = visited(parcel, uses={}, buildings=[A_NEW_HOUSE], position=[inside.x, inside.y])

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    new = BuildingVersion.objects.as_of(TODAY).exclude(building=house.building).get()
    assert [new.on_parcel, new.is_sketched, new.residential_m2] == [parcel.parcel, True, 72]
    assert new.shape.area == pytest.approx(36, abs=0.01)  # two storeys of 36 square metres
    assert new.shape_wgs84.contains(Point(inside.x, inside.y, srid=4326))
    assert not BuildingVersion.objects.as_of(TODAY - timedelta(days=1)).filter(building=new.building).exists()


def test_sketch_lies_on_its_parcel_when_the_surveyor_stood_outside(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel, uses={}, buildings=[A_NEW_HOUSE], position=[98.99, 18.70])

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    assert parcel.shape.covers(BuildingVersion.objects.get().shape)


def test_building_that_is_gone_ends_with_its_rights(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit], reviewer: User, source: Source
) -> None:
    right = a_right(parcel.parcel, source=source, parcel=None, building=house.building, kind="building_owner")
    visit = visited(parcel, uses={}, buildings=[{"building_uid": str(house.building.uid), "is_gone": True}])

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    assert not BuildingVersion.objects.as_of(TODAY).exists()
    assert BuildingVersion.objects.as_of(TODAY - timedelta(days=1)).get() == house
    right.refresh_from_db()
    assert right.valid.upper == TODAY


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
    assert [_uses(_in_force(plot.parcel, TODAY)) for plot in plots[:3]] == [NOTED, NOTED, NONE]


def test_questions_do_not_grow_with_the_visits(
    source: Source,
    municipality: Municipality,
    visited: Callable[..., Visit],
    reviewer: User,
    django_assert_max_num_queries: Any,
) -> None:
    every = [visited(a_parcel(f"01A{number:03}", number, source=source)).pk for number in range(30)]

    with django_assert_max_num_queries(20 + 30):  # one journal entry a visit, twenty for all
        acceptance.accept_many(municipality, visits=every, on=TODAY, by=reviewer, at=NOW)

    assert Visit.objects.filter(decision=Decision.ACCEPTED).count() == 30


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

    assert _uses(_in_force(parcel.parcel, LATER)) == NONE
    assert _uses(_in_force(parcel.parcel, TODAY)) == NOTED
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


def test_figures_of_the_campaign_keep_counting_when_visits_are_accepted(
    parcel: ParcelVersion, municipality: Municipality, visited: Callable[..., Visit], reviewer: User
) -> None:
    campaign = a_campaign(municipality, reviewer)
    visit = visited(parcel, campaign_uid=str(campaign.uid))
    before = campaignfigures.shown(campaign, on=TODAY, at=NOW).progress

    acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    assert campaignfigures.shown(campaign, on=TODAY, at=NOW).progress == before
    assert before.total.visited == 1


def test_states_of_buildings_are_told_apart(
    parcel: ParcelVersion, house: BuildingVersion, visited: Callable[..., Visit]
) -> None:
    changed = visited(parcel, buildings=[{"house_number": "99/1", "storeys": 3}, A_NEW_HOUSE])
    silent = visited(parcel)

    compared = visitchanges.compare([changed, silent], on=TODAY)

    assert [[house.state for house in one.houses] for one in compared] == [
        [State.CHANGED, State.NEW],
        [State.NOT_NOTED],
    ]


def test_database_itself_refuses_a_second_decision(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    decided = acceptance.accept(visited(parcel), on=TODAY, by=reviewer, at=NOW)
    decided.pk, decided.source = None, None

    with pytest.raises(IntegrityError, match="visit_is_decided_once"), transaction.atomic():
        decided.save(force_insert=True)
