"""The rolls of the years: building, sealing, their bills, and what is to be done next."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import units
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from taxroll import access, assessment, overview
from taxroll.forms.rolls import SearchForm, YearForm
from taxroll.law import library
from taxroll.models import Roll, RollGap
from taxroll.views import acting

MOST_GAPS = 200
MOST_DIGITS = 10


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def rolls(request: TownRequest) -> HttpResponse:
    """All rolls, the newest year first, and the form that builds one."""
    built = Roll.objects.filter(municipality=request.municipality).select_related("sealed_by")
    form = YearForm(initial={"tax_year_be": _this_year()})
    facts = {"rolls": built, "form": form, "law_year": library.years()[-1]}
    return render(request, "taxroll/rolls.html", facts)


@require_POST
@role_required(Role.TAX_OFFICER)
def build(request: TownRequest) -> HttpResponse:
    """Build the draft roll of a year, or build it again."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a tax year from the list."))
        return redirect("taxroll:rolls")
    year = form.cleaned_data["tax_year_be"]
    built = acting.attempt(
        request,
        lambda: assessment.build(
            municipality=request.municipality, tax_year_be=year, by=request.user, at=timezone.now()
        ),
    )
    return redirect("taxroll:roll", tax_year_be=year) if built else redirect("taxroll:rolls")


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def seal(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Close the roll for good."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    acting.attempt(request, lambda: assessment.seal(roll, by=request.user, at=timezone.now()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def roll(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """One roll: sums by use and a page of its bills; a search comes by POST, so that names stay out of addresses."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    form = SearchForm(request.POST or None)
    facts: dict[str, Any] = {"roll": roll, "search": form, "sums": overview.sums_by_table(roll)}
    if form.is_valid() and (asked := form.cleaned_data)["owner"] + asked["parcel"]:
        found = overview.bills_of_owner(roll, asked["owner"]) if asked["owner"] else []
        found = found or (overview.bills_of_parcel(roll, asked["parcel"]) if asked["parcel"] else [])
        facts |= {"bills": found[: overview.MOST_FOUND], "is_search": True}
        facts["has_more"] = len(found) > overview.MOST_FOUND
    else:
        page = overview.page_of_bills(roll, _number(request.GET.get("page", "")))
        facts |= {"page": page, "bills": page.bills}
    return render(request, "taxroll/roll.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def gaps(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """What the roll could not tax, and why."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    listed = RollGap.objects.filter(roll=roll)[:MOST_GAPS]
    facts = {"roll": roll, "gaps": listed, "reasons": overview.gaps_by_reason(roll), "most": MOST_GAPS}
    return render(request, "taxroll/gaps.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: what this year's roll waits for."""
    return render(request, "taxroll/next.html", {"todo": overview.to_do(request.municipality, _this_year())})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 1


def _this_year() -> int:
    return units.year_be(timezone.localdate().year)
