"""The list of property on the screen and as PDF, and every list of a roll as a file."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets import streaming
from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.rolls import exports, papers
from taxroll.rolls.exports import Listed
from taxroll.views import acting, rolls

PAGE = 100
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARQUET = "application/vnd.apache.parquet"


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def property_list(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """The list as it is posted, by parcel code and without names, page by page."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    page = rolls.number(request.GET.get("page", ""))
    listed = papers.properties(roll, limit=PAGE + 1, offset=(page - 1) * PAGE)
    facts = {
        "roll": roll,
        "properties": listed[:PAGE],
        "page": page,
        "previous": page - 1,
        "parts": range(1, papers.parts(roll) + 1),
        "next": page + 1 if len(listed) > PAGE else 0,
    }
    return render(request, "taxroll/list.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def posting_paper(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """One part of the list for posting as PDF (`?part=2`)."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    part = rolls.number(request.GET.get("part", ""))
    if not 1 <= part <= papers.parts(roll):
        raise Http404
    return acting.paper(papers.for_posting(roll, part=part), f"list-{roll.tax_year_be}-{roll.sequence}-{part}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def owner_paper(request: TownRequest, bill_id: int) -> HttpResponse:
    """The list of one owner's property as PDF."""
    bill = access.bill_by_id(request.municipality, bill_id)
    return acting.paper(papers.for_owner(bill), f"list-{bill.reference}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def export(request: TownRequest, tax_year_be: int, what: str, form: str, sequence: int = 1) -> HttpResponseBase:
    """Bills, lines or gaps of a roll as CSV or XLSX; the lines also as GeoParquet."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    name = f"{what}-{roll.tax_year_be}-{roll.sequence}"
    if what == "lines" and form == "parquet":
        has_names = request.GET.get("names") == "1"
        return saved(
            request,
            lambda path: exports.write_geoparquet(roll, path, has_names=has_names),
            name=f"{name}.parquet",
            content_type=PARQUET,
        )
    if what not in exports.LISTS:
        raise Http404
    return as_file(request, exports.LISTS[what](roll), form, name=name)


def as_file(request: TownRequest, listed: Listed, form: str, *, name: str) -> HttpResponseBase:
    """A list as `csv`, a stream, or `xlsx`, a file; 404 for anything else."""
    language = get_language() or "th"
    if form == "csv":
        response = streaming.response(request, exports.csv_pieces(listed, language=language), content_type=CSV)
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or "attachment"
        return response
    if form != "xlsx":
        raise Http404
    return saved(
        request,
        lambda path: exports.write_xlsx(listed, path, language=language),
        name=f"{name}.xlsx",
        content_type=XLSX,
    )


def saved(request: TownRequest, write: Callable[[Path], Path], *, name: str, content_type: str) -> HttpResponseBase:
    """A file that is written first and then passed on."""
    with tempfile.TemporaryDirectory(prefix="roll-") as folder:
        path = write(Path(folder) / "made")
        file = os.fdopen(os.open(path, os.O_RDONLY), "rb")  # stays readable when the folder is gone
    return streaming.file_response(request, file, name=name, content_type=content_type)
