"""Accepted visits become versions of the register: once, with source and journal."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point

from gis_assets.models import BuildingVersion, JournalEntry, Municipality, ParcelVersion, Source
from landsurvey.field import acceptance, campaignfigures, visitchanges
from landsurvey.field.visitchanges import State
from landsurvey.models import Decision, Visit
from tests.landsurvey.builders import a_right
from tests.landsurvey.field.acceptance.register import A_NEW_HOUSE, NONE, NOTED, in_force, uses_of
from tests.landsurvey.fieldbuilders import NOW, TODAY, a_campaign, a_parcel

pytestmark = pytest.mark.django_db


def test_accepted_use_becomes_a_version_from_the_day_and_the_past_stays(
    parcel: ParcelVersion, visited: Callable[..., Visit], reviewer: User
) -> None:
    visit = visited(parcel)

    decided = acceptance.accept(visit, on=TODAY, by=reviewer, at=NOW)

    after, before = in_force(parcel.parcel, TODAY), in_force(parcel.parcel, TODAY - timedelta(days=1))
    assert (uses_of(after), uses_of(before)) == (NOTED, NONE)
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
