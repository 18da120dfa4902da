"""Areas come in force and end by days; nothing that held is lost."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely

from gis_assets import tenancy
from gis_assets.models import JournalEntry, Municipality
from permits.ground import areas
from permits.ground.area_files import Draft, Finding, Offered
from permits.models import AreaKind, PlanningArea
from tests.permits.ground.builders import an_area, plan

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
NEW_YEAR = date(2027, 1, 1)


def a_draft(**facts: Any) -> Draft:
    shape = shapely.MultiPolygon([plan(0, 0, width_m=100, depth_m=100)])
    told: dict[str, Any] = {"shape": shape, "code": "R1", "name_th": "ที่อยู่อาศัย"}
    return Draft(**told | facts)


def an_offer(*drafts: Draft, **facts: Any) -> Offered:
    told: dict[str, Any] = {"name": "zones.geojson", "sha256": "0" * 64, "epsg": 4326, "columns": {}, "findings": ()}
    return Offered(**{**told, "areas": drafts or (a_draft(),)} | facts)


def load(municipality: Municipality, offered: Offered, **facts: Any) -> areas.Loaded:
    asked: dict[str, Any] = {"kind": AreaKind.ZONE, "since": NEW_YEAR, "by": None, "at": AT} | facts
    return areas.load(municipality, offered=offered, **asked)


def codes(municipality: Municipality, on: date) -> list[str]:
    return [area.code for area in areas.in_force(municipality, on=on)]


def test_areas_of_the_kind_are_replaced_from_the_day_on(municipality: Municipality) -> None:
    an_area(municipality, code="OLD")
    an_area(municipality, code="FLOOD", kind="flood")

    loaded = load(municipality, an_offer())

    assert (loaded.entered, loaded.ended, loaded.was_there) == (1, 1, False)
    assert codes(municipality, date(2026, 12, 31)) == ["FLOOD", "OLD"]
    assert codes(municipality, NEW_YEAR) == ["FLOOD", "R1"]
    entry = JournalEntry.objects.get(action="planning_areas_loaded")
    assert (entry.details["kind"], entry.details["entered"]) == ("zone", 1)


def test_nothing_changes_when_the_same_is_loaded_again(municipality: Municipality) -> None:
    load(municipality, an_offer())

    again = load(municipality, an_offer())

    assert (again.was_there, PlanningArea.objects.count(), JournalEntry.objects.count()) == (True, 1, 1)


def test_areas_that_were_loaded_by_mistake_never_held_when_replaced_from_the_same_day(
    municipality: Municipality,
) -> None:
    load(municipality, an_offer(a_draft(code="WRONG")))

    load(municipality, an_offer(a_draft(code="RIGHT")))

    assert codes(municipality, NEW_YEAR) == ["RIGHT"]
    assert PlanningArea.objects.get(code="WRONG").valid.isempty


def test_load_is_refused_when_features_are_wrong_and_nobody_says_to_leave_them_out(municipality: Municipality) -> None:
    offered = an_offer(findings=(Finding(2, "wrong"),))

    with pytest.raises(areas.WrongFeatures):
        load(municipality, offered)
    assert load(municipality, offered, leave_out_wrong=True).entered == 1


def test_load_is_refused_when_no_feature_can_be_used(municipality: Municipality) -> None:
    with pytest.raises(areas.NothingToLoad):
        load(municipality, an_offer(areas=()))


def test_areas_of_another_municipality_stay(municipality: Municipality, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        theirs = an_area(other_municipality)
    load(municipality, an_offer())

    with tenancy.within(other_municipality):
        assert PlanningArea.objects.get(pk=theirs.pk).valid.upper is None
