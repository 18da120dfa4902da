"""The tax page of one property: what is known of it on 1 January, and the forms that record decisions about it."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets import rights
from gis_assets.access import role_required
from gis_assets.models import Building, Parcel, Role, Unit
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, claims, holdings, mending
from taxroll.claims import Decision
from taxroll.forms import holdings as forms
from taxroll.forms.prices import WithdrawForm
from taxroll.holdings import Holding
from taxroll.law import book
from taxroll.models import ClaimedUse
from taxroll.views import acting

Thing = Parcel | Building | Unit


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def page(request: TownRequest, tax_year_be: int, kind: str, uid: uuid.UUID) -> HttpResponse:
    """One property on 1 January of the tax year."""
    return _show(request, tax_year_be, access.property_by_uid(request.municipality, kind, uid))


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def decide(request: TownRequest, tax_year_be: int, kind: str, uid: uuid.UUID, what: str) -> HttpResponse:
    """Record a decision; a refusal stands in its form with everything that was typed."""
    thing = access.property_by_uid(request.municipality, kind, uid)
    found = _read(thing, tax_year_be)
    posted = _forms(found, tax_year_be, {what: request.POST})
    if what not in posted:
        raise Http404
    form = posted[what]
    if form.is_valid():
        try:
            _ACTS[what](request, thing, form, book.assessment_day(tax_year_be))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("taxroll:property", tax_year_be=tax_year_be, kind=kind, uid=uid)
    return _show(request, tax_year_be, thing, found=found, forms_shown=posted, opened=what, status=422)


@never_cache
@require_POST
@role_required(Role.TAX_OFFICER)
def withdraw(
    request: TownRequest, tax_year_be: int, kind: str, uid: uuid.UUID, what: str, claim_id: int
) -> HttpResponse:
    """Take a mistaken decision back."""
    thing = access.property_by_uid(request.municipality, kind, uid)
    claim = access.claim_by_id(thing, what, claim_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why it is withdrawn."))
    elif acting.attempt(
        request, lambda: claims.withdraw(claim, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The decision is withdrawn."))
    return redirect("taxroll:property", tax_year_be=tax_year_be, kind=kind, uid=uid)


def _read(thing: Thing, tax_year_be: int) -> Holding:
    acting.year_or_404(tax_year_be)
    return holdings.read(thing, on=book.assessment_day(tax_year_be))


def _forms(found: Holding, tax_year_be: int, posted: dict[str, Any]) -> dict[str, Any]:
    since = {"since": book.assessment_day(tax_year_be)}
    names = {held.right.party_id: held.name for held in found.held}
    shares = {
        held.right.party_id: (
            held.name,
            f"{held.right.share_numerator}/{held.right.share_denominator}",
            held.right.is_registered_home,
        )
        for held in found.held
    }
    return {
        "exempt": forms.ExemptForm(posted.get("exempt"), initial=since, tax_year_be=tax_year_be, prefix="exempt"),
        "reduction": forms.ReductionForm(
            posted.get("reduction"), initial=since, tax_year_be=tax_year_be, prefix="reduction"
        ),
        "old_tax": forms.OldTaxForm(posted.get("old_tax"), names=names, prefix="old_tax"),
        "price": forms.ApprovedPriceForm(posted.get("price"), initial=since, prefix="price"),
        "holders": forms.HoldersForm(posted.get("holders"), holders=shares, prefix="holders"),
    }


def _show(
    request: TownRequest,
    tax_year_be: int,
    thing: Thing,
    *,
    found: Holding | None = None,
    forms_shown: dict[str, Any] | None = None,
    opened: str = "",
    status: int = 200,
) -> HttpResponse:
    found = found or _read(thing, tax_year_be)
    shape = found.shape
    map_facts = {
        "layers": ["boundary", "roads", "parcels", "buildings"],
        "bounds": list(shape.extent) if shape else None,
        "shape": shape.json if shape else None,
        "words": {"failed": _("The map could not be read from the server. Move it to try again.")},
    }
    facts = {
        "found": found,
        "tax_year_be": tax_year_be,
        "forms": forms_shown or _forms(found, tax_year_be, {}),
        "opened": opened,
        "exempt_names": dict(forms.kinds("exempt_property", tax_year_be)),
        "reduction_names": dict(forms.kinds("type_reductions", tax_year_be)),
        "map_facts": map_facts,
    }
    return render(request, "taxroll/property.html", facts, status=status)


def _decision(request: TownRequest, thing: Thing, form: Any) -> Decision:
    cleaned = form.cleaned_data
    return Decision(thing, cleaned["since"], cleaned["last"], cleaned["evidence"], request.user, timezone.now())


def _exempt(request: TownRequest, thing: Thing, form: Any, on: date) -> None:
    cleaned = form.cleaned_data
    claims.exempt(
        _decision(request, thing, form),
        kind=cleaned["kind"],
        of_use=ClaimedUse(cleaned["of_use"]),
        area=cleaned["area"],
    )


def _reduction(request: TownRequest, thing: Thing, form: Any, on: date) -> None:
    cleaned = form.cleaned_data
    claims.reduce(_decision(request, thing, form), kind=cleaned["kind"], since_date=cleaned["since_date"])


def _old_tax(request: TownRequest, thing: Thing, form: Any, on: date) -> None:
    claims.note_old_tax(
        thing,
        party=form.cleaned_data["party"],
        house_and_land_satang=form.satang("house_and_land_baht"),
        maintenance_satang=form.satang("maintenance_baht"),
        evidence=form.cleaned_data["evidence"],
        by=request.user,
        at=timezone.now(),
    )


def _price(request: TownRequest, thing: Thing, form: Any, on: date) -> None:
    satang = int(form.cleaned_data["price_baht"] * forms.SATANG_PER_BAHT)
    claims.approve_price(_decision(request, thing, form), price_satang=satang)


def _holders(request: TownRequest, thing: Thing, form: Any, on: date) -> None:
    mending.set_holders(
        thing,
        former=rights.held_on(thing, on=on),
        shares=form.shares(),
        homes=form.homes(),
        newcomer=form.newcomer(),
        on=on,
        evidence=form.cleaned_data["evidence"],
        by=request.user,
        at=timezone.now(),
    )


_ACTS: dict[str, Callable[[TownRequest, Thing, Any, date], None]] = {
    "exempt": _exempt,
    "reduction": _reduction,
    "old_tax": _old_tax,
    "price": _price,
    "holders": _holders,
}
