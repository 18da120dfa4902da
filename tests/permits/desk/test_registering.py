"""A finished building in the register: in force from its day, known to the roll, taken back without deleting."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gis_assets.models import Building, BuildingVersion, Municipality, Parcel
from permits import moving
from permits.desk import asbuilt, fees, issuing, registering
from permits.models import PaidBy, Permit, Petition, RegisteredBuilding
from taxroll import assessment
from taxroll.models import RollLine
from tests import lasting
from tests.permits.builders import a_submitted_petition, box, later
from tests.permits.desk.builders import PAID_AT, a_checkup, a_paid, approve, tick_all
from tests.taxroll.builders import a_building_price, a_right, a_zone, an_owner

DAYS = 24 * 60.0
BUILT_AT = later(90 * DAYS)
FINISHED = date(2027, 2, 10)


@lasting.fixture
def issued(examined: Petition, official: User) -> Petition:
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    return examined


def register(petition: Petition, *, by: User, on: date = FINISHED, **facts: object) -> RegisteredBuilding:
    return registering.register(petition, finished_date=on, by=by, at=BUILT_AT, **facts)  # type: ignore[arg-type]


def test_building_is_in_force_from_the_day_with_its_measured_outline(issued: Petition, official: User) -> None:
    registered = register(issued, by=official)

    version = BuildingVersion.objects.get()
    assert version.building == registered.building
    assert (version.valid.lower, version.valid.upper) == (FINISHED, None)
    assert (version.on_parcel, version.is_sketched) == (issued.parcel, False)
    assert (version.treasury_type, version.material_class, int(version.storeys)) == ("103", "masonry", 1)
    assert (int(version.floor_area_m2), int(version.residential_m2), version.built_year_be) == (100, 100, 2570)
    assert version.shape.area == pytest.approx(100, abs=0.01)
    assert (version.source.kind, version.source.reference) == ("permit", "อ.1 1/2569")
    assert moving.stands_at(issued) == "built"


def test_next_roll_knows_the_building(municipality: Municipality, official: User) -> None:
    petition = a_year_ago(municipality, by=official)
    registering.register(petition, finished_date=date(2025, 12, 20), by=official, at=later(0))
    a_zone(municipality)
    a_building_price(municipality, treasury_type="103")
    assert isinstance(petition.parcel, Parcel)
    owner = an_owner(municipality)
    a_right(owner, petition.parcel)
    a_right(owner, Building.objects.get())

    roll = assessment.build(municipality=municipality, tax_year_be=2569, by=official, at=later(0))

    [line] = RollLine.objects.filter(roll=roll, kind="building")
    assert (line.treasury_type, line.building_version) == ("103", BuildingVersion.objects.get())


def a_year_ago(municipality: Municipality, *, by: User) -> Petition:
    """Issued in November 2568, so that the roll of 2569, the last with law, can know its building."""
    ago = -365 * DAYS
    petition = a_submitted_petition(
        municipality, ("examined", ago + 10), by=by, at=ago, begun_at=later(ago), saved_at=later(ago)
    )
    a_checkup(petition, at=later(ago + 11))
    tick_all(petition, by=by, at=later(ago + 11))
    approve(petition, by=by, at=later(ago + 12))
    fees.take(petition, way=PaidBy.CASH, slip="", by=by, at=later(ago + 13))
    issuing.issue(petition, by=by, at=later(ago + 14))
    return petition


def test_facts_are_put_right_before_they_are_confirmed(issued: Petition, official: User) -> None:
    said = registering.proposed(issued, finished_date=FINISHED)
    smaller = replace(said.facts, floor_area_m2=Decimal(90), residential_m2=Decimal(60), other_m2=Decimal(30))

    register(issued, by=official, said=registering.Finished(said.outline, smaller))

    assert BuildingVersion.objects.get().other_m2 == 30


def test_uses_must_make_up_the_floor_area(issued: Petition, official: User) -> None:
    said = registering.proposed(issued, finished_date=FINISHED)
    wrong = registering.Finished(said.outline, replace(said.facts, floor_area_m2=Decimal(90)))

    with pytest.raises(registering.UsesDiffer):
        register(issued, by=official, said=wrong)


def test_outline_over_the_boundary_is_no_building_of_the_parcel(issued: Petition, official: User) -> None:
    said = registering.proposed(issued, finished_date=FINISHED)

    with pytest.raises(asbuilt.OutsideParcel, match="01A001"):
        register(issued, by=official, said=replace(said, outline=box(25, 10)))


def test_outline_stands_as_far_over_as_it_was_approved_and_no_farther(issued: Petition, official: User) -> None:
    """Approved all the same, with a reason; the register is not asked twice."""
    Petition.objects.update(footprint=box(25, 10))
    issued.refresh_from_db()
    said = registering.proposed(issued, finished_date=FINISHED)

    with pytest.raises(asbuilt.OutsideParcel):
        register(issued, by=official, said=replace(said, outline=box(26, 10)))
    register(issued, by=official)

    assert RegisteredBuilding.objects.get().petition == issued


@pytest.mark.parametrize("on", [date(2026, 11, 19), timezone.localdate(BUILT_AT) + timedelta(days=1)])
def test_day_lies_between_the_permit_and_today(issued: Petition, official: User, on: date) -> None:
    with pytest.raises(registering.BadDay):
        register(issued, by=official, on=on)


def test_nothing_is_registered_without_a_permit_in_force(examined: Petition, official: User) -> None:
    with pytest.raises(registering.NoPermit):
        register(examined, by=official)
    issuing.issue(a_paid(examined, by=official), by=official, at=PAID_AT)
    issuing.revoke(examined, why="ยื่นเอกสารปลอม", by=official, at=later(60))

    with pytest.raises(registering.NoPermit):
        register(examined, by=official)
    Permit.objects.update(revoked_at=None)  # the journal still knows
    with pytest.raises(registering.NoPermit):
        register(examined, by=official)


def test_building_is_registered_once(issued: Petition, official: User) -> None:
    register(issued, by=official)

    with pytest.raises(registering.RegisteredAlready):
        register(issued, by=official)


def test_entry_is_taken_back_by_a_day_and_may_be_made_again(issued: Petition, official: User) -> None:
    register(issued, by=official)
    with pytest.raises(registering.ReasonMissing):
        registering.undo(issued, why="", by=official, at=BUILT_AT)

    undone = registering.undo(issued, why="วัดแนวอาคารผิด", by=official, at=BUILT_AT)
    again = register(issued, by=official)

    former = BuildingVersion.objects.get(building=undone.building)
    assert (former.valid.lower, former.valid.upper) == (FINISHED, timezone.localdate(BUILT_AT))
    assert BuildingVersion.objects.as_of(timezone.localdate(BUILT_AT)).get().building == again.building
    assert moving.stands_at(issued) == "built"
