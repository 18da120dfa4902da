"""One bill with its lines, papers and money; and the fragment that tells what a change of a parcel does to its tax."""

import uuid
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets import units
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from taxroll import access, effects, explanation, payments
from taxroll.forms.effects import EffectForm
from taxroll.forms.notices import CancelForm
from taxroll.forms.payments import PaymentForm
from taxroll.models import Bill
from taxroll.views import acting


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def bill(request: TownRequest, bill_id: int) -> HttpResponse:
    """One bill with every line explained, its notices and its money."""
    return show(request, access.bill_by_id(request.municipality, bill_id))


def show(request: TownRequest, bill: Bill, *, pay_form: PaymentForm | None = None, status: int = 200) -> HttpResponse:
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


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES, Role.SURVEY_REVIEWER)
def effect(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """A fragment for pages that change parcels: this parcel's tax before and after the change."""
    parcel = access.parcel_by_uid(request.municipality, uid)
    form = EffectForm(request.GET)
    if not form.is_valid():
        return render(request, "taxroll/effect.html", {"form": form}, status=422)
    joined = tuple(access.parcel_by_uid(request.municipality, each) for each in form.cleaned_data["joined"])
    change = replace(form.proposed(), joined=joined)
    found = effects.of_change(parcel, change, on=timezone.localdate())
    return render(request, "taxroll/effect.html", {"effect": found, "change": form.cleaned_data["change"]})
