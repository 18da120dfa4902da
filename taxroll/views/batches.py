"""Batches of notices: asking for one, its progress, its print files, and handing a file's papers over."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, batches, delivery, noticelist, noticequeue
from taxroll.delivery import What
from taxroll.forms.notices import BatchForm, HandOverForm
from taxroll.models import DeliveryState, PaperForm
from taxroll.views import acting


@require_POST
@role_required(*acting.TAX_ROLES)
def ask(request: TownRequest, roll_id: int) -> HttpResponse:
    """Have all notices of a roll issued."""
    roll = access.roll_by_id(request.municipality, roll_id)
    form = BatchForm(request.POST)
    kept_as = PaperForm(form.cleaned_data["form"]) if form.is_valid() else PaperForm.PRINT
    try:
        with transaction.atomic():  # the batch and its job appear together
            batch = batches.ask(roll, form=kept_as, by=request.user, at=timezone.now())
            noticequeue.enqueue(batch)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("taxroll:roll_notices", roll_id=roll.pk)
    return redirect("taxroll:batch", batch_id=batch.pk)


@require_POST
@role_required(*acting.TAX_ROLES)
def resume(request: TownRequest, batch_id: int) -> HttpResponse:
    """Go on with a batch that broke off."""
    batch = access.batch_by_id(request.municipality, batch_id)
    with transaction.atomic():
        if acting.attempt(request, lambda: batches.resume(batch, by=request.user, at=timezone.now())):
            noticequeue.enqueue(batch)
    return redirect("taxroll:batch", batch_id=batch.pk)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def batch_page(request: TownRequest, batch_id: int) -> HttpResponse:
    """A batch: how far it is, and its files."""
    batch = access.batch_by_id(request.municipality, batch_id)
    form = HandOverForm(deliverers=delivery.deliverers(request.municipality))
    return render(request, "taxroll/batch.html", {"batch": batch, "files": noticelist.files(batch), "form": form})


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def progress(request: TownRequest, batch_id: int) -> HttpResponse:
    """The bar while a batch is issued; afterwards the whole page is asked for anew."""
    batch = access.batch_by_id(request.municipality, batch_id)
    response = render(request, "taxroll/_batch_progress.html", {"batch": batch})
    if not batch.is_working:
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def print_file(request: TownRequest, batch_id: int, number: int) -> HttpResponse:
    """Up to a hundred notices as one file for the printer."""
    batch = access.batch_by_id(request.municipality, batch_id)
    try:
        document = batches.file_of(batch, number)
    except LookupError as missing:
        raise Http404 from missing
    return acting.paper(document, f"{batch.roll.tax_year_be}-{number:04d}")


@require_POST
@role_required(*acting.TAX_ROLES)
def hand_over(request: TownRequest, batch_id: int, number: int) -> HttpResponse:
    """Say that the papers of a file were printed, or who carries them."""
    batch = access.batch_by_id(request.municipality, batch_id)
    papers = batches.of_file(batch, number)
    now = timezone.now()
    if "deliverer" in request.POST:
        form = HandOverForm(request.POST, deliverers=delivery.deliverers(request.municipality))
        person = form.cleaned_data["deliverer"] if form.is_valid() else None
        what = What(DeliveryState.HANDED_OVER, timezone.localdate(now), deliverer=person)
    else:
        what = What(DeliveryState.PRINTED, timezone.localdate(now))
    try:
        count = delivery.record_all(papers, what, by=request.user, at=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Written down for %(count)s notices.") % {"count": count})
    return redirect("taxroll:batch", batch_id=batch.pk)
