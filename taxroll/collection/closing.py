"""Closing a day: what was counted beside what the books say; a difference is explained; then the day takes no money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht
from taxroll import documents, ledger
from taxroll.models import MONEY, AccountKind, ClosingCount, DailyClosing, Transfer


class ClosedAlready(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(_("%(day)s is already closed.") % {"day": town.thai_date(on)})


class DayHasNotCome(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(_("%(day)s has not come yet and cannot be closed.") % {"day": town.thai_date(on)})


class DifferenceUnexplained(Refusal):
    def __init__(self, kind: AccountKind, difference_satang: int) -> None:
        sentence = _("%(money)s differs from the books by %(amount)s baht. Count again, or explain the difference.")
        super().__init__(sentence % {"money": kind.label, "amount": format_baht(difference_satang)})


@dataclass(frozen=True)
class Counted:
    """What was counted of one kind of money, in satang, and why it differs from the books, if it does."""

    satang: int
    explanation: str = ""


def booked(municipality: Municipality, *, on: date) -> dict[AccountKind, int]:
    """What came in less what went out of each kind of money on that day, in satang."""
    return {kind: ledger.movement(municipality, kind, on=on) for kind in MONEY}


@transaction.atomic
def close(
    municipality: Municipality, *, on: date, counted: Mapping[AccountKind, Counted], by: User, at: datetime
) -> DailyClosing:
    """Close a day for good; raises one of the Refusals above. Payments of this moment wait, and are then refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ledger.CLOSING_LOCK, municipality.pk])
    if on > timezone.localdate(at):
        raise DayHasNotCome(on)
    if DailyClosing.objects.filter(municipality=municipality, on=on).exists():
        raise ClosedAlready(on)
    counts = [
        ClosingCount(
            municipality=municipality,
            account_kind=kind,
            booked_satang=satang,
            counted_satang=counted[kind].satang,
            explanation=counted[kind].explanation.strip(),
        )
        for kind, satang in booked(municipality, on=on).items()
    ]
    for count in counts:
        if count.counted_satang != count.booked_satang and not count.explanation:
            raise DifferenceUnexplained(AccountKind(count.account_kind), count.counted_satang - count.booked_satang)
    return _keep(municipality, on, counts, by, at)


def pdf(closing: DailyClosing) -> bytes:
    """The report as it was signed off; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(closing.pdf, sha256=closing.pdf_sha256)


def _keep(municipality: Municipality, on: date, counts: list[ClosingCount], by: User, at: datetime) -> DailyClosing:
    document = documents.pdf("closing", _contents(municipality, on, counts, by, at))
    closing = DailyClosing.objects.create(
        municipality=municipality,
        on=on,
        closed_at=at,
        closed_by=by,
        pdf=documents.keep(document, municipality=municipality, kind="closings", number=on.isoformat()),
        pdf_sha256=documents.sha256(document),
    )
    for count in counts:
        count.closing = closing
    ClosingCount.objects.bulk_create(counts)
    journal.append(
        municipality=municipality,
        by=by,
        action="day closed",
        thing_kind="daily_closing",
        thing_uid=closing.uid,
        at=at,
        details={count.account_kind: count.counted_satang for count in counts},
    )
    return closing


def _contents(
    municipality: Municipality, on: date, counts: list[ClosingCount], by: User, at: datetime
) -> dict[str, Any]:
    """What the report prints: the counts, and every movement of money of the day."""
    moves = Transfer.objects.filter(municipality=municipality, happened_on=on).select_related(
        "debit", "credit", "payment__receipt", "notice"
    )
    return {
        "municipality": municipality.name_th,
        "on": documents.thai_date(on),
        "closed_at": f"{timezone.localtime(at):%H:%M}",
        "closed_by": by.get_full_name() or by.get_username(),
        "counts": [
            {
                "money": count.account_kind,
                "booked": format_baht(count.booked_satang),
                "counted": format_baht(count.counted_satang),
                "difference": format_baht(count.counted_satang - count.booked_satang),
                "explanation": count.explanation,
            }
            for count in counts
        ],
        "moves": [_move(move) for move in moves if {move.debit.kind, move.credit.kind} & set(MONEY)],
    }


def _move(move: Transfer) -> dict[str, str]:
    is_in = move.debit.kind in MONEY
    receipt = getattr(move.payment, "receipt", None)
    return {
        "receipt": receipt.number if receipt else "",
        "notice": move.notice.number if move.notice else "",
        "kind": str(move.kind),
        "money": str(move.debit.kind if is_in else move.credit.kind),
        "amount": format_baht(move.amount_satang if is_in else -move.amount_satang),
    }
