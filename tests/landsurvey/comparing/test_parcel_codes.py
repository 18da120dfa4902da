"""The next code by the rule of the tax map, in both ways that files write it."""

import pytest

from landsurvey.comparing import parcel_codes
from landsurvey.comparing.parcel_codes import Numbering, ParcelCode


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("04B066", ParcelCode("04B", "066")),
        ("07C021/001", ParcelCode("07C", "021", ("001",))),
        ("07K002/004/01/2", ParcelCode("07K", "002", ("004", "01", "2"))),
        ("02S015/004", ParcelCode("02S", "015", ("004",))),
        ("7", ParcelCode("", "7")),
    ],
)
def test_code_is_taken_apart_as_written(code: str, parts: ParcelCode) -> None:
    assert parcel_codes.parse(code) == parts
    assert str(parts) == code


@pytest.mark.parametrize("code", ["", "07K", "07K002/", "07K002/004/01/2/1", "a/b1"])
def test_no_parts_when_the_code_is_outside_the_grammar(code: str) -> None:
    assert parcel_codes.parse(code) is None


@pytest.mark.parametrize(
    ("zone", "block", "lot", "code"),
    [("04", "B", "066", "04B066"), ("15", "02S", "015/004", "02S015/004"), ("4", "B", "66", "4B66")],
)
def test_code_is_composed_without_mending_the_zone(zone: str, block: str, lot: str, code: str) -> None:
    assert parcel_codes.composed(zone, block, lot) == code


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("07K002", "07K002/001"),
        ("07C021", "07C021/006"),
        ("07C021/001", "07C021/001/01"),
        ("07C021/002/03", "07C021/002/03/1"),
        ("07C021/002/04/7", "07C021/002/04/8"),
        ("02S015", "02S015/005"),
    ],
)
def test_child_takes_the_next_suffix_of_its_level(parent: str, child: str) -> None:
    numbering = Numbering(["07K002", "07C021/002", "07C021/005", "07C021/002/04/7", "02S015/004"])

    assert numbering.child_of(parent) == child


def test_no_child_when_the_level_is_full() -> None:
    assert Numbering(["01A001/001/01/9"]).child_of("01A001/001/01") == ""


def test_children_follow_one_another() -> None:
    numbering = Numbering(["01A001"])

    assert [numbering.child_of("01A001") for _ in range(3)] == ["01A001/001", "01A001/002", "01A001/003"]


def test_new_parcel_takes_the_next_number_when_there_are_gaps() -> None:
    numbering = Numbering(["01A001", "01A007", "01B002", "4C12"])

    assert [numbering.in_block("01A"), numbering.in_block("01B"), numbering.in_block("4C")] == [
        "01A008",
        "01B003",
        "4C13",
    ]


def test_lowest_code_is_kept_in_a_merge() -> None:
    assert parcel_codes.lowest(["01A010", "01A002/001", "01A002", "??", ""]) == "01A002"
    assert parcel_codes.lowest(["", ""]) == ""


def test_parts_get_codes_in_the_order_of_their_land_numbers() -> None:
    codes = parcel_codes.of_split(
        "01A001", staying=1, land_numbers=["12", "3", "7"], codes=["", "", ""], numbering=Numbering(["01A001/001"])
    )

    assert codes == ["01A001/003", "01A001", "01A001/002"]


def test_part_keeps_its_code_when_it_already_descends_from_the_parent() -> None:
    codes = parcel_codes.of_split(
        "01A001", staying=0, land_numbers=["3", "9"], codes=["01A001", "01A001/009"], numbering=Numbering(["01A001"])
    )

    assert codes == ["01A001", "01A001/009"]
