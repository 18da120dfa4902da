"""Amounts of money in Thai words, as receipts and notices must write them."""

SATANG = 100
DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
MILLION = "ล้าน"


def read(amount_satang: int) -> str:
    """`12121` satang is หนึ่งร้อยยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์; raises ValueError below zero."""
    if amount_satang < 0:
        raise ValueError("An amount in words cannot be negative.")
    baht, satang = divmod(amount_satang, SATANG)
    if satang == 0:
        return (_number(baht) or "ศูนย์") + "บาทถ้วน"
    return (_number(baht) + "บาท" if baht else "") + _number(satang) + "สตางค์"


def _number(number: int) -> str:
    """Words of a whole number, empty for zero; millions are read as a number of their own."""
    millions, rest = divmod(number, 1_000_000)
    head = _number(millions) + MILLION if millions else ""
    return head + _below_a_million(rest, follows=millions > 0)


def _below_a_million(number: int, *, follows: bool) -> str:
    digits = [int(digit) for digit in reversed(str(number))]
    words = [_digit(digit, place, alone=len(digits) == 1 and not follows) for place, digit in enumerate(digits)]
    return "".join(reversed(words))


def _digit(digit: int, place: int, *, alone: bool) -> str:
    if digit == 0:
        return ""
    if place == 0 and digit == 1 and not alone:
        return "เอ็ด"
    if place == 1 and digit <= 2:
        return ("", "สิบ", "ยี่สิบ")[digit]
    return DIGITS[digit] + PLACES[place]
