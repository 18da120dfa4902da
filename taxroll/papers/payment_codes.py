"""The codes by which a notice is paid: the counters' line (barcode) and the Thai QR, of one biller and two references.

Reference 1 is the bill's own reference (municipality, year, roll, bill, check digits: `taxroll.references`), so a bank
file finds its bill alone. Reference 2 is the instalment (00: the whole), the last day to pay as yymmdd in B.E., and
two check digits (ISO 7064 MOD 97-10).
"""

import re
from dataclasses import dataclass
from datetime import date

from gis_assets import thai_qr
from gis_assets.units import year_be, year_ce

WHOLE = 0
CENTURY_BE = 2500
_REF2 = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")


class NotOurReference(ValueError):
    """Reference 2 was not made here, or was mistyped."""


@dataclass(frozen=True)
class Codes:
    """What is drawn on the paper; `counter` as the Code 128, `qr` as the Thai QR."""

    ref1: str
    ref2: str
    counter: str
    qr: str


def make(*, biller: str, bill_reference: str, amount_satang: int, due_date: date, instalment: int = WHOLE) -> Codes:
    """Both codes of one amount; raises thai_qr.NotPayable for a biller number no bank would know."""
    ref2 = reference_2(due_date=due_date, instalment=instalment)
    qr = thai_qr.payload(biller=biller, ref1=bill_reference, ref2=ref2, amount_satang=amount_satang)
    return Codes(bill_reference, ref2, counter_line(biller, bill_reference, ref2, amount_satang), qr)


def counter_line(biller: str, ref1: str, ref2: str, amount_satang: int) -> str:
    """The line that counters scan: exactly three carriage returns; an amount of 0 is keyed in by the cashier."""
    thai_qr.check(biller=biller, ref1=ref1, ref2=ref2, amount_satang=amount_satang)
    return f"|{biller}\r{ref1}\r{ref2}\r{amount_satang}"


def reference_2(*, due_date: date, instalment: int = WHOLE) -> str:
    body = f"{instalment:02d}{year_be(due_date.year) % 100:02d}{due_date:%m%d}"
    return f"{body}{98 - int(body) * 100 % 97:02d}"


def read_reference_2(ref2: str) -> tuple[int, date]:
    """The instalment (0: the whole) and the last day to pay; raises NotOurReference."""
    found = _REF2.fullmatch(ref2)
    if not found or int(ref2) % 97 != 1:
        raise NotOurReference(ref2)
    instalment, year, month, day = (int(part) for part in found.groups()[:4])
    try:
        return instalment, date(year_ce(CENTURY_BE + year), month, day)
    except ValueError as wrong:
        raise NotOurReference(ref2) from wrong
