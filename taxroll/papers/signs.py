"""What stands on a notice of signs (ภ.ป. 3): words and figures, nothing left to compute for whoever sets the pages."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from gis_assets import baht_text
from gis_assets.units import format_baht
from taxroll import documents
from taxroll.law import doubts, library
from taxroll.models import Notice, SignLine, TaxOffice
from taxroll.papers import contents
from taxroll.signs import reassessing

TEMPLATE = "sign_notice"


def papers(notices: Sequence[Notice], *, office: TaxOffice) -> dict[str, Any]:
    """What the template takes."""
    told = [notice(issued, office=office) for issued in notices]
    return {**contents.papers(told, office=office), "template": TEMPLATE}


def notice(issued: Notice, *, office: TaxOffice) -> dict[str, Any]:
    """One notice with the list of its signs."""
    bill = issued.bill
    law = library.of_year(bill.roll.tax_year_be)
    late = sum(line.late_return_satang for line in reassessing.lines_of(bill, decision=issued.decision))
    amount = issued.assessed_satang + late
    return {
        "number": issued.number,
        "replaces": issued.replaces.number if issued.replaces else "",
        "issued_on": documents.thai_date(timezone.localdate(issued.issued_at)),
        "due_on": documents.thai_date(issued.due_date),
        "tax_year_be": str(bill.roll.tax_year_be),
        "reference": bill.reference,
        "owner": contents.owner(bill),
        "amount": format_baht(amount),
        "amount_in_words": baht_text.read(amount),
        "tax": format_baht(issued.assessed_satang),
        "late_return": format_baht(late) if late else "",
        "late_percent": str(law.signboard_duties.value.late_payment_percent_a_month),
        "pay_within_days": str(law.signboard_duties.value.pay_within_days),
        "law": law.signboard_duties.citation.cite_th,
        "rates": f"{_said(bill.roll.tax_year_be)} ({law.signboards.citation.cite_th})",
        "sign_lines": [_line(line) for line in reassessing.lines_of(bill, decision=issued.decision)],
        "decision": issued.decision.decision_number if issued.decision else "",
        "appeal_days": str(law.signboard_appeal_days.value),
        "appeal_law": law.signboard_appeal_days.citation.cite_th,
        **contents.codes(bill, due_date=issued.due_date, office=office, amount_satang=amount),
    }


def _said(tax_year_be: int) -> str:
    """The rates in words, as the page of the law says them."""
    return next(rule.says_th for rule in doubts.rules_of_year(tax_year_be) if rule.key == "signboards")


def _line(line: SignLine) -> dict[str, str]:
    return {
        "number": line.sign_number,
        "words": line.words,
        "place": line.place,
        "size": f"{line.width_cm:,} × {line.height_cm:,} × {line.faces}",
        "class": f"{line.letters} ({'เคลื่อนที่' if line.is_moving else 'ติดนิ่ง'})",
        "shown_from": documents.thai_date(line.shown_from),
        "whole_year": format_baht(line.whole_year_satang),
        "periods": str(line.periods),
        "tax": format_baht(line.tax_satang),
        "late_return": format_baht(line.late_return_satang) if line.late_return_satang else "",
    }
