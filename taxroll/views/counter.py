"""The counter: find a notice, see what is open today and why, take money; and every act on one notice's money."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
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
from taxroll import access, payments, standing
from taxroll.collection import counter, instalments, moretime, refunds, remissions, reversals
from taxroll.forms import money
from taxroll.forms.payments import PaymentForm
from taxroll.models import Channel, MoreTime, Notice, Payment, Refund, Remission, Transfer, WarningLetter
from taxroll.standing import Standing
from taxroll.views import acting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def find(request: TownRequest) -> HttpResponse:
    """The field for the scanner; what it finds is opened."""
    form = money.FindForm(request.POST or None)
    found: list[counter.Found] = []
    if acting.carry_out(
        form, lambda: found.append(counter.find(request.municipality, text=form.cleaned_data["asked"]))
    ):
        if found[0].instead_of:
            facts = {"old": found[0].instead_of.number, "new": found[0].notice.number}
            messages.warning(request, _("Notice %(old)s was cancelled. This is %(new)s, which replaced it.") % facts)
        return redirect("taxroll:money", notice_id=found[0].notice.pk)
    status = 400 if form.is_bound else 200
    return render(request, "taxroll/counter.html", {"form": form, "place": "counter"}, status=status)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def money_of(request: TownRequest, notice_id: int) -> HttpResponse:
    """One notice: what is open today, the form of the counter, its ledger, and what may be decided."""
    return show(request, access.notice_by_id(request.municipality, notice_id))


def show(request: TownRequest, notice: Notice, **forms: Form) -> HttpResponse:
    """The page with these forms as they were sent; the others fresh."""
    on = timezone.localdate()
    now = standing.of(notice)
    owed = now.owed(on=on)
    papers = standing.papers_of(notice)
    facts = {
        "place": "counter",
        "notice": notice,
        "standing": now,
        "owed": owed,
        "late_after": now.late_after(on=on),
        "is_late": on > now.late_after(on=on),
        "parts": _parts(now, on),
        "payments": Payment.objects.filter(notice__in=papers).select_related("receipt", "reversal"),
        "transfers": _transfers(notice),
        "may_have_more_time": moretime.may_have(now, on=on),
        "seizable_from": now.seizable_from(on=on),
        "has_lower_surcharge": now.has_lower_surcharge(on=on),
        "more_time": MoreTime.objects.filter(notice__in=papers),
        "remissions": Remission.objects.filter(notice__in=papers),
        "refunds": Refund.objects.filter(notice__in=papers),
        "warning": WarningLetter.objects.filter(notice__in=papers).first(),
        "surplus": refunds.unclaimed(notice),
    }
    status = 400 if forms else 200
    return render(request, "taxroll/money.html", facts | _fresh(owed.total_satang, on) | forms, status=status)


@require_POST
@role_required(*acting.TAX_ROLES)
def take(request: TownRequest, notice_id: int) -> HttpResponse:
    """Take money at the counter."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = PaymentForm(request.POST)
    now = timezone.now()
    return _done(
        request,
        notice,
        "pay_form",
        form,
        lambda: payments.record(
            notice=notice,
            amount_satang=form.amount_satang(),
            paid_at=form.paid(),
            channel=Channel(form.cleaned_data["channel"]),
            reference=form.cleaned_data["reference"],
            by=request.user,
            at=now,
        ),
        _("The payment is recorded and its receipt is ready."),
    )


