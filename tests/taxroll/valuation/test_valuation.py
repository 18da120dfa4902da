"""What the register of 1 January is worth, and to whom. Expected sums are worked out by hand."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import User
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion
from taxroll.law.tables import Table
from taxroll.models import ClaimedUse, ExemptUse, OldTax, Reduction, TableChoice
from taxroll.valuation import ValuedFacts
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_house, a_right, an_owner
from tests.taxroll.valuation.finding import decided, tables


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


def test_tables_of_the_forms_are_those_of_the_law() -> None:
    assert [(choice.name, choice.value) for choice in TableChoice] == [(table.name, table.value) for table in Table]


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
