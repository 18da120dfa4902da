"""Notices: issuing, cancelling, and their papers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access, notices
from taxroll.forms.notices import CancelForm
from taxroll.views import acting


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


@require_POST
@role_required(*acting.TAX_ROLES)
def cancel_notice(request: TownRequest, notice_id: int) -> HttpResponse:
    """Cancel a notice with a reason."""
    issued = access.notice_by_id(request.municipality, notice_id)
    form = CancelForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    acting.attempt(request, lambda: notices.cancel(issued, by=request.user, at=timezone.now(), why=why))
    return redirect("taxroll:bill", bill_id=issued.bill_id)
