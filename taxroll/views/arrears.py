"""Who is late: warning letters and their receipt, and the lists to the land office."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access, calendars, paging
from taxroll.collection import arrears, reminders
from taxroll.forms import money
from taxroll.law import library
from taxroll.models import ArrearsReport, CalendarStep, Notice, ReportKind, WarningLetter
from taxroll.views import acting

MOST_SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def warnings(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Who is late without a letter; POST writes letters to those who were ticked, at most a page at a time."""
    acting.year_or_404(tax_year_be)
    law = library.of_year(tax_year_be)
    form = money.WarningForm(request.POST or None, initial={"days_to_pay": law.warning_days.value})
    written: list[WarningLetter] = []
    ticked = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()][:MOST_SHOWN]
    if acting.carry_out(form, lambda: written.extend(_write(request, form, ticked))):
        told = ngettext("%(count)d letter was written.", "%(count)d letters were written.", len(written))
        messages.success(request, told % {"count": len(written)})
        return redirect("taxroll:warnings", tax_year_be=tax_year_be)
    on = timezone.localdate()
    late = reminders.to_warn(request.municipality, tax_year_be=tax_year_be, on=on)
    facts = {
        "place": "warnings",
        "year": tax_year_be,
        "years": library.years(),
        "form": form,
        "late": [(found, found.owed(on=on), found.late_after(on=on)) for found in late[:MOST_SHOWN]],
        "late_count": len(late),
        **_letters(request, tax_year_be),
        "received_form": money.ReceivedForm(initial={"received_on": on}),
        "last_day": calendars.of(request.municipality, tax_year_be).days[CalendarStep.WARNING],
        "rule": law.warning_days.citation,
    }
    return render(request, "taxroll/warnings.html", facts, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def letter_paper(request: TownRequest, letter_id: int) -> HttpResponse:
    letter = access.letter_by_id(request.municipality, letter_id)
    return acting.paper(reminders.pdf(letter), f"warning-{letter.number}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def letters_together(request: TownRequest, letter_id: int) -> HttpResponse:
    """All letters of one press as one file for the printer."""
    letter = access.letter_by_id(request.municipality, letter_id)
    return acting.paper(reminders.pdf_of_bundle(letter), f"warnings-{letter.number}")


@require_POST
@role_required(*acting.TAX_ROLES)
def letter_received(request: TownRequest, letter_id: int) -> HttpResponse:
    """Write down when a letter was received."""
    letter = access.letter_by_id(request.municipality, letter_id)
    form = money.ReceivedForm(request.POST)
    if acting.carry_out(
        form, lambda: reminders.receive(letter, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("The receipt of letter %(number)s is recorded.") % {"number": letter.number})
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("taxroll:warnings", tax_year_be=letter.notice.bill.roll.tax_year_be)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def land_office(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """What the land office should hear next, and the reports that went there; POST makes the next one."""
    acting.year_or_404(tax_year_be)
    town, on = request.municipality, timezone.localdate()
    if request.method == "POST":
        kind = ReportKind.RETRACTION if request.POST.get("kind") == ReportKind.RETRACTION else ReportKind.ARREARS
        acting.attempt(
            request,
            lambda: arrears.report(town, tax_year_be=tax_year_be, kind=kind, by=request.user, at=timezone.now()),
        )
        return redirect("taxroll:land_office", tax_year_be=tax_year_be)
    found = arrears.to_report(town, tax_year_be=tax_year_be, on=on)
    facts = {
        "place": "land_office",
        "year": tax_year_be,
        "years": library.years(),
        "arrears": [(late, late.owed(on=on)) for late in found.arrears[:MOST_SHOWN]],
        "arrears_count": len(found.arrears),
        "retractions": found.retractions,
        "reports": ArrearsReport.objects.filter(municipality=town, tax_year_be=tax_year_be),
        "last_day": calendars.of(town, tax_year_be).days[CalendarStep.LAND_OFFICE],
    }
    return render(request, "taxroll/land_office.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def report_paper(request: TownRequest, report_id: int) -> HttpResponse:
    report = access.report_by_id(request.municipality, report_id)
    return acting.paper(arrears.pdf(report), f"land-office-{report.number}")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def report_table(request: TownRequest, report_id: int) -> HttpResponse:
    """The report as a table that a spreadsheet opens."""
    report = access.report_by_id(request.municipality, report_id)
    name = report.number.replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="land-office-{name}.csv"'}
    return HttpResponse(arrears.table(report), content_type="text/csv; charset=utf-8", headers=headers)


def _letters(request: TownRequest, tax_year_be: int) -> dict[str, Any]:
    """The letters of the year, a page of them; by number where one is looked for, as on a slip of the post."""
    town, number = request.municipality, request.GET.get("number", "").strip()
    letters = reminders.of_year(town, tax_year_be=tax_year_be)
    page = paging.page(letters.filter(number__contains=number), paging.number_in(request.GET.get("page", "")))
    return {"page": page, "number": number, "bundles": reminders.bundles(town, tax_year_be=tax_year_be)}


def _write(request: TownRequest, form: money.WarningForm, ticked: list[int]) -> list[WarningLetter]:
    notices = list(Notice.objects.filter(municipality=request.municipality, pk__in=ticked))
    return reminders.write(
        request.municipality,
        notices=notices,
        days_to_pay=form.cleaned_data["days_to_pay"],
        by=request.user,
        at=timezone.now(),
    )
