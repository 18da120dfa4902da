"""What an owner sees of one bill: its properties, its computation, what is open today and why, and what was filed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from gis_assets import sql_files
from gis_assets.models import Municipality
from taxroll import explanation, standing
from taxroll.collection import refunds
from taxroll.disputes import filings
from taxroll.explanation import Explanation
from taxroll.law.collection import Owed
from taxroll.models import Bill, Filing, Notice, Payment, RollStatus, SignLine
from taxroll.owners import paying
from taxroll.owners.identity import Owner
from taxroll.owners.paying import PayCode
from taxroll.signs import reassessing as signs
from taxroll.standing import Standing


@dataclass(frozen=True)
class Part:
    """An instalment and whether it is settled or was missed."""

    number: int
    due_date: date
    amount_satang: int
    is_paid: bool
    is_missed: bool


@dataclass(frozen=True)
class Money:
    """How the notice in force stands today, with what was paid on the former papers of its debt."""

    standing: Standing
    owed: Owed
    late_after: date
    is_late: bool
    has_lower_surcharge: bool
    surplus_satang: int
    parts: Sequence[Part]
    payments: Sequence[Payment]
    code: PayCode | None


@dataclass(frozen=True)
class Page:
    """One bill as its owner sees it; without a notice in force there is no `money`."""

    bill: Bill
    explained: Explanation
    sign_lines: Sequence[SignLine]
    notice: Notice | None
    former: Sequence[Notice]
    money: Money | None
    filings: Sequence[Filing]
    appealable: Filing | None

    @property
    def assessed_satang(self) -> int:
        """What the paper in force says, else the bill."""
        return self.notice.assessed_satang if self.notice else self.bill.payable_satang


def bills_of(municipality: Municipality, owner: Owner) -> QuerySet[Bill]:
    """Every bill that stands for the owner, alone or with others, in a sealed roll, the newest year first."""
    bills = Bill.objects.filter(
        municipality=municipality, parties__contains=[owner.party_id], roll__status=RollStatus.SEALED
    )
    noticed = bills.filter(notices__isnull=False).distinct()
    return noticed.select_related("roll", "municipality").order_by("-roll__tax_year_be", "-roll__sequence", "number")


def of(bill: Bill, *, on: date) -> Page:
    """Everything the page of a bill shows on a day."""
    notice = bill.notices.filter(cancelled_at=None).select_related("bill__roll", "municipality", "decision").first()
    filed = (
        Filing.objects.filter(notice__bill=bill)
        .select_related("case", "line", "correction__roll", "notice__bill__roll")
        .order_by("-received_at")
    )
    decision = notice.decision if notice else None
    return Page(
        bill=bill,
        explained=explanation.explain(bill, decision=decision),
        sign_lines=signs.lines_of(bill, decision=decision) if bill.roll.is_of_signs else (),
        former=list(bill.notices.exclude(cancelled_at=None).order_by("-issued_at")),
        notice=notice,
        money=_money(notice, on) if notice else None,
        filings=list(filed),
        appealable=filings.appealable(notice) if notice else None,
    )


def shapes(bill: Bill) -> dict[str, Any]:
    """The bill's own plots and buildings: `geojson`, and `bounds` as west, south, east, north (None without any)."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "bill_shapes"), {"bill": bill.pk})
        [(geojson, bounds)] = cursor.fetchall()
    found = json.loads(geojson) if isinstance(geojson, str) else geojson
    return {"geojson": found, "bounds": bounds if found["features"] else None}


def _money(notice: Notice, on: date) -> Money:
    now = standing.of(notice)
    owed = now.owed(on=on)
    late_after = now.late_after(on=on)
    paid = Payment.objects.filter(notice__in=standing.papers_of(notice), reversal=None)
    return Money(
        standing=now,
        owed=owed,
        late_after=late_after,
        is_late=on > late_after,
        has_lower_surcharge=now.has_lower_surcharge(on=on),
        surplus_satang=refunds.unclaimed(notice),
        parts=_parts(now, on),
        payments=list(paid.select_related("receipt")),
        code=paying.code(notice, amount_satang=owed.total_satang, due_date=late_after) if owed.total_satang else None,
    )


def _parts(now: Standing, on: date) -> list[Part]:
    missed, paid = now.missed(on=on), sum(made.tax_satang for made in now.made)
    wanted, parts = 0, []
    for number, part in enumerate(now.plan, start=1):
        wanted += part.amount_satang
        parts.append(Part(number, part.due_date, part.amount_satang, paid >= wanted, part in missed))
    return parts