@require_POST
@role_required(*acting.TAX_ROLES)
def grant_instalments(request: TownRequest, notice_id: int) -> HttpResponse:
    """Grant the right to pay in parts."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = money.InstalmentForm(request.POST)
    now = timezone.now()
    return _done(
        request,
        notice,
        "instalment_form",
        form,
        lambda: instalments.grant(notice, by=request.user, at=now, on=timezone.localdate(now), **form.cleaned_data),
        _("The instalments are granted."),
    )


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def grant_more_time(request: TownRequest, notice_id: int) -> HttpResponse:
    """Let one owner pay until a later day."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = money.MoreTimeForm(request.POST)
    return _done(
        request,
        notice,
        "more_time_form",
        form,
        lambda: moretime.grant(
            notice, last_date=form.cleaned_data["last_date"], by=request.user, at=timezone.now(), **_decision(form)
        ),
        _("More time is granted."),
    )


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def waive(request: TownRequest, notice_id: int) -> HttpResponse:
    """Waive penalty or surcharge by a decision."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = money.WaiverForm(request.POST)
    return _done(
        request,
        notice,
        "waiver_form",
        form,
        lambda: remissions.waive(
            notice,
            penalty_satang=money.satang(form.cleaned_data["penalty_baht"]),
            surcharge_satang=money.satang(form.cleaned_data["surcharge_baht"]),
            by=request.user,
            at=timezone.now(),
            **_decision(form),
        ),
        _("The decision is recorded."),
    )


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def write_off(request: TownRequest, notice_id: int) -> HttpResponse:
    """Write off what is open by a decision."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = money.DecisionForm(request.POST)
    return _done(
        request,
        notice,
        "write_off_form",
        form,
        lambda: remissions.write_off(notice, by=request.user, at=timezone.now(), **_decision(form)),
        _("The decision is recorded."),
    )


@require_POST
@role_required(*acting.TAX_ROLES)
def request_refund(request: TownRequest, notice_id: int) -> HttpResponse:
    """Ask for what was paid too much."""
    notice = access.notice_by_id(request.municipality, notice_id)
    form = money.RefundForm(request.POST)
    return _done(
        request,
        notice,
        "refund_form",
        form,
        lambda: refunds.request(
            notice,
            amount_satang=money.satang(form.cleaned_data["amount_baht"]),
            requested_on=form.cleaned_data["requested_on"],
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        ),
        _("The request is recorded and waits for its decision."),
    )


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def reverse(request: TownRequest, payment_id: int) -> HttpResponse:
    """Reverse a payment that was none."""
    payment = access.payment_by_id(request.municipality, payment_id)
    form = money.ReversalForm(request.POST)
    return _done(
        request,
        payment.notice,
        "reversal_form",
        form,
        lambda: reversals.reverse(payment, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()),
        _("The payment is reversed; the notice owes again."),
    )


def _done(
    request: TownRequest, notice: Notice, name: str, form: Form, act: Callable[[], object], told: str
) -> HttpResponse:
    """Back to the notice when it was done, else the page with the form as it was sent."""
    if acting.carry_out(form, act):
        messages.success(request, told)
        return redirect("taxroll:money", notice_id=notice.pk)
    return show(request, access.notice_by_id(request.municipality, notice.pk), **{name: form})


def _fresh(open_satang: int, on: date) -> dict[str, Form]:
    today = {"requested_on": on}
    paid = {"amount_baht": units.format_baht(open_satang).replace(",", ""), "paid_at": timezone.localtime()}
    return {
        "pay_form": PaymentForm(initial=paid | {"channel": Channel.CASH}),
        "instalment_form": money.InstalmentForm(initial=today, auto_id="parts_%s"),
        "more_time_form": money.MoreTimeForm(initial={"decided_on": on}, auto_id="more_%s"),
        "waiver_form": money.WaiverForm(initial={"decided_on": on}, auto_id="waive_%s"),
        "write_off_form": money.DecisionForm(initial={"decided_on": on}, auto_id="off_%s"),
        "refund_form": money.RefundForm(initial=today, auto_id="refund_%s"),
        "reversal_form": money.ReversalForm(auto_id="reverse_%s"),
    }


def _decision(form: Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("decided_on", "document_number", "reason")}


def _parts(now: Standing, on: date) -> list[dict[str, Any]]:
    """Each instalment with what has become of it."""
    missed = now.missed(on=on)
    paid = sum(made.tax_satang for made in now.made)
    wanted, parts = 0, []
    for number, part in enumerate(now.plan, start=1):
        wanted += part.amount_satang
        parts.append({"number": number, "part": part, "is_missed": part in missed, "is_paid": paid >= wanted})
    return parts


def _transfers(notice: Notice) -> list[Transfer]:
    return list(
        Transfer.objects.filter(notice__in=standing.papers_of(notice)).select_related("debit", "credit", "recorded_by")
    )
