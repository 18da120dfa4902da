"""Corrections of the published list: taking requests, deciding them, assessing the owner again."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.access import role_required
from gis_assets.models import ParcelVersion, Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.disputes import answering
from taxroll.forms.corrections import CorrectionForm, DecisionForm
from taxroll.models import About, Asker, Bill, Correction, Outcome, Roll
from taxroll.rolls import corrections, states, terms
from taxroll.rolls.states import Move
from taxroll.views import acting

PLOT = ("deed_area_wah", *corrections.USES, "vacant_since_be")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def of_roll(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """What was asked for and how it was decided; POST takes another request and keeps what was typed."""
    roll = access.roll_of_year(request.municipality, tax_year_be)
    form = CorrectionForm(request.POST or None, initial={"parcel": request.GET.get("parcel", "")})
    if request.method == "POST" and form.is_valid() and (taken := _taken(request, roll, form)):
        return redirect("taxroll:correction", uid=taken.uid)
    facts = {
        "roll": roll,
        "form": form,
        "corrections": Correction.objects.filter(roll=roll).select_related("case"),
        "term": terms.correction_days(roll.municipality, on=roll.listed_on or roll.as_of_date),
    }
    return render(request, "taxroll/corrections.html", facts, status=400 if form.errors else 200)


def _taken(request: TownRequest, roll: Roll, form: CorrectionForm) -> Correction | None:
    said = form.cleaned_data
    parcel = access.parcel_by_code(request.municipality, said["parcel"], on=roll.as_of_date)
    if parcel is None:
        form.add_error("parcel", _("No parcel carried this code on the day of the roll. Check the code."))
        return None
    try:
        return corrections.ask(
            roll,
            parcel=parcel,
            about=About(said["about"]),
            asked_by=Asker(said["asked_by"]),
            request=said["request"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def correction(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One correction with its steps; POST decides it and keeps what was typed when that is refused."""
    found = access.correction_by_uid(request.municipality, uid)
    version = ParcelVersion.objects.as_of(found.roll.as_of_date).filter(parcel=found.parcel_id).first()
    initial = {name: getattr(version, name) for name in PLOT} if version else {}
    form = DecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _is_decided(request, found, form):
        return redirect("taxroll:correction", uid=uid)
    facts: dict[str, Any] = {
        "correction": found,
        "form": form,
        "plot_fields": [form[name] for name in PLOT],
        "version": version,
        "steps": found.case.steps.select_related("by"),
        "step_names": {kind.code: kind.name for kind in found.case.case_type.step_kinds.all()},
        "due": terms.decision_days(found.municipality, on=found.received_on),
        "bills": Bill.objects.filter(roll=found.roll, lines__parcel_version__parcel=found.parcel_id).distinct(),
    }
    facts["history"] = [(facts["step_names"].get(step.code, step.code), step) for step in facts["steps"]]
    return render(request, "taxroll/correction.html", facts, status=400 if form.errors else 200)


def _is_decided(request: TownRequest, found: Correction, form: DecisionForm) -> bool:
    said, at = form.cleaned_data, timezone.now()
    try:
        if said["outcome"] == Outcome.REFUSED:
            answering.refuse(found, reasons=said["reasons"], by=request.user, at=at)
        else:
            answering.accept(found, reasons=said["reasons"], facts=form.facts(), by=request.user, at=at)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The decision is recorded."))
    return True


@require_POST
@role_required(Role(states.MAIN[Move.CORRECT].role))
def apply(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Assess the owner again after the register was changed elsewhere."""
    found = access.correction_by_uid(request.municipality, uid)
    acting.attempt(request, lambda: corrections.apply(found, by=request.user, at=timezone.now()))
    return redirect("taxroll:correction", uid=uid)
