"""The monthly report: a page that prints, and the same on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import access, months, paper, reporting
from casework.kpi import By, Row
from casework.measures import Measure
from casework.models import StepStandard
from casework.reporting import Report
from casework.views import figures
from gis_assets.requests import TownRequest


@never_cache
@login_required
@require_safe
def report_page(request: TownRequest, month: str) -> HttpResponse:
    """A month's report for this person's scope."""
    report = _report(request, month)
    facts = {
        "report": report,
        "month": months.name_of(report.month),
        "month_name": figures.month_name(report.month),
        "former": months.name_of(months.before(report.month)),
        "tables": _tables(report) if report.opened else [],
    }
    return render(request, "casework/report.html", facts)


@never_cache
@login_required
@require_safe
def report_pdf(request: TownRequest, month: str) -> HttpResponse:
    """The same as PDF."""
    report = _report(request, month)
    answer = HttpResponse(paper.pdf(report, municipality=request.municipality), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="kpi-{months.name_of(report.month)}.pdf"'
    return answer


def _report(request: TownRequest, month: str) -> Report:
    scope = access.scope_of(request)
    try:
        return reporting.of_month(request.municipality, month=month, scope=scope, now=timezone.now())
    except months.NoMonth as refusal:
        raise Http404(str(refusal)) from refusal


@dataclass(frozen=True)
class Table:
    """One table of the report, with the rules that its figures are measured by."""

    heading: str
    rows: list[tuple[str, Measure]]
    rules: list[tuple[str, StepStandard]] = field(default_factory=list)


def _tables(report: Report) -> list[Table]:
    """A table for each case type, then officers, teams, kinds and places."""
    types = {row.case_type.pk: row.case_type.name for row in report.rows}
    groups = (
        (_("Officers, by steps"), By.OFFICER, report.officers),
        (_("Teams, by steps"), By.TEAM, report.teams),
        (_("Kinds, by cases"), By.KIND, report.kinds),
        (_("Zones, by cases"), By.PLACE, report.places),
    )
    return [
        *(_of_type(name, [row for row in report.rows if row.case_type.pk == pk]) for pk, name in types.items()),
        *(Table(title, [(figures.label(each, by), each.measure) for each in found]) for title, by, found in groups),
    ]


def _of_type(name: str, rows: Sequence[Row]) -> Table:
    named = [(row.name or _("The whole case"), row) for row in rows]
    rules = [(step, row.standard) for step, row in named if row.standard is not None]
    return Table(name, [(step, row.measure) for step, row in named], rules)
