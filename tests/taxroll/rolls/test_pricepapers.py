"""The appraised prices for posting: each once, with its source, on the right form, and no owner's name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gis_assets.models import Municipality, ParcelVersion
from taxroll.models import Roll
from taxroll.rolls import pricepapers
from tests import lasting
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_condo_price, a_house, a_right, a_unit, an_owner
from tests.taxroll.reading import text_of


@lasting.fixture
def roll(municipality: Municipality, shop: ParcelVersion, build: Callable[..., Roll]) -> Roll:
    """A shop with two houses of one type, and a condominium unit."""
    for number in ("1", "2"):
        house = a_house(municipality, on_parcel=shop.parcel, house_number=number)
        a_right(an_owner(municipality), house.building)
    ground = a_parcel(municipality, code="01A002", shape=square(east=100))
    a_right(an_owner(municipality), a_unit(municipality, on_parcel=ground.parcel).unit)
    a_condo_price(municipality, baht_per_m2=30_000)
    return build()


def test_each_price_is_told_once_with_its_source(roll: Roll) -> None:
    found = [(price.kind, price.code, price.price_satang) for price in pricepapers.of_roll(roll)]

    assert [kind for kind, _code, _satang in found] == ["land", "building", "unit"]
    assert found[0] == ("land", "01A001", 30_000_00)
    assert found[2] == ("unit", "7/2560", 30_000_00)
    assert all(price.source for price in pricepapers.of_roll(roll))


def test_paper_has_both_forms_and_no_owner(roll: Roll, tmp_path: Path) -> None:
    words = text_of(pricepapers.for_posting(roll), tmp_path)

    for part in ("ภ.ด.ส. 1", "ภ.ด.ส. 2", "01A001", "30,000.00"):
        assert part in words
    assert "ใจดี" not in words


def test_prices_come_in_parts_that_miss_nothing(roll: Roll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pricepapers, "PART", 2)

    assert pricepapers.parts(roll) == 2
    assert pricepapers.for_posting(roll, part=2)
