"""The code by which an owner pays what is open today."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date

from gis_assets import qr
from taxroll.models import Notice
from taxroll.papers import contents, payment_codes


@dataclass(frozen=True)
class PayCode:
    """What is drawn as a QR code; `is_thai_qr` when banks' applications read it, with the amount in it."""

    text: str
    is_thai_qr: bool

    @property
    def address(self) -> str:
        """The picture as an address that holds it whole: nothing of it is asked for, or kept, apart from the page."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"

    @property
    def png(self) -> bytes:
        return qr.png(self.text)


def code(notice: Notice, *, amount_satang: int, due_date: date) -> PayCode:
    """A Thai QR of what is open; without a biller number the bill's reference, which the counter scans."""
    biller, reference = contents.office_of(notice.municipality).biller, notice.bill.reference
    if not biller:
        return PayCode(reference, is_thai_qr=False)
    made = payment_codes.make(biller=biller, bill_reference=reference, amount_satang=amount_satang, due_date=due_date)
    return PayCode(made.qr, is_thai_qr=True)
