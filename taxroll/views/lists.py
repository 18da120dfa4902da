"""The list of property on the screen and as PDF, and every list of a roll and of the office as a file."""

import tempfile
import uuid
from functools import partial
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_assets import streaming
from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access, paging, tables
from taxroll.models import ExportForm
from taxroll.rolls import exportjobs, exports, papers, pricepapers
from taxroll.rolls.exports import Listed
from taxroll.views import acting
from taxroll.views import exports as exporting

PAGE = 100
CSV = "csv"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_AT_ONCE = 20_000
"""Rows that a workbook may have which is written while one waits."""


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def property_list(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """The list as it is posted, by parcel code and without names, page by page."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    page = paging.number_in(request.GET.get("page", ""))
    listed = papers.properties(roll, limit=PAGE + 1, offset=(page - 1) * PAGE)
    facts = {
        "roll": roll,
        "properties": listed[:PAGE],
        "page": page,
        "previous": page - 1,
        "parts": range(1, papers.parts(roll) + 1),
        "owners_files": range(1, papers.owners_files(roll) + 1),
        "price_parts": range(1, pricepapers.parts(roll) + 1),
        "next": page + 1 if len(listed) > PAGE else 0,
    }
    return render(request, "taxroll/list.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def posting_paper(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """One part of the list for posting as PDF (`?part=2`)."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    part = paging.number_in(request.GET.get("part", ""))
    if not 1 <= part <= papers.parts(roll):
        raise Http404
    return acting.paper(papers.for_posting(roll, part=part), f"list-{roll.tax_year_be}-{roll.sequence}-{part}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def owners_paper(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """The lists of a hundred owners as one file for the printer (`?part=2`)."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    part = paging.number_in(request.GET.get("part", ""))
    try:
        document = papers.for_owners(roll, number=part)
    except LookupError as missing:
        raise Http404 from missing
    return acting.paper(document, f"owners-{roll.tax_year_be}-{roll.sequence}-{part}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def price_paper(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """One part of the appraised prices for posting as PDF (`?part=2`)."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    part = paging.number_in(request.GET.get("part", ""))
    if not 1 <= part <= pricepapers.parts(roll):
        raise Http404
    document = pricepapers.for_posting(roll, part=part)
    return acting.paper(document, f"prices-{roll.tax_year_be}-{roll.sequence}-{part}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def owner_paper(request: TownRequest, bill_id: int) -> HttpResponse:
    """The list of one owner's property as PDF."""
    bill = access.bill_by_id(request.municipality, bill_id)
    return acting.paper(papers.for_owner(bill), f"list-{bill.reference}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def export(request: TownRequest, tax_year_be: int, what: str, form: str, sequence: int = 1) -> HttpResponseBase:
    """Bills, lines or gaps of a roll as CSV, a stream; POST has them written as XLSX, the lines also as GeoParquet."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    if what not in exports.LISTS:
        raise Http404
    if form == CSV:
        return as_csv(request, exports.LISTS[what](roll), name=f"{what}-{roll.tax_year_be}-{roll.sequence}")
    if form not in ExportForm.values:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = partial(
        exportjobs.ask,
        roll,
        what=what,
        form=ExportForm(form),
        has_names=form == ExportForm.XLSX or request.POST.get("names") == "1",
        language=get_language() or "th",
        by=request.user,
        at=timezone.now(),
    )
    try:
        return exporting.begin(asked)
    except exportjobs.NoSuchList as unknown:
        raise Http404 from unknown


def as_csv(request: TownRequest, listed: Listed, *, name: str) -> HttpResponseBase:
    """A list as CSV, piece by piece."""
    language = get_language() or "th"
    response = streaming.response(request, exports.csv_pieces(listed, language=language), content_type=CSV_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
    return response


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def of_office(request: TownRequest, tax_year_be: int, what: str, form: str) -> HttpResponseBase:
    """A list of the office as CSV or XLSX: notices, who is late, payments, filings, the work list and the others."""
    acting.year_or_404(tax_year_be)
    if what not in tables.TABLES:
        raise Http404
    asked = tables.Asked(request.municipality, tax_year_be, timezone.localdate())
    return _taken(request, tables.TABLES[what](asked), form=form, name=f"{what}-{tax_year_be}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def suspects(request: TownRequest, uid: uuid.UUID, form: str) -> HttpResponseBase:
    """The unregistered buildings that one search found."""
    found = access.search_by_uid(request.municipality, uid)
    return _taken(request, tables.suspects(found), form=form, name=f"suspects-{found.seen_on}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def scenario_bills(request: TownRequest, uid: uuid.UUID, form: str) -> HttpResponseBase:
    """Every bill before and after a scenario."""
    scenario = access.scenario_by_uid(request.municipality, uid)
    return _taken(request, tables.scenario_bills(scenario), form=form, name=f"scenario-{scenario.uid}")


def _taken(request: TownRequest, listed: Listed, *, form: str, name: str) -> HttpResponseBase:
    if form == CSV:
        return as_csv(request, listed, name=name)
    if form != ExportForm.XLSX:
        raise Http404
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "made.xlsx"
        try:
            exports.write_xlsx(listed, path, language=get_language() or "th", most=MOST_AT_ONCE)
        except exports.TooManyRows as refusal:
            messages.error(request, str(refusal))
            return redirect("taxroll:rolls")
        content = path.read_bytes()
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.xlsx") or "attachment"}
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)
