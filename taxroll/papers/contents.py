"""What stands on a notice (ภ.ด.ส.6, 7 and 8): words and figures, nothing left to compute for whoever sets the pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from gis_assets import baht_text, citizen_ids
from gis_assets.models import Municipality
from gis_assets.units import format_baht, rai_ngan_wah
from taxroll import documents, explanation
from taxroll.explanation import ExplainedLine, Explanation
from taxroll.law import library
from taxroll.models import Bill, Notice, TaxOffice
from taxroll.papers import payment_codes

BUILDING, UNIT = "building", "unit"
# The kinds of use as the official form of units (ภ.ด.ส.8) numbers them: living, other, vacant.
USES_OF_UNITS = {"other_residence": "1", "main_home": "1", "main_home_building": "1", "other_use": "2", "vacant": "3"}


def office_of(municipality: Municipality) -> TaxOffice:
    """The office that signs; one without a name where none was written down yet."""
    return TaxOffice.objects.filter(municipality=municipality).first() or TaxOffice(municipality=municipality)


def papers(notices: Sequence[Mapping[str, Any]], *, office: TaxOffice) -> dict[str, Any]:
    """What the template takes: the office once, and the notices in their order."""
    return {"office": office_facts(office), "notices": list(notices)}


def notice(issued: Notice, explained: Explanation, *, office: TaxOffice) -> dict[str, Any]:
    """One notice with its calculation."""
    bill = issued.bill
    lines = [_line(line) for line in explained.lines]
    return {
        "number": issued.number,
        "replaces": issued.replaces.number if issued.replaces else "",
        "issued_on": documents.thai_date(timezone.localdate(issued.issued_at)),
        "due_on": documents.thai_date(issued.due_date),
        "tax_year_be": str(bill.roll.tax_year_be),
        "supplement": bill.roll.sequence - 1,
        "as_of": documents.thai_date(bill.roll.as_of_date),
        "reference": bill.reference,
        "owner": owner(bill),
        "plots": bill.plot_count,
        "buildings": bill.building_count,
        "units": len({line.line.unit_version_id for line in explained.lines if line.line.kind == UNIT}),
        "amount": format_baht(issued.assessed_satang),
        "amount_in_words": baht_text.read(issued.assessed_satang),
        "decision": _decision(issued),
        "totals": _totals(issued, explained),
        "lines": [line for line in lines if line["kind"] != UNIT],
        "unit_lines": [line for line in lines if line["kind"] == UNIT],
        "citations": _citations(bill, explained),
        **codes(bill, due_date=issued.due_date, office=office, amount_satang=issued.assessed_satang),
    }


def owner(bill: Bill) -> dict[str, Any]:
    return {
        "name": bill.owner_name,
        "address": bill.owner_address,
        "id": citizen_ids.masked(bill.owner_id_tail),
        "others": bill.owner_count - 1,
    }


def codes(bill: Bill, *, due_date: date, office: TaxOffice, amount_satang: int) -> dict[str, Any]:
    """The codes to pay by; without a biller number only the reference, for the municipality's own counter."""
    if not office.biller or not amount_satang:
        return {"pay": None, "qr_text": bill.reference}
    made = payment_codes.make(
        biller=office.biller, bill_reference=bill.reference, amount_satang=amount_satang, due_date=due_date
    )
    pay = {"biller": office.biller, "ref1": made.ref1, "ref2": made.ref2, "barcode_text": made.counter}
    return {"pay": pay, "qr_text": made.qr}


def explained(bills: Sequence[Bill]) -> dict[int, Explanation]:
    """The explanations of bills by their keys, their lines fetched at once."""
    return {bill.pk: explanation.explain(bill) for bill in bills}


def office_facts(office: TaxOffice) -> dict[str, str]:
    return {
        "municipality": office.municipality.name_th,
        "name": office.name,
        "address": office.address,
        "phone": office.phone,
        "signer_name": office.signer_name,
        "signer_position": office.signer_position or "พนักงานประเมิน",
    }


def _citations(bill: Bill, explained: Explanation) -> list[str]:
    """The rules named on paper: those that changed a sum, not the absence of a reduction."""
    absent = None if bill.relief_satang else library.of_year(bill.roll.tax_year_be).general_pay_ppm.citation
    return list(dict.fromkeys(rule.cite_th for rule in explained.citations if rule != absent))


def _decision(issued: Notice) -> dict[str, str] | None:
    """What made this notice follow another: the decision's number and day."""
    decided = issued.decision
    if decided is None or decided.decided_at is None:
        return None
    return {
        "number": decided.decision_number,
        "on": documents.thai_date(timezone.localdate(decided.decided_at)),
    }


def _totals(issued: Notice, explained: Explanation) -> dict[str, str]:
    """The sums of the bill as it was sealed, or of the lines that a decision assessed anew."""
    names = ("value", "exemption", "tax", "relief", "phase_in")
    sums = {name: getattr(issued.bill, f"{name}_satang") for name in names}
    if issued.decision_id:
        sums = {name: sum(getattr(line.line, f"{name}_satang") for line in explained.lines) for name in names}
    return {name: format_baht(satang) for name, satang in (sums | {"payable": issued.assessed_satang}).items()}


def _line(explained: ExplainedLine) -> dict[str, Any]:
    line = explained.line
    kind = str(line.kind)
    return {
        "kind": kind,
        "table": explained.table.key,
        "use_number": USES_OF_UNITS.get(explained.table.key, "2"),
        "parcel": line.parcel_code,
        "document_type": line.document_type,
        "document_number": line.document_number,
        "condominium": line.condominium_name,
        "registration": line.registration_number,
        "unit_number": line.unit_number,
        "land": _land(explained) if explained.is_land else None,
        "building": _building(explained) if kind in (BUILDING, UNIT) else None,
        "property": _whole(line.property_satang),
        "share": f"{explained.share_percent:f}" if explained.is_shared else "100",
        "value": _whole(line.value_satang),
        "exemption": _whole(line.exemption_satang),
        "net": _whole(line.net_satang),
        "slices": [
            {
                "rate": f"{part.rate_percent:.2f}",
                "base": format_baht(part.base_satang),
                "tax": format_baht(part.tax_satang),
            }
            for part in explained.slices
        ],
        "tax": format_baht(line.tax_satang),
    }


def _land(explained: ExplainedLine) -> dict[str, str]:
    line = explained.line
    assert line.area_wah is not None  # noqa: S101  the database holds it for every line of land
    rai, ngan, wah = rai_ngan_wah(line.area_wah)
    return {
        "rai": f"{rai:,}",
        "ngan": str(ngan),
        "wah": _short(f"{wah:.2f}"),
        "area": _short(f"{line.area_wah:,.2f}"),
        "price": _whole(line.price_satang),
        "value": _whole(line.property_satang),
    }


def _building(explained: ExplainedLine) -> dict[str, str]:
    line = explained.line
    return {
        "house_number": line.house_number,
        "type": line.treasury_type,
        "material": line.material_class,
        "area": f"{line.area_m2 or 0:,.2f}",
        "price": _whole(line.price_satang),
        "gross": _whole(line.gross_satang),
        "age": str(line.age_years),
        "percent_off": str(line.depreciation_percent),
        "off": _whole(line.gross_satang - line.property_satang),
        "value": _whole(line.property_satang),
    }


def _whole(amount_satang: int) -> str:
    """Baht of a value: satang only where there are some, or the form's many columns would not fit the page."""
    return _short(format_baht(amount_satang))


def _short(figure: str) -> str:
    return figure.removesuffix(".00")
