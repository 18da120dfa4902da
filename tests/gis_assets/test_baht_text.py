"""Amounts in Thai words."""

import pytest

from gis_assets import baht_text


@pytest.mark.parametrize(
    ("satang", "words"),
    [
        (12121, "หนึ่งร้อยยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
        (0, "ศูนย์บาทถ้วน"),
        (100, "หนึ่งบาทถ้วน"),
        (1, "หนึ่งสตางค์"),
        (1000, "สิบบาทถ้วน"),
        (1100, "สิบเอ็ดบาทถ้วน"),
        (2000, "ยี่สิบบาทถ้วน"),
        (10100, "หนึ่งร้อยเอ็ดบาทถ้วน"),
        (50, "ห้าสิบสตางค์"),
        (100_000_000, "หนึ่งล้านบาทถ้วน"),
        (100_000_100, "หนึ่งล้านเอ็ดบาทถ้วน"),
        (1_100_000_000, "สิบเอ็ดล้านบาทถ้วน"),
        (123_456_789, "หนึ่งล้านสองแสนสามหมื่นสี่พันห้าร้อยหกสิบเจ็ดบาทแปดสิบเก้าสตางค์"),
        (10**16, "หนึ่งร้อยล้านล้านบาทถ้วน"),
    ],
)
def test_amount_is_read_as_receipts_write_it(satang: int, words: str) -> None:
    assert baht_text.read(satang) == words


def test_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        baht_text.read(-1)
