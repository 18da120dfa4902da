"""Owners assessed again one by one: the roll is then what building it again would give."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from gis_assets.models import Municipality, Party
from taxroll import assessment
from taxroll.models import Bill, Roll, RollGap, RollLine
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, an_owner
from tests.taxroll.conftest import AT, a_sealed
from tests.taxroll.register import hand_over, of, remeasure

Build = Callable[..., Roll]


def said(roll: Roll) -> dict[str, list[Any]]:
    """Everything that a roll says, apart from the order of its numbers."""
    facts = [field.name for field in RollLine._meta.fields if field.name not in NUMBERS]
    lines = RollLine.objects.filter(roll=roll).values_list("bill__parties", "bill__owner_name", *facts)
    bills = Bill.objects.filter(roll=roll).values_list("parties", "plot_count", "building_count", "payable_satang")
    gaps = RollGap.objects.filter(roll=roll).values_list("kind", "parcel_version", "building_version", "reason")
    roll.refresh_from_db()
    counts = [roll.line_count, roll.bill_count, roll.gap_count, roll.payable_satang]
    return {
        "lines": sorted(map(repr, lines)),
        "bills": sorted(map(repr, bills)),
        "gaps": sorted(map(repr, gaps)),
        "counts": counts,
    }


NUMBERS = ("id", "roll", "bill", "number", "group_number")


@lasting.fixture
def village(municipality: Municipality, prices: None) -> list[Party]:
    """Two neighbours who share a plot, live beside each other and have a house on the other's land."""
    one, two = an_owner(municipality, name="นางหนึ่ง"), an_owner(municipality, name="นายสอง")
    home = a_parcel(municipality, code="01A001", residential_wah=100)
    farm = a_parcel(municipality, code="01A002", shape=square(east=20), agriculture_wah=60, other_wah=40)
    shared = a_parcel(municipality, code="01A003", shape=square(east=60), other_wah=100)
    nobodys = a_parcel(municipality, code="01A004", shape=square(east=100), other_wah=100)
    for plot in (home, farm):
        a_right(one, plot.parcel, is_registered_home=plot is home)
    for owner in (one, two):
        a_right(owner, shared.parcel, kind="co_owner", share_denominator=2)
    a_house(municipality, on_parcel=home.parcel, shape=square(side_m=6))
    guest = a_house(municipality, on_parcel=home.parcel, shape=square(east=10, side_m=9))
    a_right(two, guest.building, is_registered_home=True)
    a_house(municipality, on_parcel=shared.parcel, other_m2=30, residential_m2=50)
    assert nobodys.parcel
    return [one, two]


@pytest.mark.parametrize(
    "change",
    [
        lambda one, two: None,
        lambda one, two: remeasure(of("01A002"), agriculture_wah=0, other_wah=250, deed_area_wah=250),
        lambda one, two: hand_over(of("01A002"), to=two),
        lambda one, two: hand_over(of("01A003"), to=two),
        lambda one, two: hand_over(of("01A001"), to=None),
    ],
    ids=["nothing", "area and use", "another owner", "one of two owners", "no owner any more"],
)
def test_roll_is_as_if_built_again_when_one_owner_is_assessed_again(
    change: Callable[[Party, Party], None], village: list[Party], build: Build, clerk: User
) -> None:
    roll = build()
    change(*village)

    assessment.reassess(roll, parties=[village[0].pk], by=clerk, at=AT)

    piecemeal = said(roll)
    assert piecemeal == said(build())


def test_bill_keeps_its_number_and_address_when_it_is_assessed_again(
    village: list[Party], build: Build, clerk: User
) -> None:
    roll = build()
    before = list(Bill.objects.order_by("pk").values_list("pk", "number", "reference"))
    remeasure(of("01A002"), other_wah=250, deed_area_wah=250)

    assessment.reassess(roll, parties=[village[0].pk], by=clerk, at=AT)

    assert list(Bill.objects.order_by("pk").values_list("pk", "number", "reference")) == before


def test_sealed_roll_is_refused_when_an_owner_is_assessed_again(
    village: list[Party], build: Build, clerk: User
) -> None:
    roll = a_sealed(build(), by=clerk)

    with pytest.raises(assessment.RollIsSealed):
        assessment.reassess(roll, parties=[village[0].pk], by=clerk, at=AT)


def test_owners_are_not_mixed_under_two_laws(village: list[Party], build: Build, clerk: User) -> None:
    roll = build()
    Roll.objects.update(law_digest="another")

    with pytest.raises(assessment.LawHasChanged):
        assessment.reassess(roll, parties=[village[0].pk], by=clerk, at=AT)
