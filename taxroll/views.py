"""The pages of the tax office: rolls, bills and their papers, money, and what is to be done next."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import units
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, assessment, effects, explanation, notices, overview, payments
from taxroll.forms import CancelForm, EffectForm, PaymentForm, SearchForm, YearForm
from taxroll.models import Bill, Channel, Roll, RollGap

TAX_ROLES = (Role.TAX_OFFICER, Role.HEAD_OF_REVENUE)
PDF = "application/pdf"
MOST_GAPS = 200
MOST_DIGITS = 10


@never_cache
@require_safe
@role_required(*TAX_ROLES)
def rolls(request: TownRequest) -> HttpResponse:
    """All rolls, the newest year first, and the form that builds one."""
    built = Roll.objects.filter(municipality=request.municipality).select_related("sealed_by")
    form = YearForm(initial={"tax_year_be": _this_year()})
    return render(request, "taxroll/rolls.html", {"rolls": built, "form": form})


@require_POST
@role_required(Role.TAX_OFFICER)
def build(request: TownRequest) -> HttpResponse:
    """Build the draft roll of a year, or build it again."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a tax year from the list."))
        return redirect("taxroll:rolls")
    year = form.cleaned_data["tax_year_be"]
    built = _attempt(
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
    _attempt(request, lambda: assessment.seal(roll, by=request.user, at=timezone.now()))
    return redirect("taxroll:roll", tax_year_be=tax_year_be)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*TAX_ROLES)
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
@role_required(*TAX_ROLES)
def gaps(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """What the roll could not tax, and why."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    listed = RollGap.objects.filter(roll=roll)[:MOST_GAPS]
    facts = {"roll": roll, "gaps": listed, "reasons": overview.gaps_by_reason(roll), "most": MOST_GAPS}
    return render(request, "taxroll/gaps.html", facts)


@never_cache
@require_safe
@role_required(*TAX_ROLES)
def bill(request: TownRequest, bill_id: int) -> HttpResponse:
    """One bill with every line explained, its notices and its money."""
    return _show_bill(request, access.bill_by_id(request.municipality, bill_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*TAX_ROLES)
def notice(request: TownRequest, bill_id: int) -> HttpResponse:
    """POST issues the notice of a bill; GET is the paper of the notice in force."""
    bill = access.bill_by_id(request.municipality, bill_id)
    if request.method == "POST":
        _attempt(request, lambda: notices.issue(bill, by=request.user, at=timezone.now()))
        return redirect("taxroll:bill", bill_id=bill.pk)
    in_force = get_object_or_404(bill.notices, cancelled_at=None)
    return _paper(notices.pdf(in_force), in_force.number)


@never_cache
@require_safe
@role_required(*TAX_ROLES)
def notice_paper(request: TownRequest, notice_id: int) -> HttpResponse:
    """The paper of any notice, also of a cancelled one."""
    issued = access.notice_by_id(request.municipality, notice_id)
    return _paper(notices.pdf(issued), issued.number)


@require_POST
@role_required(*TAX_ROLES)
def cancel_notice(request: TownRequest, notice_id: int) -> HttpResponse:
    """Cancel a notice with a reason."""
    issued = access.notice_by_id(request.municipality, notice_id)
    form = CancelForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    _attempt(request, lambda: notices.cancel(issued, by=request.user, at=timezone.now(), why=why))
    return redirect("taxroll:bill", bill_id=issued.bill_id)


@require_POST
@role_required(*TAX_ROLES)
def pay(request: TownRequest, notice_id: int) -> HttpResponse:
    """Record a payment; what was typed stays when it is refused."""
    issued = access.notice_by_id(request.municipality, notice_id)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            payments.record(
                notice=issued,
                amount_satang=form.amount_satang(),
                paid_at=form.paid(),
                channel=Channel(form.cleaned_data["channel"]),
                reference=form.cleaned_data["reference"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The payment is recorded and its receipt is ready."))
            return redirect("taxroll:bill", bill_id=issued.bill_id)
    return _show_bill(request, access.bill_by_id(request.municipality, issued.bill_id), pay_form=form, status=400)


@never_cache
@require_safe
@role_required(*TAX_ROLES)
def receipt_paper(request: TownRequest, receipt_id: int) -> HttpResponse:
    receipt = access.receipt_by_id(request.municipality, receipt_id)
    return _paper(payments.receipt_pdf(receipt), receipt.number)


@never_cache
@require_safe
@role_required(*TAX_ROLES)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: what this year's roll waits for."""
    return render(request, "taxroll/next.html", {"todo": overview.to_do(request.municipality, _this_year())})


@never_cache
@require_safe
@role_required(*TAX_ROLES, Role.SURVEY_REVIEWER)
def effect(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """A fragment for pages that change parcels: this parcel's tax by the latest roll, before and after the change."""
    parcel = access.parcel_by_uid(request.municipality, uid)
    form = EffectForm(request.GET)
    if not form.is_valid():
        return render(request, "taxroll/effect.html", {"form": form}, status=422)
    found = effects.of_area(parcel, area_wah=form.cleaned_data["area_wah"])
    return render(request, "taxroll/effect.html", {"effect": found, "change": form.cleaned_data["change"]})


def _show_bill(
    request: TownRequest, bill: Bill, *, pay_form: PaymentForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.localtime()
    in_force = bill.notices.filter(cancelled_at=None).select_related("bill__roll").first()
    owed = payments.open_on(in_force, on=now.date()) if in_force else None
    if owed and owed.total_satang and pay_form is None:
        pay_form = PaymentForm(
            initial={"amount_baht": units.format_baht(owed.total_satang).replace(",", ""), "paid_at": now}
        )
    facts = {
        "bill": bill,
        "explained": explanation.explain(bill),
        "in_force": in_force,
        "cancelled": bill.notices.exclude(cancelled_at=None),
        "payments": in_force.payments.select_related("receipt") if in_force else [],
        "owed": owed,
        "pay_form": pay_form,
        "cancel_form": CancelForm(),
    }
    return render(request, "taxroll/bill.html", facts, status=status)


def _attempt(request: TownRequest, act: Callable[[], object]) -> bool:
    """Do it, or say the refusal in its own words."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _paper(document: bytes, number: str) -> HttpResponse:
    name = number.replace("/", "-")
    return HttpResponse(document, content_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < MOST_DIGITS else 1


def _this_year() -> int:
    return units.year_be(timezone.localdate().year)
