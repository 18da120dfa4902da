"""What a changed area does to a tax: by the roll's own lines, the same kernel, and without a name."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets import tenancy
from gis_assets.models import Municipality, Parcel, ParcelVersion, Role
from taxroll import effects
from taxroll.effects import Change
from taxroll.law.tables import Table
from taxroll.models import Bill, Roll, RollLine
from tests.gis_assets.builders import a_parcel, square
from tests.speaking import at_work_in, english
from tests.taxroll.builders import a_house, a_right, a_zone, an_owner

Build = Callable[..., Roll]
ClientAs = Callable[..., Client]
TODAY, NEW_YEAR = date(2026, 6, 1), date(2024, 1, 1)


def _address(parcel: Parcel, **asked: str) -> str:
    return reverse("taxroll:effect", args=[parcel.uid], query=asked)


def _page(client: Client, parcel: Parcel, **asked: str) -> str:
    return english(client).get(_address(parcel, **asked)).content.decode()


def test_tax_grows_with_the_deed_area(shop: ParcelVersion, build: Build) -> None:
    build()

    effect = effects.of_change(shop.parcel, Change(area_wah=Decimal("110.50")), on=TODAY)

    # 110.5 sq wah at 30,000 baht in commercial use, 0.3 % (Royal Decree on rates 2564).
    assert (effect.before_satang, effect.after_satang) == (9_000_00, 9_945_00)
    assert effect.area_difference_wah == Decimal("10.50")


def test_kernel_gives_the_bills_own_sum_when_nothing_changes(
    municipality: Municipality, shop: ParcelVersion, build: Build
) -> None:
    owner = an_owner(municipality, name="นายบ้าน")
    home = a_parcel(
        municipality, code="01A002", shape=square(east=40), residential_wah=70, other_wah=30, deed_area_wah=100
    )
    farm = a_parcel(municipality, code="01A003", shape=square(east=60), deed_area_wah=2_000, agriculture_wah=2_000)
    for plot in (home, farm):
        a_right(owner, plot.parcel, is_registered_home=plot is home)
    a_house(municipality, on_parcel=home.parcel, shape=square(east=45, side_m=9), residential_m2=50, other_m2=30)
    roll = build()

    for parcel in (home.parcel, farm.parcel):
        effect = effects.of_change(parcel, Change(), on=TODAY)
        bill = Bill.objects.get(roll=roll, owner_name="นายบ้าน")
        assert effect.before_satang + effect.rest_before_satang == bill.payable_satang
        stored = RollLine.objects.filter(parcel_version__parcel=parcel)
        assert effect.before_satang == sum(line.payable_satang for line in stored)


def test_other_plots_of_the_bill_change_when_they_share_an_allowance(
    municipality: Municipality, prices: None, build: Build
) -> None:
    owner = an_owner(municipality)
    first, second = (
        a_parcel(municipality, code=f"0{n}", shape=square(east=100 * n), deed_area_wah=1000, agriculture_wah=1000)
        for n in range(2)
    )
    for plot in (first, second):
        a_right(owner, plot.parcel)
    build()

    smaller = effects.of_change(first.parcel, Change(area_wah=Decimal(500)), on=TODAY)

    # 60 million baht of farm land against 50 exempt: 1,000 baht; with 45 million nothing is left to tax.
    assert smaller.before_satang + smaller.rest_before_satang == 1_000_00
    assert smaller.after_satang + smaller.rest_after_satang == 0


def test_register_is_asked_when_there_is_no_roll(shop: ParcelVersion, client_as: ClientAs) -> None:
    effect = effects.of_change(shop.parcel, Change(area_wah=Decimal(110)), on=TODAY)

    assert (effect.roll, effect.before_satang, effect.after_satang) == (None, 9_000_00, 9_900_00)
    assert "computed from the register of today" in _page(client_as(Role.TAX_OFFICER), shop.parcel, area_wah="110")


def test_register_and_roll_agree_on_every_owner(municipality: Municipality, prices: None, build: Build) -> None:
    owner, other = an_owner(municipality, name="นายบ้าน"), an_owner(municipality, name="นางร่วม")
    home = a_parcel(municipality, code="01A002", residential_wah=70, other_wah=30)
    shared = a_parcel(municipality, code="01A003", shape=square(east=60), other_wah=100)
    a_right(owner, home.parcel, is_registered_home=True)
    for each in (owner, other):
        a_right(each, shared.parcel, kind="co_owner", share_denominator=2)
    a_house(municipality, on_parcel=home.parcel, residential_m2=50, other_m2=30)
    by_register = [effects.of_change(plot.parcel, Change(), on=NEW_YEAR) for plot in (home, shared)]

    build()

    by_roll = [effects.of_change(plot.parcel, Change(), on=NEW_YEAR) for plot in (home, shared)]
    assert [effect.uses for effect in by_register] == [effect.uses for effect in by_roll]


def test_year_without_law_gives_no_sum(shop: ParcelVersion) -> None:
    assert effects.of_change(shop.parcel, Change(), on=date(2099, 1, 1)).land is None


def test_other_use_is_charged_by_its_own_table(shop: ParcelVersion, build: Build) -> None:
    build()
    change = Change(uses_wah={"residential": Decimal(60), "other": Decimal(40)})

    effect = effects.of_change(shop.parcel, change, on=TODAY)

    # 3,000,000 baht: 60 % as other residence at 0.02 %, 40 % in other use at 0.3 %.
    assert {use.table: use.after_satang for use in effect.uses} == {
        Table.OTHER_USE: 3_600_00,
        Table.OTHER_RESIDENCE: 360_00,
    }
    assert all(use.rates.cite for use in effect.uses)


def test_parts_of_one_owner_are_one_base_and_together_owe_the_same(shop: ParcelVersion, build: Build) -> None:
    build()

    effect = effects.of_change(shop.parcel, Change(parts_wah=(Decimal(40), Decimal(60))), on=TODAY)

    assert (effect.parts, effect.before_satang, effect.after_satang) == (2, 9_000_00, 9_000_00)


def test_parts_of_a_farm_owe_less_in_the_hands_of_several_owners(
    municipality: Municipality, prices: None, build: Build
) -> None:
    farm = a_parcel(municipality, code="01A003", deed_area_wah=2_000, agriculture_wah=2_000)
    a_right(an_owner(municipality), farm.parcel)
    build()

    effect = effects.of_change(farm.parcel, Change(parts_wah=(Decimal(1_000), Decimal(1_000))), on=TODAY)

    # 60 million baht: 10 million beyond the exemption at 0.01 %; two owners of 30 million each are exempt.
    assert (effect.before_satang, effect.after_satang, effect.apart_satang) == (1_000_00, 1_000_00, 0)


def test_joined_plots_of_one_owner_become_one_base(municipality: Municipality, prices: None, build: Build) -> None:
    owner = an_owner(municipality)
    plots = [
        a_parcel(municipality, code=f"0{n}", shape=square(east=100 * n), deed_area_wah=1_000, other_wah=1_000).parcel
        for n in range(2)
    ]
    for plot in plots:
        a_right(owner, plot)
    build()

    effect = effects.of_change(plots[0], Change(joined=(plots[1],)), on=TODAY)

    # Twice 30 million at 0.3 %; as one base of 60 million, 10 million of it are at 0.4 %.
    assert (effect.before_satang, effect.after_satang) == (180_000_00, 190_000_00)


def test_plots_of_different_owners_are_not_joined_on_paper(
    municipality: Municipality, shop: ParcelVersion, build: Build, client_as: ClientAs
) -> None:
    other = a_parcel(municipality, code="01A002", shape=square(east=20), other_wah=10)
    a_right(an_owner(municipality, name="นางอื่น"), other.parcel)
    build()

    page = _page(client_as(Role.SURVEY_REVIEWER), shop.parcel, joined=str(other.parcel.uid))

    assert "bills of different owners" in page


def test_parts_are_told_with_the_sections_of_law(shop: ParcelVersion, build: Build, client_as: ClientAs) -> None:
    build()

    page = _page(client_as(Role.SURVEY_REVIEWER), shop.parcel, parts_wah="40,60")

    assert "as 2 parts of one owner" in page
    assert "section 42" in page
    assert "Royal Decree" in page


@pytest.mark.parametrize("asked", [{"parts_wah": "40"}, {"parts_wah": "40,x"}, {"joined": "no uid"}])
def test_change_that_cannot_be_read_is_refused(
    asked: dict[str, str], shop: ParcelVersion, build: Build, client_as: ClientAs
) -> None:
    build()

    assert client_as(Role.TAX_OFFICER).get(_address(shop.parcel, **asked)).status_code == 422


def test_parcel_of_another_municipality_cannot_be_joined(
    shop: ParcelVersion, build: Build, client_as: ClientAs, other_municipality: Municipality
) -> None:
    build()
    with tenancy.within(other_municipality):
        theirs = a_parcel(other_municipality, code="X").parcel.uid

    assert client_as(Role.TAX_OFFICER).get(_address(shop.parcel, joined=str(theirs))).status_code == 404


def test_sentence_names_year_sums_area_and_price(shop: ParcelVersion, build: Build, client_as: ClientAs) -> None:
    build()

    page = _page(client_as(Role.SURVEY_REVIEWER), shop.parcel, area_wah="110.5")

    assert "Tax 2567:" in page
    assert "9,000.00 → 9,945.00" in page
    assert "the deed area grows by 10.50 sq wah at 30,000.00 baht" in page


def test_no_name_or_address_stands_in_the_fragment(shop: ParcelVersion, build: Build, client_as: ClientAs) -> None:
    build()

    page = _page(client_as(Role.SURVEY_REVIEWER), shop.parcel, area_wah="110.5")

    assert "ใจดี" not in page
    assert "หมู่" not in page


def test_split_says_the_parents_tax_and_when_the_parts_are_assessed(
    shop: ParcelVersion, build: Build, client_as: ClientAs
) -> None:
    build()

    page = _page(client_as(Role.SURVEY_REVIEWER), shop.parcel, change="split", area_wah="40")

    assert "of 01A001 as it stands" in page
    assert "9,000.00" in page
    assert "assessed each for itself with the next roll" in page


@pytest.mark.parametrize(
    ("priced", "owned", "words"), [(True, False, "No owner is registered"), (False, True, "No land price")]
)
def test_parcel_that_the_roll_could_not_tax_says_why(
    municipality: Municipality, build: Build, client_as: ClientAs, priced: bool, owned: bool, words: str
) -> None:
    plot = a_parcel(municipality, code="01A009", other_wah=10)
    if owned:
        a_right(an_owner(municipality), plot.parcel)
    if priced:
        a_zone(municipality)
    build()

    page = _page(client_as(Role.TAX_OFFICER), plot.parcel, area_wah="110")

    assert words in page


def test_parcel_younger_than_the_roll_is_computed_from_the_register(
    municipality: Municipality, shop: ParcelVersion, build: Build, client_as: ClientAs
) -> None:
    build()
    plot = a_parcel(municipality, code="01A010", shape=square(east=60), other_wah=10)

    a_right(an_owner(municipality, name="นางใหม่"), plot.parcel)

    page = _page(client_as(Role.TAX_OFFICER), plot.parcel)

    assert "No roll has this parcel; it is computed from the register of today" in page


def test_exempt_land_says_that_the_tax_stays(
    municipality: Municipality, prices: None, build: Build, client_as: ClientAs
) -> None:
    plot = a_parcel(municipality, code="01A003", agriculture_wah=100)
    a_right(an_owner(municipality), plot.parcel)
    build()

    page = _page(client_as(Role.TAX_OFFICER), plot.parcel, area_wah="110")

    assert "goes from 0-1-00.0 to 0-1-10.0, but the value stays" in page
    assert "because the deed area" not in page


@pytest.mark.parametrize("area", ["-1", "0", "abc", "1e99"])
def test_area_that_cannot_be_is_refused(shop: ParcelVersion, build: Build, client_as: ClientAs, area: str) -> None:
    build()

    assert client_as(Role.TAX_OFFICER).get(_address(shop.parcel, area_wah=area)).status_code == 422


def test_fragment_is_for_reviewers_and_tax_officers_of_the_municipality(
    shop: ParcelVersion, client_as: ClientAs, other_municipality: Municipality
) -> None:
    address = _address(shop.parcel)
    foreign = at_work_in(client_as(Role.SURVEY_REVIEWER, of=other_municipality), other_municipality)

    assert client_as(Role.SURVEY_REVIEWER).get(address).status_code == 200
    assert client_as(Role.HEAD_OF_REVENUE).get(address).status_code == 200
    assert client_as(Role.SURVEYOR).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302
