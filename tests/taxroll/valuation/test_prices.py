"""Which price a property has: zone, street, its own or an approved one; of which account."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion
from taxroll.law.tables import Table
from taxroll.models import ApprovedPrice, GapReason
from taxroll.valuation import ValuedFacts
from tests.gis_assets.builders import RECORDED_AT, a_parcel
from tests.taxroll.builders import (
    a_building_price,
    a_condo_price,
    a_house,
    a_parcel_price,
    a_right,
    a_street_price,
    a_unit,
    a_zone,
    an_owner,
)
from tests.taxroll.valuation.finding import decided, reasons, tables


def test_prices_of_another_account_are_not_used(municipality: Municipality, valued: Callable[[], ValuedFacts]) -> None:
    a_zone(municipality, valid=Range(date(2016, 1, 1), date(2024, 1, 1)))
    a_building_price(municipality, valid=Range(date(2016, 1, 1), date(2024, 1, 1)))
    a_right(an_owner(municipality), a_parcel(municipality, other_wah=10).parcel)

    assert reasons(valued()) == [GapReason.NO_LAND_PRICE]


def test_own_price_of_a_parcel_wins_over_street_and_zone(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts]
) -> None:
    a_street_price(municipality, baht_per_wah=50_000)
    a_parcel_price(municipality, baht_per_wah=20_000)

    assert valued().facts.value_satang.tolist() == [2_000_000_00]


def test_leading_zeros_of_a_land_number_count(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts]
) -> None:
    a_parcel_price(municipality, baht_per_wah=20_000, land_number="12")

    assert valued().facts.value_satang.tolist() == [3_000_000_00]


def test_half_the_street_price_holds_behind_its_depth(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts]
) -> None:
    a_street_price(municipality, baht_per_wah=50_000)

    found = valued()

    # 10 of 20 metres at 50,000, the other 10 at 25,000; projecting the street bends it by a few millimetres.
    assert found.properties["front_ppm"].tolist()[0] == pytest.approx(500_000, abs=500)
    assert found.facts.value_satang.tolist()[0] == pytest.approx(3_750_000_00, rel=0.0005)


def test_street_out_of_reach_gives_no_price(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts]
) -> None:
    a_street_price(municipality, baht_per_wah=50_000, reach_m=4)

    assert valued().facts.value_satang.tolist() == [3_000_000_00]


def test_dearest_of_two_streets_wins(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts]
) -> None:
    cheap = a_street_price(municipality, baht_per_wah=10_000, depth_m=100)
    a_street_price(municipality, baht_per_wah=60_000, depth_m=100, code="S2", account=cheap.account)

    assert valued().facts.value_satang.tolist() == [6_000_000_00]


def test_prices_of_a_withdrawn_account_are_not_used(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    account = a_parcel_price(municipality, baht_per_wah=20_000).account
    account.withdrawn_at, account.withdrawn_by, account.withdrawn_why = RECORDED_AT, clerk, "ผิดจังหวัด"
    account.save()

    assert valued().facts.value_satang.tolist() == [3_000_000_00]


def test_price_approved_for_a_property_wins_over_every_account(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    a_parcel_price(municipality, baht_per_wah=20_000)
    facts = decided(municipality, clerk, parcel=plot.parcel, price_satang=40_000_00, document="มติ 1/2567")
    del facts["evidence"]
    ApprovedPrice.objects.create(**facts)

    assert valued().facts.value_satang.tolist() == [4_000_000_00]


def test_condominium_unit_is_worth_its_area_at_the_price_of_its_floor(
    municipality: Municipality, valued: Callable[[], ValuedFacts]
) -> None:
    unit = a_unit(municipality, on_parcel=a_parcel(municipality).parcel)
    a_right(an_owner(municipality), unit.unit, is_registered_home=True)
    a_condo_price(municipality, baht_per_m2=30_000)
    a_condo_price(municipality, baht_per_m2=50_000, building_name="A", floor="5")

    found = valued()

    assert found.facts.value_satang.tolist() == [2_000_000_00]
    assert tables(found) == [Table.MAIN_HOME]


def test_ground_of_a_condominium_is_common_property_and_no_gap(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    ground = a_parcel(municipality, residential_wah=100)
    a_house(municipality, on_parcel=ground.parcel)
    unit = a_unit(municipality, on_parcel=ground.parcel)
    a_right(an_owner(municipality), unit.unit)
    a_condo_price(municipality, baht_per_m2=30_000)

    found = valued()

    assert (found.row.size, found.gaps) == (1, ())
    assert found.properties["is_unit"].tolist() == [1]
