"""Property that cannot be valued is listed with the reason, and none is left out or guessed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from gis_assets.models import Municipality, ParcelVersion
from taxroll.models import ClaimedUse, ExemptUse, GapReason
from taxroll.valuation import ValuedFacts
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, a_unit, a_zone, an_owner
from tests.taxroll.valuation.finding import decided, reasons


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"deed_area_wah": None, "other_wah": 10}, GapReason.NO_DEED_AREA),
        ({}, GapReason.NO_USE),
        ({"other_wah": 10, "shape": square(east=5000)}, GapReason.NO_LAND_PRICE),
    ],
)
def test_plot_is_listed_when_it_cannot_be_valued(
    facts: dict[str, Any],
    reason: GapReason,
    municipality: Municipality,
    prices: None,
    valued: Callable[[], ValuedFacts],
) -> None:
    plot = a_parcel(municipality, **facts)
    a_right(an_owner(municipality), plot.parcel)

    found = valued()

    assert reasons(found) == [reason]
    assert found.row.size == 0


def test_plot_is_listed_when_two_zones_claim_it(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    a_zone(municipality, code="Z2")
    a_right(an_owner(municipality), a_parcel(municipality, other_wah=10).parcel)

    assert reasons(valued()) == [GapReason.SEVERAL_LAND_PRICES]


def test_plot_is_listed_when_nobody_owns_it(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    a_parcel(municipality, other_wah=10)

    assert reasons(valued()) == [GapReason.NO_OWNER]


def test_building_is_listed_when_its_type_has_no_price(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    house = a_house(municipality, treasury_type="520/1")
    a_right(an_owner(municipality), house.building)

    assert reasons(valued()) == [GapReason.NO_BUILDING_PRICE]


def test_building_is_listed_when_its_type_code_is_unknown(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    house = a_house(municipality, treasury_type="999")
    a_right(an_owner(municipality), house.building)

    assert reasons(valued()) == [GapReason.NO_BUILDING_PRICE]


@pytest.mark.parametrize("area", ["-100", "0"])
def test_register_refuses_an_area_below_nothing(municipality: Municipality, area: str) -> None:
    with pytest.raises(IntegrityError, match="parcel_deed_area_is_positive"), transaction.atomic():
        a_parcel(municipality, deed_area_wah=area)
    with pytest.raises(IntegrityError, match="building_floor_area_is_positive"), transaction.atomic():
        a_house(municipality, floor_area_m2=area)


def test_register_refuses_a_use_below_nothing(municipality: Municipality) -> None:
    with pytest.raises(IntegrityError, match="not_negative"), transaction.atomic():
        a_parcel(municipality, other_wah=-1)


def test_building_is_listed_when_its_year_is_unknown(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    house = a_house(municipality, built_year_be=None)
    a_right(an_owner(municipality), house.building)

    assert reasons(valued()) == [GapReason.NO_YEAR_BUILT]


def test_empty_register_gives_an_empty_valuation(valued: Callable[[], ValuedFacts]) -> None:
    found = valued()

    assert (found.row.size, found.gaps) == (0, ())


def test_unit_is_listed_when_its_condominium_has_no_price(
    municipality: Municipality, valued: Callable[[], ValuedFacts]
) -> None:
    unit = a_unit(municipality, on_parcel=a_parcel(municipality).parcel)
    a_right(an_owner(municipality), unit.unit)

    found = valued()

    assert reasons(found) == [GapReason.NO_CONDO_PRICE]
    assert found.gaps[0].unit_version.tolist() == [unit.pk]


@pytest.mark.parametrize("tenths", [(6, 6), (3, 3)], ids=["sixty percent each", "not summing to one"])
def test_shares_that_are_not_one_are_listed(
    tenths: tuple[int, ...], municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, other_wah=100)
    for name, share in zip(("นายหนึ่ง", "นายสอง"), tenths, strict=True):
        a_right(an_owner(municipality, name=name), plot.parcel, share_numerator=share, share_denominator=10)

    assert reasons(valued()) == [GapReason.SHARES_WRONG]


def test_three_thirds_are_a_whole(municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]) -> None:
    plot = a_parcel(municipality, other_wah=100)
    for name in ("นายหนึ่ง", "นายสอง", "นายสาม"):
        a_right(an_owner(municipality, name=name), plot.parcel, kind="co_owner", share_denominator=3)

    assert valued().gaps == ()


@pytest.mark.parametrize("wah", ["8000001", "9999999999"])
def test_absurd_area_is_listed(
    wah: str, municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, deed_area_wah=wah, other_wah=10)
    a_right(an_owner(municipality), plot.parcel)

    assert reasons(valued()) == [GapReason.ABSURD_AREA]


def test_price_beyond_belief_is_listed(municipality: Municipality, valued: Callable[[], ValuedFacts]) -> None:
    a_zone(municipality, baht_per_wah=10_000_001)
    a_right(an_owner(municipality), a_parcel(municipality, other_wah=10).parcel)

    assert reasons(valued()) == [GapReason.ABSURD_PRICE]


def test_property_is_listed_when_more_is_exempt_than_recorded_in_that_use(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    claim = decided(municipality, clerk, parcel=plot.parcel, kind="public_use", of_use=ClaimedUse.OTHER, area=101)
    ExemptUse.objects.create(**claim)

    assert reasons(valued()) == [GapReason.EXEMPT_TOO_LARGE]
