"""Addresses as people type them, in Thai and in English."""

import pytest

from opendata import addresses


@pytest.mark.parametrize(
    ("text", "house_number", "words"),
    [
        ("ถนนวัดจำลอง", "", ("วัดจำลอง",)),
        ("ถ.วัดจำลอง", "", ("วัดจำลอง",)),
        ("ถ. วัดจำลอง 2", "", ("วัดจำลอง", "2")),
        ("12/3 ถนนวัดจำลอง", "12/3", ("วัดจำลอง",)),
        ("บ้านเลขที่ ๑๒/๓ ถ.วัดจำลอง", "12/3", ("วัดจำลอง",)),
        ("99 ซ.วัดจำลอง 5", "99", ("วัดจำลอง", "5")),
        ("ซอย 5 ถนนวัดจำลอง", "", ("วัดจำลอง", "5")),
        ("ซอยวัดจำลอง5", "", ("วัดจำลอง", "5")),
        ("12/3 หมู่ 4 ถ.วัดจำลอง ต.เมืองจำลอง อ.เมือง จ.เชียงใหม่ 50100", "12/3", ("วัดจำลอง",)),
        ("12 ม.4 ซ.ร่มเย็น", "12", ("ร่มเย็น",)),
        ("ตำบลเมืองจำลอง", "", ("เมืองจำลอง",)),
        ("หมู่บ้านสวนสมมติ", "", ("หมู่บ้านสวนสมมติ",)),
        ("12 Wat Chamlong Rd.", "12", ("wat", "chamlong")),
        ("No. 12/3 Soi Wat Chamlong 5, Moo 4, Tambon Mueang", "12/3", ("wat", "chamlong", "5")),
        ("คลองจำลอง", "", ("คลองจำลอง",)),
        ("12/3", "12/3", ()),
        ("12", "12", ("12",)),
        ("ซอย", "", ("ซอย",)),
    ],
)
def test_address_is_read_as_people_write_it(text: str, house_number: str, words: tuple[str, ...]) -> None:
    read = addresses.read(text)

    assert (read.house_number, read.words) == (house_number, words)


def test_words_beyond_the_sixth_are_left_out() -> None:
    assert len(addresses.read(" ".join(f"word{chr(97 + n)}" for n in range(26))).words) == addresses.MOST_WORDS


@pytest.mark.parametrize("text", ["", " ", "%", "'; DROP TABLE", "((((", "\\", "๑" * 80, "ถ." * 40])
def test_any_text_is_read(text: str) -> None:
    assert isinstance(addresses.read(text), addresses.Address)
