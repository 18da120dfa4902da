"""The fee: taken at the desk, and shown to the applicant with its lines and the code to pay by."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access
from permits.desk import fees, forms, issuing, office
from permits.models import Fee
from permits.views import deskpage


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
            messages.success(request, _("The permit is issued."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return answer


@never_cache
@require_safe
def fee(request: TownRequest, secret: str) -> HttpResponse:
    """What the approval costs, line by line, and how to pay it; 404 before there is a fee."""
    petition = access.petition_by_secret(request.municipality, secret)
    asked = get_object_or_404(Fee.objects.select_related("municipality"), petition=petition)
    shown = {
        "petition": petition,
        "secret": secret,
        "fee": asked,
        "office": office.of(request.municipality),
        "code": fees.code(asked) if asked.paid_at is None else None,
    }
    return render(request, "permits/desk/fee.html", shown)
