"""The books: refunds, closing a day, the balances with their daily check, and the calendar of a year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import require_role, role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from taxroll import access, calendars, ledger
from taxroll.collection import closing, refunds
from taxroll.forms import money
from taxroll.law import library
from taxroll.models import (
    MONEY,
    AccountKind,
    CalendarStep,
    Channel,
    DailyClosing,
    LedgerCheck,
    Refund,
)
from taxroll.views import acting

MOST_SHOWN = 100


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def refund_list(request: TownRequest) -> HttpResponse:
    return _refunds(request)


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def decide_refund(request: TownRequest, refund_id: int) -> HttpResponse:
    """Grant or refuse a request."""
    refund = access.refund_by_id(request.municipality, refund_id)
    form = money.RefundDecisionForm(request.POST)
    if acting.carry_out(form, lambda: refunds.decide(refund, by=request.user, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, _("The decision is recorded."))
        return redirect("taxroll:refunds")
    return _refunds(request, at=refund, decision_form=form)


@require_POST
@role_required(*acting.TAX_ROLES)
def pay_refund(request: TownRequest, refund_id: int) -> HttpResponse:
    """Pay out a granted refund."""
    refund = access.refund_by_id(request.municipality, refund_id)
    form = money.PayOutForm(request.POST)

    def act() -> None:
        channel = Channel(form.cleaned_data["channel"])
        refunds.pay(
            refund, channel=channel, reference=form.cleaned_data["reference"], by=request.user, at=timezone.now()
        )

    if acting.carry_out(form, act):
        messages.success(request, _("The refund is paid out."))
        return redirect("taxroll:refunds")
    return _refunds(request, at=refund, pay_form=form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def closings(request: TownRequest) -> HttpResponse:
    """Closed days, and the count of the day that is to be closed: today, or the one asked for."""
    town = request.municipality
    on = money.DayForm(request.GET).day(timezone.localdate())
    booked = closing.booked(town, on=on)
    form = money.ClosingForm(request.POST or None, booked=booked)
    if acting.carry_out(
        form, lambda: closing.close(town, on=on, counted=form.counted(), by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The day is closed; its report is ready."))
        return redirect("taxroll:closings")
    facts = {
        "place": "closings",
        "on": on,
        "day_form": money.DayForm(initial={"on": on}),
        "rows": [(form[kind.value], form[f"{kind.value}_why"], booked[kind]) for kind in MONEY],
        "form": form,
        "is_closed": DailyClosing.objects.filter(municipality=town, on=on).exists(),
        "closings": DailyClosing.objects.filter(municipality=town).prefetch_related("counts")[:MOST_SHOWN],
    }
    return render(request, "taxroll/closings.html", facts, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def closing_paper(request: TownRequest, closing_id: int) -> HttpResponse:
    closed = access.closing_by_id(request.municipality, closing_id)
    return acting.paper(closing.pdf(closed), f"closing-{closed.on}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def books(request: TownRequest) -> HttpResponse:
    """The balances; POST compares books and papers now."""
    town = request.municipality
    if request.method == "POST":
        ledger.check_and_keep(town, at=timezone.now())
        return redirect("taxroll:books")
    balances = ledger.balances(town)
    facts = {
        "place": "books",
        "balances": [(kind.label, balances.get(kind, 0), kind in MONEY) for kind in AccountKind],
        "total": sum(balances.values()),
        "check": LedgerCheck.objects.filter(municipality=town).first(),
    }
    return render(request, "taxroll/books.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def calendar(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """The last days of a year; POST moves one by a document (head of revenue)."""
    acting.year_or_404(tax_year_be)
    town = request.municipality
    form = money.ExtensionForm(request.POST or None)
    if request.method == "POST":
        require_role(request, Role.HEAD_OF_REVENUE)

    def act() -> None:
        facts = form.cleaned_data | {"step": CalendarStep(form.cleaned_data["step"])}
        calendars.extend(municipality=town, tax_year_be=tax_year_be, by=request.user, at=timezone.now(), **facts)

    if acting.carry_out(form, act):
        messages.success(request, _("The last day is moved; what is owed follows from now on."))
        return redirect("taxroll:calendar", tax_year_be=tax_year_be)
    facts = {
        "place": "calendar",
        "year": calendars.of(town, tax_year_be),
        "years": library.years(),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "taxroll/calendar.html", facts, status=400 if form.is_bound else 200)


def _refunds(request: TownRequest, **more: object) -> HttpResponse:
    found = Refund.objects.filter(municipality=request.municipality)
    facts = {
        "place": "refunds",
        "refunds": found.select_related("notice__bill", "line", "decided_by")[:MOST_SHOWN],
        "decision_form": money.RefundDecisionForm(),
        "pay_form": money.PayOutForm(initial={"channel": Channel.TRANSFER}),
        "rule": library.of_year(acting.this_year()).refund.citation,
    }
    return render(request, "taxroll/refunds.html", facts | more, status=400 if more else 200)
