"""Papers beside the notice: the owner's requests, blank or with what is known already."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from gis_assets.models import Municipality
from gis_assets.units import format_baht
from taxroll import documents
from taxroll.law import collection, library
from taxroll.law.collection import NoInstalments
from taxroll.models import Notice
from taxroll.papers import contents

MOST_ROWS = 3


class Request(StrEnum):
    """What an owner may ask for on paper."""

    REFUND = "refund"
    OBJECTION = "objection"
    INSTALMENTS = "instalments"


def blank(kind: Request, *, municipality: Municipality) -> bytes:
    """A form with nothing but the municipality."""
    told = dict.fromkeys(("notice", "issued_on", "tax_year_be", "reference", "amount", "parts"), "")
    rows = [_row(number) for number in range(1, MOST_ROWS + 1)]
    return _request(kind, municipality, told | {"owner": {"name": "", "address": ""}, "instalments": rows})


def of_notice(kind: Request, notice: Notice) -> bytes:
    """A form with what the notice says; the owner fills in the rest."""
    bill = notice.bill
    instalments = _instalments(notice)
    told = {
        "owner": {"name": bill.owner_name, "address": bill.owner_address},
        "notice": notice.number,
        "issued_on": documents.thai_date(timezone.localdate(notice.issued_at)),
        "tax_year_be": str(bill.roll.tax_year_be),
        "reference": bill.reference,
        "amount": format_baht(bill.payable_satang),
        "parts": str(len(instalments)) if instalments else "",
        "instalments": instalments or [_row(number) for number in range(1, MOST_ROWS + 1)],
    }
    return _request(kind, notice.municipality, told)


def _instalments(notice: Notice) -> list[dict[str, str]]:
    """As many parts as the law allows, on the days of the calendar; none where the tax is too small."""
    law = library.of_year(notice.bill.roll.tax_year_be)
    days: Sequence[date] = law.calendar.value.instalments_by
    try:
        parts = collection.instalments(notice.bill.payable_satang, parts=len(days), law=law)
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
