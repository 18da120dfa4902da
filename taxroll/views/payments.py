"""Money at the counter, and receipts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, payments
from taxroll.forms.payments import PaymentForm
from taxroll.models import Channel
from taxroll.views import acting, bills


@require_POST
@role_required(*acting.TAX_ROLES)
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
    return bills.show(request, access.bill_by_id(request.municipality, issued.bill_id), pay_form=form, status=400)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def receipt_paper(request: TownRequest, receipt_id: int) -> HttpResponse:
    receipt = access.receipt_by_id(request.municipality, receipt_id)
    return acting.paper(payments.receipt_pdf(receipt), receipt.number)
