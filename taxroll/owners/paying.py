"""The code by which an owner pays what is open today."""

from dataclasses import dataclass

from gis_assets import qr
from taxroll.models import Notice


@dataclass(frozen=True)
class PayCode:
    """What is drawn as a QR code; `is_thai_qr` when banks' applications read it with the amount in it."""

    text: str
    is_thai_qr: bool

    @property
    def svg(self) -> str:
        return qr.svg(self.text)

    @property
    def png(self) -> bytes:
        return qr.png(self.text)


def code(notice: Notice, *, amount_satang: int) -> PayCode:
    """The code of a notice: its reference, which the counter and the bank file know."""
    return PayCode(notice.bill.reference, is_thai_qr=False)
