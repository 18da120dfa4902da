"""Notices: the list of a roll, one notice with its history, issuing, cancelling, reissuing, and the papers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, delivery, noticelist, notices, offices, paging, standing
from taxroll.forms.notices import BatchForm, CancelForm, EventForm, NoticeSearchForm, OfficeForm
from taxroll.models import Notice, Payment
from taxroll.papers import contents, letters
from taxroll.views import acting


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def roll_notices(request: TownRequest, roll_id: int) -> HttpResponse:
    """The notices of a roll; a search comes by POST, so that names stay out of addresses."""
    roll = access.roll_by_id(request.municipality, roll_id)
    search = NoticeSearchForm(request.POST or None)
    state = request.GET.get("state", "")
    facts: dict[str, Any] = {"roll": roll, "search": search, "state": state, "counts": noticelist.counts(roll)}
    if search.is_valid() and (words := search.cleaned_data["words"].strip()):
        found = noticelist.found(roll, words)
        facts |= {"notices": found[: paging.SIZE], "is_search": True, "has_more": len(found) > paging.SIZE}
    else:
        page = noticelist.page(roll, paging.number_in(request.GET.get("page", "")), state=state)
        facts |= {"page": page, "notices": page.rows}
    facts |= {"batches": roll.batches.all(), "batch_form": BatchForm()}
    facts["has_open_batch"] = any(batch.is_open for batch in facts["batches"])
    return render(request, "taxroll/notices.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def notice(request: TownRequest, bill_id: int) -> HttpResponse:
    """POST issues the notice of a bill; GET is the paper of the notice in force."""
    bill = access.bill_by_id(request.municipality, bill_id)
    if request.method == "POST":
        acting.attempt(request, lambda: notices.issue(bill, by=request.user, at=timezone.now()))
        return redirect("taxroll:bill", bill_id=bill.pk)
    in_force = get_object_or_404(bill.notices, cancelled_at=None)
    return acting.paper(notices.pdf(in_force), in_force.number)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def notice_paper(request: TownRequest, notice_id: int) -> HttpResponse:
    """The paper of any notice, also of a cancelled one."""
    issued = access.notice_by_id(request.municipality, notice_id)
    return acting.paper(notices.pdf(issued), issued.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def notice_page(request: TownRequest, notice_id: int) -> HttpResponse:
    """One notice with what became of it; POST writes down what happened."""
    issued = access.notice_by_id(request.municipality, notice_id)
    if request.method != "POST":
        form = EventForm(initial={"on": timezone.localdate()}, notice=issued)
        return _show(request, issued, form=form)
    form = EventForm(request.POST, notice=issued)
    if form.is_valid():
        try:
            delivery.record(issued, form.what(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is written down."))
            return redirect("taxroll:notice_page", notice_id=issued.pk)
    return _show(request, issued, form=form, status=422)


@require_POST
@role_required(*acting.TAX_ROLES)
def cancel_notice(request: TownRequest, notice_id: int) -> HttpResponse:
    """Cancel a notice with a reason."""
    issued = access.notice_by_id(request.municipality, notice_id)
    acting.attempt(request, lambda: notices.cancel(issued, by=request.user, at=timezone.now(), why=_why(request)))
    return redirect("taxroll:bill", bill_id=issued.bill_id)


@require_POST
@role_required(*acting.TAX_ROLES)
def reissue_notice(request: TownRequest, notice_id: int) -> HttpResponse:
    """Cancel a notice with a reason and issue another in its place; what was typed stays when it is refused."""
    issued = access.notice_by_id(request.municipality, notice_id)
    form = CancelForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        again = notices.reissue(issued, by=request.user, at=timezone.now(), why=why)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        event = EventForm(initial={"on": timezone.localdate()}, notice=issued)
        return _show(request, issued, form=event, cancel_form=form, status=422)
    return redirect("taxroll:notice_page", notice_id=again.pk)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def request_form(request: TownRequest, notice_id: int, kind: str) -> HttpResponse:
    """A form of an owner's request with what the notice says."""
    issued, wanted = access.notice_by_id(request.municipality, notice_id), _kind(kind)
    if wanted not in letters.requests_about(issued):
        raise Http404
    return acting.paper(letters.of_notice(wanted, issued), f"{kind}-{issued.number}")


@require_safe
@role_required(*acting.TAX_ROLES)
def blank_form(request: TownRequest, kind: str) -> HttpResponse:
    """A blank form of an owner's request."""
    return acting.paper(letters.blank(_kind(kind), municipality=request.municipality), kind)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def office(request: TownRequest) -> HttpResponse:
    """What stands on every paper; the head of revenue changes it."""
    kept = contents.office_of(request.municipality)
    may_change = has_role(request, Role.HEAD_OF_REVENUE)
    form = OfficeForm(request.POST or None, instance=kept)
    if request.method == "POST" and not may_change:
        return HttpResponse(status=403)
    if request.method == "POST" and form.is_valid():
        try:
            offices.write(form.save(commit=False), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Papers issued from now on say so."))
            return redirect("taxroll:office")
    status = 422 if request.method == "POST" else 200
    return render(request, "taxroll/office.html", {"form": form, "may_change": may_change}, status=status)


def _show(
    request: TownRequest,
    issued: Notice,
    *,
    form: EventForm,
    cancel_form: CancelForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reception = delivery.reception(issued)
    law = reception.law
    facts = {
        "notice": issued,
        "bill": issued.bill,
        "events": issued.deliveries.select_related("deliverer", "recorded_by").order_by("-id"),
        "reception": reception,
        "rules": [rule.citation for rule in (law.objection_days, law.payment, law.post_days, law.pasted_days)],
        "replaced_by": Notice.objects.filter(replaces=issued).first(),
        "is_paid": Payment.objects.filter(notice__in=standing.papers_of(issued), reversal=None).exists(),
        "form": form,
        "cancel_form": cancel_form or CancelForm(),
        "requests": list(letters.Request),
    }
    return render(request, "taxroll/notice.html", facts, status=status)


def _why(request: TownRequest) -> str:
    form = CancelForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""


def _kind(kind: str) -> letters.Request:
    try:
        return letters.Request(kind)
    except ValueError as unknown:
        raise Http404 from unknown
