"""The deliverer's order, read out of addresses as people write them."""

import pytest

from taxroll.papers.addresses import Basis, stop


def keys(*addresses: str) -> list[str]:
    stops = {address: stop(address, parcel_code="", tambons=frozenset()).key for address in addresses}
    return sorted(addresses, key=stops.__getitem__)


def test_villages_come_before_house_numbers() -> None:
    assert keys("9 หมู่ 2 ตำบลก", "10 หมู่ 1 ตำบลก", "2 หมู่ 1 ตำบลก") == [
        "2 หมู่ 1 ตำบลก",
        "10 หมู่ 1 ตำบลก",
        "9 หมู่ 2 ตำบลก",
    ]


def test_houses_of_a_lane_stand_together() -> None:
    ordered = keys("1 ซอย 2 ถนนสุเทพ", "3 ถนนสุเทพ", "7 ซอย 2 ถนนสุเทพ", "2 ถนนห้วยแก้ว")

    assert ordered == ["3 ถนนสุเทพ", "1 ซอย 2 ถนนสุเทพ", "7 ซอย 2 ถนนสุเทพ", "2 ถนนห้วยแก้ว"]


def test_part_of_a_house_number_counts_as_a_number() -> None:
    assert keys("5/10 หมู่ 1", "5/9 หมู่ 1", "5 หมู่ 1") == ["5 หมู่ 1", "5/9 หมู่ 1", "5/10 หมู่ 1"]


@pytest.mark.parametrize("address", ["๕/๓ หมู่ที่ ๔", "บ้านเลขที่ 5/3 ม.4", "5 / 3 หมู่ 4"])
def test_same_door_is_found_when_it_is_written_otherwise(address: str) -> None:
    assert stop(address, parcel_code="", tambons=frozenset()) == stop("5/3 ม. 4", parcel_code="", tambons=frozenset())


def test_order_is_that_of_the_parcel_when_no_house_is_named() -> None:
    found = stop("วัดป่าแดง", parcel_code="07C021/001", tambons=frozenset())

    assert (found.basis, found.key) == (Basis.PARCEL, "2 07C021/001")


def test_address_is_outside_when_its_tambon_is_not_ours() -> None:
    assert stop("1 ตำบลไกล", parcel_code="", tambons=frozenset({"ใกล้"})).basis is Basis.OUTSIDE
    assert stop("1 ตำบลใกล้", parcel_code="", tambons=frozenset({"ใกล้"})).basis is Basis.ADDRESS
