"""Spoilt text is recognised and a repair proposed; what only looks odd is left alone."""

import numpy as np
import pytest

from landsurvey.formats import mojibake


def spoilt(text: str, *, written: str, read: str) -> str:
    """Write in one encoding and read in another, as a careless program does; bytes without a sign become controls."""
    return "".join(_seen(byte, read) for byte in text.encode(written))


def _seen(byte: int, codec: str) -> str:
    try:
        return bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize("text", ["แม่เหียะ", "ศรีภูมิ", "โฉนดที่ดินเลขที่ 4711", "ภาษาไทย", "น.ส.3ก", "นา"])
@pytest.mark.parametrize(("written", "read"), [("utf-8", "cp874"), ("utf-8", "cp1252"), ("cp874", "cp1252")])
def test_text_is_proposed_as_it_was_when_read_in_the_wrong_encoding(text: str, written: str, read: str) -> None:
    assert mojibake.repaired(spoilt(text, written=written, read=read)) == text


def test_text_is_proposed_as_it_was_when_spoilt_twice() -> None:
    once = spoilt("แม่เหียะ", written="utf-8", read="cp874")
    twice = spoilt(once, written="utf-8", read="cp874")

    assert mojibake.repaired(twice) == "แม่เหียะ"


def test_only_the_spoilt_part_is_repaired_when_the_rest_is_right() -> None:
    half = "เนตรดาว " + spoilt("แม่เหียะ", written="utf-8", read="cp874")

    assert mojibake.repaired(half) == "เนตรดาว แม่เหียะ"


def test_blank_that_replaced_a_no_break_one_is_understood() -> None:
    damaged = spoilt("ภาษา", written="utf-8", read="cp874").replace("\u00a0", " ")

    assert mojibake.repaired(damaged) == "ภาษา"


def test_letter_cut_by_the_width_of_the_field_is_left_out() -> None:
    assert mojibake.repaired(spoilt("แม่เหียะ", written="utf-8", read="cp874")[:-1]) == "แม่เหีย"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PARCEL",
        "แม่เหียะ",
        "เนตร",
        "เธียรชัย",
        "เธอ",
        "อเนกประสงค์",
        "เนกขัมม์",
        "México",
        "Müller",
        "créée",
        "ราคา 5 €",
        "ค\ufffd",
    ],
)
def test_nothing_is_proposed_when_the_text_is_right_or_lost(text: str) -> None:
    assert mojibake.repaired(text) is None


def test_repairs_name_row_and_column() -> None:
    damaged = spoilt("ศรีภูมิ", written="cp874", read="cp1252")
    table = {"NAME": np.array(["ดี", damaged], dtype=object), "CODE": np.array(["1", "2"], dtype=object)}

    assert mojibake.repairs(table) == [mojibake.Repair(1, "NAME", damaged, "ศรีภูมิ")]
