"""The rolls of the years: building, their moves from draft to seal, their bills, and what is to be done next."""

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
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from gis_assets.units import format_baht
from taxroll import access, assessment, overview, paging
from taxroll.collection import crediting
from taxroll.forms.rolls import PublishForm, ReasonForm, SearchForm, YearForm
from taxroll.law import library
from taxroll.models import Roll, RollGap
from taxroll.rolls import listing, states, supplements, terms
from taxroll.rolls.states import Move
from taxroll.views import acting

MOST_GAPS = 200


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
@role_required(Role(states.MAIN[Move.BUILD].role))
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
@role_required(Role(states.SUPPLEMENTARY[Move.BUILD].role))
def supplement(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Build the next supplementary roll of a year."""
    try:
        made = supplements.build(
            municipality=request.municipality, tax_year_be=tax_year_be, by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("taxroll:roll", tax_year_be=tax_year_be)
    return redirect("taxroll:roll", tax_year_be=made.tax_year_be, sequence=made.sequence)


@require_POST
@role_required(Role(states.MAIN[Move.PUBLISH].role))
def publish(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Record that the list was posted; what was typed stays when it is refused."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    form = PublishForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            listing.publish(roll, listed_on=said["listed_on"], place=said["place"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("taxroll:roll", tax_year_be=tax_year_be)
    return show(request, roll, publish_form=form, status=400)


@require_POST
@role_required(Role(states.MAIN[Move.ASSESS].role))
def assess(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """Close the list for corrections."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    acting.attempt(request, lambda: listing.assess(roll, by=request.user, at=timezone.now(), on=timezone.localdate()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be, sequence=sequence)


@require_POST
@role_required(Role(states.MAIN[Move.WITHDRAW].role))
def withdraw(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """Take the published list back."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    acting.attempt(request, lambda: listing.withdraw(roll, why=_why(request), by=request.user, at=timezone.now()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be)


@require_POST
@role_required(Role(states.MAIN[Move.REOPEN].role))
def reopen(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """Open an assessed roll again."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    acting.attempt(request, lambda: listing.reopen(roll, why=_why(request), by=request.user, at=timezone.now()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be, sequence=sequence)


@require_POST
@role_required(Role(states.MAIN[Move.SEAL].role))
def seal(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """Close the roll for good."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    acting.attempt(request, lambda: assessment.seal(roll, by=request.user, at=timezone.now()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be, sequence=sequence)


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def take_off(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """Take what a supplement charges less off the notices that are out."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    taken: list[crediting.Taken] = []
    if acting.attempt(request, lambda: taken.append(crediting.take_off(roll, by=request.user, at=timezone.now()))):
        told = _("%(amount)s baht were taken off the notices of %(count)s owners.")
        messages.success(request, told % {"amount": format_baht(taken[0].satang), "count": taken[0].owners})
    return redirect("taxroll:roll", tax_year_be=tax_year_be, sequence=sequence)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def roll(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """One roll: where it stands, sums by use, a page of its bills; a search comes by POST: no name in an address."""
    return show(request, access.roll_of_year(request.municipality, tax_year_be, sequence))


def show(
    request: TownRequest, roll: Roll, *, publish_form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a roll, with what was typed in a refused form."""
    is_search = request.method == "POST" and publish_form is None
    form = SearchForm(request.POST if is_search else None)
    facts: dict[str, Any] = {"roll": roll, "search": form, "sums": overview.sums_by_table(roll)}
    facts |= _step_facts(roll, publish_form)
    if form.is_valid() and (asked := form.cleaned_data)["owner"] + asked["parcel"]:
        found = overview.bills_of_owner(roll, asked["owner"]) if asked["owner"] else []
        found = found or (overview.bills_of_parcel(roll, asked["parcel"]) if asked["parcel"] else [])
        facts |= {"bills": found[: overview.MOST_FOUND], "is_search": True}
        facts["has_more"] = len(found) > overview.MOST_FOUND
    else:
        page = overview.page_of_bills(roll, paging.number_in(request.GET.get("page", "")))
        facts |= {"page": page, "bills": page.rows}
    return render(request, "taxroll/roll.html", facts, status=status)


def _step_facts(roll: Roll, publish_form: PublishForm | None) -> dict[str, Any]:
    """Where the roll stands, what may be done, and the term that the list runs by."""
    differences = crediting.waiting(roll)
    moves = {move.value for move in states.open_moves(state=roll.status, sequence=roll.sequence)}
    return {
        "steps": overview.steps(roll),
        "moves": moves,
        "waiting": listing.waiting(roll) if roll.status == states.LISTED else 0,
        "is_open_for_corrections": bool(roll.corrections_until and timezone.localdate() <= roll.corrections_until),
        "term": terms.correction_days(roll.municipality, on=roll.as_of_date),
        "publish_form": publish_form or PublishForm(initial={"listed_on": timezone.localdate()}),
        "reason_form": ReasonForm(),
        "former": overview.former(roll),
        "to_take_off": len(differences),
        "to_take_off_satang": sum(difference.left_satang for difference in differences),
    }


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def gaps(request: TownRequest, tax_year_be: int, sequence: int = 1) -> HttpResponse:
    """What the roll could not tax, and why."""
    roll = access.roll_of_year(request.municipality, tax_year_be, sequence)
    listed = RollGap.objects.filter(roll=roll)[:MOST_GAPS]
    facts = {"roll": roll, "gaps": listed, "reasons": overview.gaps_by_reason(roll), "most": MOST_GAPS}
    return render(request, "taxroll/gaps.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: what this year's roll waits for."""
    return render(request, "taxroll/next.html", {"todo": overview.to_do(request.municipality, _this_year())})


def _why(request: TownRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""


def _this_year() -> int:
    return units.year_be(timezone.localdate().year)
