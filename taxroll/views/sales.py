"""Recorded sales and the ratio study: one page, with a sale written down or a file looked at and then taken."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.forms.sales import PeriodForm, SaleForm, SalesFileForm
from taxroll.insight import ratios, sales
from taxroll.models import Roll, Sale, SaleOf
from taxroll.views import acting

STUDIED_YEARS = 3
LISTED = 100
LIMITS = {"level": ratios.LEVEL, "prd": ratios.PRD, "prb": ratios.PRB}


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def newest(request: TownRequest) -> HttpResponse:
    """To the study of the newest year with lines; where there is none, to the page that says what to do first."""
    roll = _rolls(request).first()
    return redirect("taxroll:ratios", tax_year_be=roll.tax_year_be) if roll else redirect("taxroll:insight")


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def study(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The ratio study of a year's values against the sales of some years before 1 January."""
    return _page(request, access.roll_of_year(request.municipality, tax_year_be))


@require_POST
@role_required(*acting.TAX_ROLES)
def record(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Write one sale down; what was typed stays when it is refused."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    form = SaleForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        thing = access.sold_thing(request.municipality, asked["parcel_code"], asked["unit"], on=timezone.localdate())
        if thing is None:
            form.add_error(*_not_there(asked["unit"]))
        else:
            try:
                sales.record(
                    thing=thing,
                    of=SaleOf(asked["of"]),
                    sold_on=asked["sold_on"],
                    price_satang=int(asked["price_baht"] * 100),
                    source=asked["source"],
                    remark=asked["remark"],
                    by=request.user,
                    at=timezone.now(),
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The sale is recorded."))
                return redirect("taxroll:ratios", tax_year_be=tax_year_be)
    return _page(request, roll, sale_form=form, status=400)


@require_POST
@role_required(*acting.TAX_ROLES)
def bring_in(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Look at a file of sales; a second press, on the page that shows it, takes what was shown."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    form = SalesFileForm(request.POST, request.FILES)
    rows: list[sales.Row] = []
    if not acting.carry_out(
        form, lambda: rows.extend(sales.read(form.cleaned_data["text"], municipality=request.municipality))
    ):
        return _page(request, roll, file_form=form, status=400)
    if "take" in request.POST:
        try:
            count = sales.bring_in(rows, municipality=request.municipality, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            told = ngettext("%(count)s sale is recorded.", "%(count)s sales are recorded.", count)
            messages.success(request, told % {"count": count})
            return redirect("taxroll:ratios", tax_year_be=tax_year_be)
    facts = {
        "here": "ratios",
        "roll": roll,
        "rows": rows[:LISTED],
        "more": max(len(rows) - LISTED, 0),
        "faulty": [row for row in rows if row.faults][:LISTED],
        "new": sum(1 for row in rows if not row.faults and not row.is_known),
        "known": sum(1 for row in rows if row.is_known),
        "text": form.cleaned_data["text"],
    }
    return render(request, "taxroll/sales_offer.html", facts)


def _page(
    request: TownRequest,
    roll: Roll,
    *,
    sale_form: SaleForm | None = None,
    file_form: SalesFileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    first = {"since": date(roll.as_of_date.year - STUDIED_YEARS, 1, 1), "until": timezone.localdate()}
    period = PeriodForm(request.GET if {"since", "until"} & set(request.GET) else None, initial=first)
    chosen = period.cleaned_data if period.is_valid() else first
    former = Roll.objects.filter(
        municipality=roll.municipality, sequence=1, line_count__gt=0, tax_year_be__lt=roll.tax_year_be
    )
    recorded = Sale.objects.filter(municipality=request.municipality)
    facts: dict[str, Any] = {
        "here": "ratios",
        "roll": roll,
        "rolls": _rolls(request),
        "period": period,
        "report": sales.report(roll, **chosen, former=former.order_by("-tax_year_be").first()),
        "limits": LIMITS,
        "too_good": ratios.COD_TOO_GOOD,
        "fewest": ratios.FEWEST,
        "sale_form": sale_form or SaleForm(),
        "file_form": file_form or SalesFileForm(),
        "columns": ",".join(sales.COLUMNS),
        "sales_count": recorded.count(),
        "map": reverse("taxroll:tax_map", args=[roll.tax_year_be]),
    }
    return render(request, "taxroll/ratios.html", facts, status=status)


def _not_there(unit: str) -> tuple[str, str]:
    """The field of the form and the sentence."""
    return ("unit", _("No condominium unit is called so.")) if unit else ("parcel_code", _("No parcel has this code."))


def _rolls(request: TownRequest) -> Any:
    rolls = Roll.objects.filter(municipality=request.municipality, sequence=1, line_count__gt=0)
    return rolls.order_by("-tax_year_be")
