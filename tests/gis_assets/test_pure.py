"""Units, periods, codes and numbers of persons."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_assets import asset_codes, citizen_ids, units
from gis_assets.periods import Period


def test_area_in_square_wah_when_written_in_rai_ngan_wah() -> None:
    assert units.wah_from_rai_ngan_wah(2, 1, Decimal("35.5")) == Decimal("935.5")


@given(st.decimals(0, 10**7, places=1))
def test_rai_ngan_wah_and_back_is_the_same_area(area_wah: Decimal) -> None:
    assert units.wah_from_rai_ngan_wah(*units.rai_ngan_wah(area_wah)) == area_wah


def test_area_is_written_as_deeds_write_it() -> None:
    assert units.format_rai_ngan_wah(Decimal("935.5")) == "2-1-35.5"
    assert units.format_rai_ngan_wah(Decimal("399.96")) == "1-0-00.0"


def test_ngan_above_three_is_refused() -> None:
    with pytest.raises(ValueError, match="no area"):
        units.wah_from_rai_ngan_wah(0, 4, Decimal(0))


def test_money_is_written_exactly() -> None:
    assert units.format_baht(123_456_789_012_345) == "1,234,567,890,123.45"
    assert units.format_baht(-5) == "-0.05"


def test_day_is_in_a_period_at_its_start_and_out_at_its_end() -> None:
    year = Period(date(2024, 1, 1), date(2025, 1, 1))

    assert date(2024, 1, 1) in year
    assert date(2025, 1, 1) not in year
    assert not year.overlaps(Period(date(2025, 1, 1)))


@given(st.integers(0, asset_codes.CAPACITY - 1))
def test_code_survives_what_a_person_makes_of_it(number: int) -> None:
    code = asset_codes.encode(number)

    assert asset_codes.normalise(f" {code.lower().replace('-', ' ')} ") == code


@given(st.integers(0, asset_codes.CAPACITY - 1), st.integers(0, 6), st.sampled_from(asset_codes.ALPHABET))
def test_one_wrong_sign_is_noticed(number: int, place: int, sign: str) -> None:
    signs = asset_codes.encode(number).replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]

    if wrong != signs:
        with pytest.raises(asset_codes.WrongAssetCode):
            asset_codes.normalise(wrong)


@given(st.integers(0, asset_codes.CAPACITY - 1), st.integers(0, 4))
def test_two_swapped_signs_are_noticed(number: int, place: int) -> None:
    signs = asset_codes.encode(number).replace("-", "")
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]

    if swapped != signs:
        with pytest.raises(asset_codes.WrongAssetCode):
            asset_codes.normalise(swapped)


def test_codes_of_many_numbers_are_all_different() -> None:
    assert len({asset_codes.encode(number) for number in range(20_000)}) == 20_000


def test_citizen_id_is_read_with_dashes_and_thai_digits() -> None:
    assert citizen_ids.compact("๑-2345-45678-78-1") == "1234545678781"


def test_citizen_id_with_a_wrong_check_digit_is_refused() -> None:
    with pytest.raises(citizen_ids.NotACitizenId):
        citizen_ids.compact("1234545678782")


def test_digest_depends_on_the_key_and_hides_the_number() -> None:
    first, second = (citizen_ids.digest("1234545678781", key=key) for key in ("one", "two"))

    assert first != second
    assert "1234545678781" not in first
    assert citizen_ids.masked(citizen_ids.tail("1234545678781")) == "x-xxxx-xxxxx-78-1"
