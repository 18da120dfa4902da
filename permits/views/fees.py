"""The fee: taken at the desk, shown to the applicant with its lines and the code to pay by, and its receipt."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access, secrets_of, wording
from permits.desk import fees, forms, issuing, office, receipts
from permits.models import Fee, Petition
from permits.views import decisions, deskpage


@require_POST
@access.officer_required
def pay(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the money, then issue the permit; should that fail, the money stays taken and the permit is open."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.PayForm(request.POST, prefix="pay")
    at = timezone.now()
    answer = deskpage.carry_out(
        request,
        petition,
        "pay_form",
        form,
        lambda: fees.take(petition, **form.cleaned_data, by=request.user, at=at),
        done=_("The fee is taken."),
    )
    if form.is_valid():
        try:
            issuing.issue(petition, by=request.user, at=at)
            messages.success(request, _("The %(paper)s is issued.") % wording.of_paper(petition.as_offered().paper))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return answer


@require_safe
def fee(request: TownRequest, petition: Petition) -> HttpResponse:
    """What the approval costs, line by line, and how to pay it; 404 before there is a fee."""
    asked = get_object_or_404(Fee.objects.select_related("municipality"), petition=petition)
    shown = {
        "petition": petition,
        "secret": secrets_of.secret(petition.uid),
        "fee": asked,
        "words": wording.of_paper(petition.as_offered().paper),
        "office": office.of(request.municipality),
        "code": fees.code(asked) if asked.paid_at is None else None,
    }
    return render(request, "permits/desk/fee.html", shown)


@require_safe
def receipt_pdf(_request: TownRequest, petition: Petition) -> HttpResponse:
    """The receipt, for whoever has the petition's link."""
    return _receipt(petition)


@never_cache
@require_safe
@access.officer_required
def receipt_at_desk(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The receipt, for the officer."""
    return _receipt(access.petition_at_desk(request, str(uid)))


@never_cache
@require_safe
def verify_receipt(request: TownRequest, reference: str, code: str) -> HttpResponse:
    """Whether a receipt is ours: for everybody, without a name on the page."""
    found = receipts.verified(request.municipality, reference=reference[:20], typed=code[:40])
    shown = {"fee": found, "service": wording.said(found.petition.as_offered().name) if found else ""}
    return render(request, "permits/desk/verify_receipt.html", shown, status=200 if found else 404)


def _receipt(petition: Petition) -> HttpResponse:
    paid = Fee.objects.filter(petition=petition).exclude(receipt_number="").select_related("municipality", "taken_by")
    fee = paid.first()
    if fee is None:
        raise Http404
    fee.petition = petition
    return decisions.paper(receipts.paper(fee), f"receipt-{fee.pk}")
