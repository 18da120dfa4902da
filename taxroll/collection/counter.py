"""Finding the notice that somebody at the counter wants to pay: by a scanned code, a reference or a notice number."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gis_assets import digits
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import references
from taxroll.models import Bill, Notice

LENGTH = 19
NUMBER = re.compile(r"(25\d\d)\s*/\s*(\d{1,6})")


class NotFound(Refusal):
    def __init__(self) -> None:
        sentence = _("No notice carries this number or code. Check the digits, or look the owner up in the roll.")
        super().__init__(sentence)


class NoNoticeInForce(Refusal):
    def __init__(self, bill: Bill) -> None:
        sentence = _("Bill %(bill)s has no notice in force. Issue one before taking money.")
        super().__init__(sentence % {"bill": bill.reference})


@dataclass(frozen=True)
class Found:
    """The notice to pay; `instead_of` is the cancelled one that was asked for."""

    notice: Notice
    instead_of: Notice | None = None


def find(municipality: Municipality, *, text: str) -> Found:
    """The notice meant by what was typed or scanned; raises NotFound or NoNoticeInForce."""
    notices = Notice.objects.filter(municipality=municipality).select_related("bill__roll", "municipality")
    text = digits.arabic(text)
    if (number := NUMBER.fullmatch(text.strip())) and (
        named := notices.filter(number=f"{number[1]}/{int(number[2]):06d}").first()
    ):
        return _in_force(named)
    bill = bill_in(municipality, text)
    if bill is None:
        raise NotFound
    if in_force := notices.filter(bill=bill, cancelled_at=None).first():
        return Found(in_force)
    if replaced := replacement_of(bill):
        return Found(replaced, bill.notices.order_by("issued_at").last())
    raise NoNoticeInForce(bill)


def bill_in(municipality: Municipality, text: str) -> Bill | None:
    """The bill whose reference stands in a scanned code or typed text.

    A code holds it among other digits (tag 30 of Thai QR, or the fields of a bar code), so every run of the right
    length with fitting check digits is looked up; one in 97 fits by chance, but is no bill of this municipality.
    """
    return Bill.objects.filter(municipality=municipality, reference__in=_references_in(text)).first()


def _references_in(text: str) -> list[str]:
    runs = re.findall(r"\d+", re.sub(r"(?<=\d)[ -](?=\d)", "", text))
    cuts = (run[start : start + LENGTH] for run in runs for start in range(len(run) - LENGTH + 1))
    return [cut for cut in cuts if references.is_valid(cut)]


def replacement_of(bill: Bill) -> Notice | None:
    """The notice in force that stands for the same debtor and year, of this bill or a later one."""
    same_debt = Notice.objects.filter(
        municipality=bill.municipality_id,
        cancelled_at=None,
        bill__party=bill.party_id,
        bill__roll__tax_year_be=bill.roll.tax_year_be,
        bill__roll__tax=bill.roll.tax,
    )
    return same_debt.select_related("bill__roll", "municipality").order_by("-issued_at").first()


def _in_force(named: Notice) -> Found:
    if named.cancelled_at is None:
        return Found(named)
    if replaced := replacement_of(named.bill):
        return Found(replaced, named)
    raise NoNoticeInForce(named.bill)
