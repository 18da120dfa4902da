"""What looks like a person's, and what only nearly does."""

import pytest

from opendata import personal_data

ID = "1101700203450"


def kinds(text: str) -> list[str]:
    return [sign.kind for sign in personal_data.signs(text)]


@pytest.mark.parametrize(
    "text",
    [
        ID,
        "1-1017-00203-45-0",
        "1 1017 00203 45 0",
        "1\u20131017\u201300203\u201345\u20130",
        "๑๑๐๑๗๐๐๒๐๓๔๕๐",
        f"เลขประจำตัว {ID} ครับ",
        "11017\u200b00203450",
        "0-0000-00000-01-9",
    ],
)
def test_citizen_id_is_seen_however_it_is_written(text: str) -> None:
    assert kinds(text) == ["citizen_id"]


@pytest.mark.parametrize("text", ["1101700203451", f"{ID}1", f"9{ID}", "98.9123456789012", "110170020345"])
def test_number_is_no_citizen_id_when_its_check_digit_or_length_is_wrong(text: str) -> None:
    assert "citizen_id" not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "0812345678",
        "081-234-5678",
        "โทร. 053 123 456",
        "(053) 123456",
        "0-5312-3456",
        "+66 81 234 5678",
        "+66(0)812345678",
        "๐๘๑๒๓๔๕๖๗๘",
        "02.123.4567",
    ],
)
def test_telephone_is_seen_however_it_is_written(text: str) -> None:
    assert kinds(text) == ["telephone"]


@pytest.mark.parametrize(
    "text", ["1669", "04500199", "07C021/001", "18.7300000", "0.0812345678", "2567-01-02", "12.50"]
)
def test_code_or_figure_is_no_telephone(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "นายสมชาย ใจดี",
        "นาง มาลี",
        "บ้านของนางสาวมาลี ดีมาก",
        "น.ส. สมหญิง",
        "ด.ช.ก้อง",
        "ด. ญ. ฟ้า",
        "เด็กชายก้อง",
        "Mr Somchai",
        "Mrs. Jones",
        "ถนนนายเหรียญ ใจดี",
        "(นายเหรียญ)",
    ],
)
def test_name_is_seen_after_a_title(text: str) -> None:
    assert kinds(text) == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "ซอยนายเหรียญ",
        "ซอยนายเหรียญ 2",
        "ซอยนายเหรียญ แยก 3",
        "นายกเทศมนตรี",
        "สำนักงานทนายความ สมชาย",
        "น.ส.3ก",
        "น.ส. ๓ ก",
        "ถนนนางเลิ้ง",
        "นางรอง",
        "จำหน่ายยา",
        "MR 123",
        "Miss",
    ],
)
def test_place_or_document_is_no_name(text: str) -> None:
    assert kinds(text) == []


def test_email_is_seen() -> None:
    assert kinds("ส่งถึง a.b+c@maehia.go.th ด้วย") == ["email"]


@pytest.mark.parametrize("text", [ID, "081-234-5678", "somchai@example.com", "นายสมชาย ใจดี"])
def test_what_is_told_does_not_hold_the_value(text: str) -> None:
    (sign,) = personal_data.signs(text)

    assert text not in sign.masked
    assert "somchai" not in sign.masked
    assert "สมชาย" not in sign.masked
    assert sum(letter.isdigit() for letter in sign.masked) <= 4


def test_each_sign_in_a_long_text_is_told_once() -> None:
    assert kinds(f"นายสมชาย ใจดี {ID} โทร 0812345678 และอีกครั้ง 0812345678") == ["citizen_id", "telephone", "name"]
