"""What a changed area does to a tax: by the roll's own lines, the same kernel, and without a name."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from gis_assets.models import Municipality, Parcel, ParcelVersion, Role
from taxroll import effects
from taxroll.models import Bill, Roll, RollLine
from tests.gis_assets.builders import a_parcel, square
from tests.speaking import english
from tests.taxroll.builders import a_house, a_right, a_zone, an_owner

Build = Callable[..., Roll]
ClientAs = Callable[..., Client]


def _address(parcel: Parcel, **asked: str) -> str:
    return reverse("taxroll:effect", args=[parcel.uid], query=asked)


def _page(client: Client, parcel: Parcel, **asked: str) -> str:
    return english(client).get(_address(parcel, **asked)).content.decode()


def test_tax_grows_with_the_deed_area(shop: ParcelVersion, build: Build) -> None:
    build()

    effect = effects.of_area(shop.parcel, area_wah=Decimal("110.50"))

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
        effect = effects.of_area(parcel, area_wah=None)
        bill = Bill.objects.get(roll=roll, owner_name="นายบ้าน")
        assert effect.before_satang + effect.rest_before_satang == bill.payable_satang
        stored = RollLine.objects.filter(pk__in=[use.line.pk for use in effect.uses])
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

    smaller = effects.of_area(first.parcel, area_wah=Decimal(500))

    # 60 million baht of farm land against 50 exempt: 1,000 baht; with 45 million nothing is left to tax.
    assert smaller.before_satang + smaller.rest_before_satang == 1_000_00
    assert smaller.after_satang + smaller.rest_after_satang == 0


def test_nothing_is_computed_when_there_is_no_roll(shop: ParcelVersion) -> None:
    assert effects.of_area(shop.parcel, area_wah=Decimal(110)).roll is None


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


def test_parcel_younger_than_the_roll_waits_for_the_next(
    municipality: Municipality, shop: ParcelVersion, build: Build, client_as: ClientAs
) -> None:
    build()
    plot = a_parcel(municipality, code="01A010", shape=square(east=60), other_wah=10)

    assert "assessed with the next roll" in _page(client_as(Role.TAX_OFFICER), plot.parcel)


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
    foreign = client_as(Role.SURVEY_REVIEWER, of=other_municipality)
    session = foreign.session
    session["municipality"] = other_municipality.dla_code
    session.save()

    assert client_as(Role.SURVEY_REVIEWER).get(address).status_code == 200
    assert client_as(Role.HEAD_OF_REVENUE).get(address).status_code == 200
    assert client_as(Role.SURVEYOR).get(address).status_code == 403
    assert foreign.get(address).status_code == 404
    assert Client().get(address).status_code == 302
