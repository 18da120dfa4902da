"""The letter that tells the owner a decision: what was asked, what was decided and why, the tax before and after."""

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation

from gis_assets import baht_text
from gis_assets.units import format_baht
from taxroll import documents
from taxroll.law.rules import TimeLimit
from taxroll.models import Filing, FilingKind, FilingOutcome
from taxroll.signs import terms


def issue(filing: Filing) -> tuple[str, str]:
    """Set and store the letter of a decided filing; its name in the store and its SHA-256."""
    document = documents.pdf("decision", contents(filing))
    number = filing.decision_number
    name = documents.keep(document, municipality=filing.municipality, kind="decisions", number=number)
    return name, documents.sha256(document)


def pdf(filing: Filing) -> bytes:
    """The letter as it was issued; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(filing.pdf, sha256=filing.pdf_sha256)


def contents(filing: Filing) -> dict[str, Any]:
    """What the template prints, in Thai."""
    bill = filing.notice.bill
    with translation.override("th"):
        kind, outcome = filing.kind_said, str(FilingOutcome(filing.outcome).label)
    return {
        "municipality": filing.municipality.name_th,
        "number": filing.decision_number,
        "decided_on": documents.thai_date(timezone.localdate(filing.decided_at)),
        "case": filing.case.reference,
        "kind": kind,
        "outcome": outcome,
        "owner": bill.owner_name,
        "notice": filing.notice.number,
        "tax_year_be": str(bill.roll.tax_year_be),
        "received_on": documents.thai_date(timezone.localdate(filing.received_at)),
        "reasons": filing.reasons,
        "amounts": _amounts(filing),
        "further": _further(filing),
    }


def _amounts(filing: Filing) -> dict[str, str] | None:
    if filing.before_satang is None or filing.after_satang is None:
        return None
    return {
        "before": format_baht(filing.before_satang),
        "after": format_baht(filing.after_satang),
        "less": format_baht(filing.before_satang - filing.after_satang),
        "after_in_words": baht_text.read(filing.after_satang),
    }


def _further(filing: Filing) -> dict[str, Any] | None:
    """How the owner may go on from a decision that did not grant everything."""
    limit = _follows(filing)
    if limit is None or filing.outcome not in (FilingOutcome.PARTLY, FilingOutcome.REFUSED):
        return None
    days = terms.of_roll(filing.notice.bill.roll).time_limits[limit]
    return {"to": limit.value, "days": str(days.value), "cite": days.citation.cite_th}


def go_on_by(filing: Filing) -> Any:
    """The last day to go on from a decision; None while the day it was received is unknown."""
    limit = _follows(filing)
    if limit is None or filing.told_on is None:
        return None
    return filing.told_on + timedelta(days=terms.of_roll(filing.notice.bill.roll).time_limits[limit].value)


def _follows(filing: Filing) -> TimeLimit | None:
    """Which time limit runs from the decision; about signs the court follows at once."""
    if filing.kind == FilingKind.OBJECTION:
        return TimeLimit.COURT if filing.notice.bill.roll.is_of_signs else TimeLimit.APPEAL
    return TimeLimit.COURT if filing.kind == FilingKind.APPEAL else None
