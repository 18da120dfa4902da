"""The list of arrears to the land office (s. 59), which then registers no transfer; and its retraction when paid.

Reports are kept as they were sent. What the land office knows today is the last word about each property.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.units import format_baht, year_be
from taxroll import documents, ledger, numbering, standing
from taxroll.collection import open_notices
from taxroll.models import ArrearsEntry, ArrearsReport, Notice, ReportKind, RollLine
from taxroll.standing import Standing

HEADING = (
    "ลำดับ",
    "รหัสแปลงที่ดิน",
    "ประเภทเอกสารสิทธิ",
    "เลขที่เอกสารสิทธิ",
    "ผู้ค้างชำระ",
    "หนังสือแจ้งการประเมิน",
    "ภาษีค้างชำระ (บาท)",
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class NothingToReport(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing to report: the land office already knows how every property stands."))


@dataclass(frozen=True)
class ToReport:
    """What the land office should hear next: new arrears, and properties to take off its list."""

    arrears: Sequence[Standing]
    retractions: Sequence[ArrearsEntry]


def to_report(municipality: Municipality, *, tax_year_be: int, on: date) -> ToReport:
    """Late notices of the year that are not reported yet, and reported ones that owe nothing any more."""
    known = _known(municipality, tax_year_be)
    reported = {entry.notice.debt_key for entry in known}
    late = [
        found
        for found in standing.of_all(list(open_notices.of_year(municipality, tax_year_be=tax_year_be)))
        if found.notice.debt_key not in reported and on > found.late_after(on=on)
    ]
    owed = ledger.owed_by_each(reported)
    return ToReport(late, [entry for entry in known if owed.get(entry.notice.debt_key, 0) == 0])


@transaction.atomic
def report(municipality: Municipality, *, tax_year_be: int, kind: ReportKind, by: User, at: datetime) -> ArrearsReport:
    """Make the next list of arrears or of retractions; raises NothingToReport."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    found = to_report(municipality, tax_year_be=tax_year_be, on=timezone.localdate(at))
    entries = _arrears(found.arrears) if kind == ReportKind.ARREARS else _retractions(found.retractions)
    if not entries:
        raise NothingToReport
    made = ArrearsReport.objects.create(
        municipality=municipality,
        tax_year_be=tax_year_be,
        kind=kind,
        number=numbering.take(
            municipality=municipality, kind="land_office", year_be=year_be(timezone.localdate(at).year)
        ),
        made_at=at,
        made_by=by,
    )
    for entry in entries:
        entry.municipality, entry.report = municipality, made
    ArrearsEntry.objects.bulk_create(entries)
    journal.append(
        municipality=municipality,
        by=by,
        action=f"land office: {kind}",
        thing_kind="arrears_report",
        thing_uid=made.uid,
        at=at,
        details={"number": made.number, "properties": len(entries)},
    )
    return made


def table(made: ArrearsReport) -> bytes:
    """The report as a table (CSV with a byte order mark, so that spreadsheets read the Thai)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADING)
    for number, entry in enumerate(made.entries.select_related("notice"), start=1):
        writer.writerow(map(_harmless, (str(number), *_cells(entry))))
    return out.getvalue().encode("utf-8-sig")


def pdf(made: ArrearsReport) -> bytes:
    """The report as a paper to send with a letter."""
    entries = list(made.entries.select_related("notice"))
    return documents.pdf(
        "arrears",
        {
            "municipality": made.municipality.name_th,
            "number": made.number,
            "made_on": documents.thai_date(timezone.localdate(made.made_at)),
            "tax_year_be": str(made.tax_year_be),
            "kind": str(made.kind),
            "rows": [[str(number), *_cells(entry)] for number, entry in enumerate(entries, start=1)],
            "heading": list(HEADING),
        },
    )


def _known(municipality: Municipality, tax_year_be: int) -> list[ArrearsEntry]:
    """Properties that stand on the land office's list: those whose last report is one of arrears."""
    entries = ArrearsEntry.objects.filter(municipality=municipality, report__tax_year_be=tax_year_be)
    ordered = entries.order_by("notice_id", "parcel_code", "-report__made_at", "-pk")
    latest = ordered.distinct("notice_id", "parcel_code")
    known = latest.select_related("report", "notice__bill__roll", "notice__municipality")
    return [entry for entry in known if entry.report.kind == ReportKind.ARREARS]


def _arrears(late: Iterable[Standing]) -> list[ArrearsEntry]:
    owing = {found.notice.bill_id: found for found in late}
    open_tax = ledger.owed_by_each(found.notice.debt_key for found in owing.values())
    lines = RollLine.objects.filter(bill__in=owing).order_by("bill", "number")
    entries: dict[tuple[int, str], ArrearsEntry] = {}
    for line in lines:
        notice, code = owing[line.bill_id].notice, line.parcel_code or line.house_number
        entries.setdefault((line.bill_id, code), _entry(notice, line, code, open_tax.get(notice.debt_key, 0)))
    return list(entries.values())


def _entry(notice: Notice, line: RollLine, code: str, tax_satang: int) -> ArrearsEntry:
    return ArrearsEntry(
        notice=notice,
        parcel_code=code,
        document_type=line.document_type,
        document_number=line.document_number,
        owner_name=notice.bill.owner_name,
        tax_satang=tax_satang,
    )


def _retractions(paid: Iterable[ArrearsEntry]) -> list[ArrearsEntry]:
    return [
        ArrearsEntry(
            notice_id=entry.notice_id,
            parcel_code=entry.parcel_code,
            document_type=entry.document_type,
            document_number=entry.document_number,
            owner_name=entry.owner_name,
            tax_satang=0,
        )
        for entry in paid
    ]


def _cells(entry: ArrearsEntry) -> tuple[str, ...]:
    return (
        entry.parcel_code,
        entry.document_type,
        entry.document_number,
        entry.owner_name,
        entry.notice.number,
        format_baht(entry.tax_satang),
    )


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
