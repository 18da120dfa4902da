"""Thai QR of bill payment (tag 30): EMVCo merchant-presented QR 1.1, fields of tag, length and value, closed by a CRC.

What it says is read by every Thai bank's application; nothing here knows of tax.
"""

import re
from decimal import Decimal

BILL_PAYMENT = "A000000677010112"
STATIC, WITH_AMOUNT = "11", "12"
BAHT_ISO_4217 = "764"
BILLER = re.compile(r"\d{13}(\d{2})?")
REFERENCE = re.compile(r"[A-Z0-9]{1,20}")
SATANG = 100
LONGEST = 99


class NotPayable(ValueError):
    """The biller, a reference or the amount cannot stand in a Thai QR."""


def payload(*, biller: str, ref1: str, ref2: str = "", amount_satang: int = 0) -> str:
    """The text of the QR; an amount of 0 leaves the amount to the payer. Raises NotPayable.

    `biller`: 13 digits of the tax number, with the bank's suffix of 2 digits where it gave one.
    """
    check(biller=biller, ref1=ref1, ref2=ref2, amount_satang=amount_satang)
    account = _field("00", BILL_PAYMENT) + _field("01", biller) + _field("02", ref1)
    account += _field("03", ref2) if ref2 else ""
    text = _field("00", "01") + _field("01", WITH_AMOUNT if amount_satang else STATIC) + _field("30", account)
    text += _field("53", BAHT_ISO_4217)
    text += _field("54", f"{Decimal(amount_satang) / SATANG:.2f}") if amount_satang else ""
    text += _field("58", "TH") + "6304"
    return f"{text}{crc16(text.encode('ascii')):04X}"


def check(*, biller: str, ref1: str, ref2: str, amount_satang: int) -> None:
    """Raises NotPayable for what banks would refuse."""
    if not BILLER.fullmatch(biller):
        raise NotPayable(f"The biller number has 13 or 15 digits, not {biller!r}.")
    if not REFERENCE.fullmatch(ref1) or (ref2 and not REFERENCE.fullmatch(ref2)):
        raise NotPayable(f"References have 1 to 20 capital letters and digits, not {ref1!r} and {ref2!r}.")
    if amount_satang < 0:
        raise NotPayable(f"{amount_satang} satang cannot be asked for.")


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, nothing reflected."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _field(tag: str, value: str) -> str:
    if len(value) > LONGEST:
        raise NotPayable(f"Field {tag} is longer than {LONGEST} signs.")
    return f"{tag}{len(value):02d}{value}"
