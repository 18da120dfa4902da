"""The Thai QR against a published vector, and read back from its picture."""

import re

import pytest
import zxingcpp

from gis_assets import thai_qr

PUBLISHED = "00020101021130530016A00000067701011201130000000000001020412340304234553037645802TH6304E5DA"


def test_payload_is_the_published_one() -> None:
    made = thai_qr.payload(biller="0000000000001", ref1="1234", ref2="2345")

    assert made == PUBLISHED


def test_check_sum_is_that_of_the_catalogue() -> None:
    """CRC-16/CCITT-FALSE of the nine digits is 29B1 in every catalogue of check sums."""
    assert thai_qr.crc16(b"123456789") == 0x29B1


def test_amount_is_written_in_baht_when_it_is_asked_for() -> None:
    made = thai_qr.payload(biller="099400016550100", ref1="X1", amount_satang=123450)

    assert "54071234.50" in made
    assert made.startswith("000201010212")


def test_second_reference_is_left_out_when_there_is_none() -> None:
    made = thai_qr.payload(biller="099400016550100", ref1="X1")

    assert re.search(r"0202X15303764", made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"biller": "12"},
        {"ref1": "ก1"},
        {"ref1": ""},
        {"ref1": "A" * 21},
        {"ref2": "abc"},
        {"amount_satang": -1},
    ],
)
def test_nothing_is_made_when_a_bank_would_refuse_it(wrong: dict[str, object]) -> None:
    asked: dict[str, object] = {"biller": "099400016550100", "ref1": "1", "ref2": "2", "amount_satang": 100}

    with pytest.raises(thai_qr.NotPayable):
        thai_qr.payload(**asked | wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_picture_reads_back_byte_for_byte() -> None:
    made = thai_qr.payload(biller="099400016550100", ref1="0450019967100000142", ref2="0067063021", amount_satang=1)

    picture = zxingcpp.create_barcode(made, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [made]
