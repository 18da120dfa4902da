"""Papers beside the notice: the owner's requests, blank or with what is known already."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from gis_assets.models import Municipality
from gis_assets.units import format_baht
from taxroll import documents
from taxroll.law import collection, signboards
from taxroll.law.collection import NoInstalments
from taxroll.models import Notice
from taxroll.papers import contents
from taxroll.signs import terms

MOST_ROWS = 3


class Request(StrEnum):
    """What an owner may ask for on paper."""

    REFUND = "refund"
    OBJECTION = "objection"
    INSTALMENTS = "instalments"
    CHANGE_OF_USE = "change_of_use"


def requests_about(notice: Notice) -> tuple[Request, ...]:
    """What may be asked about a notice; signs have no use to be changed."""
    about_all = (Request.REFUND, Request.OBJECTION, Request.INSTALMENTS)
    return about_all if notice.bill.roll.is_of_signs else tuple(Request)


def blank(kind: Request, *, municipality: Municipality) -> bytes:
    """A form with nothing but the municipality."""
    told = dict.fromkeys(("notice", "issued_on", "tax_year_be", "reference", "amount", "parts"), "")
    rows = [_row(number) for number in range(1, MOST_ROWS + 1)]
    known: dict[str, Any] = {"owner": {"name": "", "address": ""}, "instalments": rows, "is_of_signs": False}
    return _request(kind, municipality, told | known)


def of_notice(kind: Request, notice: Notice) -> bytes:
    """A form with what the notice says; the owner fills in the rest."""
    bill = notice.bill
    instalments = _instalments(notice)
    told = {
        "is_of_signs": bill.roll.is_of_signs,
        "owner": {"name": bill.owner_name, "address": bill.owner_address},
        "notice": notice.number,
        "issued_on": documents.thai_date(timezone.localdate(notice.issued_at)),
        "tax_year_be": str(bill.roll.tax_year_be),
        "reference": bill.reference,
        "amount": format_baht(notice.assessed_satang),
        "parts": str(len(instalments)) if instalments else "",
        "instalments": instalments or [_row(number) for number in range(1, MOST_ROWS + 1)],
    }
    return _request(kind, notice.municipality, told)


def _instalments(notice: Notice) -> list[dict[str, str]]:
    """As many parts as the law allows, on the days of the calendar; none where the tax is too small.

    Parts of signs follow the last day to pay.
    """
    law, roll = terms.of_roll(notice.bill.roll), notice.bill.roll
    days: Sequence[date] = law.calendar.value.instalments_by
    if roll.is_of_signs:
        days = signboards.instalment_days(law.instalments.value.at_most, first=notice.due_date, law=law)
    try:
        parts = collection.instalments(notice.assessed_satang, parts=len(days), law=law)
    except NoInstalments:
        return []
    return [
        _row(number, documents.thai_date(day), format_baht(part))
        for number, (day, part) in enumerate(zip(days, parts, strict=True), start=1)
    ]


def _row(number: int, due_on: str = "", amount: str = "") -> dict[str, str]:
    return {"number": str(number), "due_on": due_on, "amount": amount}


def _request(kind: Request, municipality: Municipality, told: dict[str, Any]) -> bytes:
    office = contents.office_facts(contents.office_of(municipality))
    return documents.pdf("request", {"kind": kind.value, "office": office} | told)
