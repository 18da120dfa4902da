"""What the register of 1 January is worth, and what cannot be valued. Expected sums are worked out by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion
from taxroll import valuation
from taxroll.law.tables import Table
from taxroll.models import (
    ApprovedPrice,
    ClaimedUse,
    ExemptUse,
    GapReason,
    OldTax,
    Reduction,
    TableChoice,
)
from taxroll.valuation import ValuedFacts
from tests import lasting
from tests.gis_assets.builders import RECORDED_AT, a_parcel, square
from tests.taxroll.builders import (
    SHEET,
    SINCE,
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

NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def valued(municipality: Municipality) -> Callable[[], ValuedFacts]:
    return lambda: valuation.value(municipality=municipality, on=NEW_YEAR)


def reasons(found: ValuedFacts) -> list[GapReason]:
    return [gap.reason for gap in found.gaps]


def tables(found: ValuedFacts) -> list[Table]:
    return [Table(int(table)) for table in found.facts.table]


def test_land_is_worth_deed_area_at_the_zone_price(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, deed_area_wah="100.50", other_wah="100.50")
    a_right(an_owner(municipality), plot.parcel)

    found = valued()

    assert found.facts.value_satang.tolist() == [3_015_000_00]
    assert tables(found) == [Table.OTHER_USE]


def test_home_and_its_land_are_valued_as_in_the_official_manual(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, residential_wah=100)
    a_right(an_owner(municipality), plot.parcel, is_registered_home=True)
    a_house(municipality, on_parcel=plot.parcel)

    found = valued()

    assert found.facts.value_satang.tolist() == [3_000_000_00, 360_000_00]
    assert tables(found) == [Table.MAIN_HOME, Table.MAIN_HOME]
    assert len(set(found.facts.group.tolist())) == 1


def test_house_on_anothers_land_is_a_home_of_its_own(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, residential_wah=100)
    a_right(an_owner(municipality), plot.parcel)
    house = a_house(municipality, on_parcel=plot.parcel)
    a_right(an_owner(municipality, name="นางสาวอื่น"), house.building, is_registered_home=True)

    found = valued()

    assert tables(found) == [Table.OTHER_RESIDENCE, Table.MAIN_HOME_BUILDING]
    assert len(set(found.facts.group.tolist())) == 2


def test_dwelling_land_is_divided_by_footprint_when_a_second_house_stands_on_it(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot, owner = a_parcel(municipality, residential_wah=100), an_owner(municipality)
    a_right(owner, plot.parcel)
    home = a_house(municipality, on_parcel=plot.parcel, shape=square(side_m=6))
    a_right(owner, home.building, is_registered_home=True)
    rented = a_house(municipality, on_parcel=plot.parcel, shape=square(east=10, side_m=12))
    a_right(owner, rented.building)

    found = valued()

    land = found.facts.is_floor_share == 0
    assert found.facts.use_part[land].tolist() == [2_000, 8_000]
    assert tables(found) == [Table.MAIN_HOME, Table.OTHER_RESIDENCE, Table.MAIN_HOME, Table.OTHER_RESIDENCE]


def test_juristic_person_has_no_home(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, residential_wah=100)
    a_right(an_owner(municipality, kind="juristic"), plot.parcel, is_registered_home=True)

    assert tables(valued()) == [Table.OTHER_RESIDENCE]


def test_adjoining_plots_of_one_owner_are_one_base(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    owner = an_owner(municipality)
    for number, east in enumerate((0, 20, 100)):
        plot = a_parcel(municipality, code=f"01A00{number}", shape=square(east=east), other_wah=100)
        a_right(owner, plot.parcel)

    first, second, third = valued().facts.group.tolist()

    assert first == second != third


def test_co_owners_are_one_debtor_apart_from_each_of_them(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    one, two = an_owner(municipality), an_owner(municipality, name="นางร่วม")
    for number, owners in enumerate(([one], [one, two], [two, one])):
        plot = a_parcel(municipality, code=f"01A00{number}", shape=square(east=100 * number), other_wah=100)
        for owner in owners:
            a_right(owner, plot.parcel, kind="co_owner", share_denominator=len(owners))

    found = valued()

    by_code = dict(zip(found.properties["parcel_version"].tolist(), found.properties["owner"].tolist(), strict=True))
    alone, together, again = (by_code[version] for version in sorted(by_code))
    assert alone == one.pk
    assert together == again < 0


def test_vacant_years_count_from_the_first_year_of_the_act(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, vacant_wah=100, vacant_since_be=2555)
    a_right(an_owner(municipality), plot.parcel)

    assert valued().facts.vacant_years.tolist() == [5]


def test_owner_of_new_years_day_owes_the_year(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, other_wah=100)
    seller, buyer = an_owner(municipality), an_owner(municipality, name="ผู้ซื้อ")
    a_right(seller, plot.parcel, valid=Range(date(2023, 1, 1), date(2024, 1, 2)))
    a_right(buyer, plot.parcel, valid=Range(date(2024, 1, 2), None))

    assert valued().facts.owner.tolist() == [seller.pk]


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


def test_prices_of_another_account_are_not_used(municipality: Municipality, valued: Callable[[], ValuedFacts]) -> None:
    a_zone(municipality, valid=Range(date(2016, 1, 1), date(2024, 1, 1)))
    a_building_price(municipality, valid=Range(date(2016, 1, 1), date(2024, 1, 1)))
    a_right(an_owner(municipality), a_parcel(municipality, other_wah=10).parcel)

    assert reasons(valued()) == [GapReason.NO_LAND_PRICE]


def test_empty_register_gives_an_empty_valuation(valued: Callable[[], ValuedFacts]) -> None:
    found = valued()

    assert (found.row.size, found.gaps) == (0, ())


def test_tables_of_the_forms_are_those_of_the_law() -> None:
    assert [(choice.name, choice.value) for choice in TableChoice] == [(table.name, table.value) for table in Table]


def decided(municipality: Municipality, clerk: User, **facts: Any) -> dict[str, Any]:
    """What every claim carries."""
    stamp = {"municipality": municipality, "valid": SINCE, "evidence": "หนังสือ", "decided_by": clerk}
    return stamp | {"decided_at": RECORDED_AT} | facts


@lasting.fixture
def plot(municipality: Municipality, prices: None) -> ParcelVersion:
    """100 sq wah of 20 x 20 m in other use, with a sheet and a land number; a zone gives it 30,000 baht."""
    plot = a_parcel(municipality, other_wah=100, land_number="012", **SHEET)
    a_right(an_owner(municipality), plot.parcel)
    return plot


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


def test_vacancy_of_a_building_is_its_own(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts]
) -> None:
    plot = a_parcel(municipality, vacant_wah=100, vacant_since_be=2563)
    a_right(an_owner(municipality), plot.parcel)
    a_house(municipality, on_parcel=plot.parcel, residential_m2=0, vacant_m2=80, vacant_since_be=2566)

    assert valued().facts.vacant_years.tolist() == [5, 2]


def test_exempt_part_is_taken_from_the_use_it_is_part_of(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    claim = decided(municipality, clerk, parcel=plot.parcel, kind="public_use", of_use=ClaimedUse.OTHER, area=30)
    ExemptUse.objects.create(**claim)

    found = valued()

    assert tables(found) == [Table.OTHER_USE, Table.EXEMPT]
    assert found.facts.use_part.tolist() == [7_000, 3_000]


def test_wholly_exempt_property_needs_no_recorded_use(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    temple = a_parcel(municipality)
    a_right(an_owner(municipality, kind="juristic"), temple.parcel)
    ExemptUse.objects.create(**decided(municipality, clerk, parcel=temple.parcel, kind="religious"))

    found = valued()

    assert (tables(found), found.gaps) == ([Table.EXEMPT], ())


def test_property_is_listed_when_more_is_exempt_than_recorded_in_that_use(
    municipality: Municipality, plot: ParcelVersion, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    claim = decided(municipality, clerk, parcel=plot.parcel, kind="public_use", of_use=ClaimedUse.OTHER, area=101)
    ExemptUse.objects.create(**claim)

    assert reasons(valued()) == [GapReason.EXEMPT_TOO_LARGE]


def test_inherited_home_is_reduced_and_the_shop_in_it_is_not(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    plot = a_parcel(municipality, residential_wah=50, other_wah=50)
    a_right(an_owner(municipality), plot.parcel, is_registered_home=True)
    claim = decided(municipality, clerk, parcel=plot.parcel, kind="inherited_home", since_date=date(2015, 1, 1))
    Reduction.objects.create(**claim)

    found = valued()

    assert tables(found) == [Table.MAIN_HOME, Table.OTHER_USE]
    assert found.facts.reduction_ppm.tolist() == [500_000, 0]


def test_old_taxes_of_the_owner_stand_on_the_first_line_of_the_property(
    municipality: Municipality, prices: None, valued: Callable[[], ValuedFacts], clerk: User
) -> None:
    plot, owner = a_parcel(municipality, residential_wah=50, other_wah=50), an_owner(municipality)
    a_right(owner, plot.parcel)
    claim = decided(municipality, clerk, parcel=plot.parcel, house_and_land_satang=500_00, maintenance_satang=20_00)
    OldTax.objects.create(party=owner, **claim)
    OldTax.objects.create(party=an_owner(municipality, name="นายเก่า"), **claim | {"house_and_land_satang": 900_00})

    assert valued().facts.old_tax_satang.tolist() == [520_00, 0]
