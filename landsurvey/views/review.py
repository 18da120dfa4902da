"""Pages of the review: rows and what is decided on them, and the way into the register."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, overview, promotion, review
from landsurvey.forms.review import DecideForm, PromoteForm
from landsurvey.models import Decision
from landsurvey.views.uploads import SURVEY_ROLES, back, may_decide, show


@role_required(*SURVEY_ROLES)
@require_GET
def rows(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One page of the rows and what was decided on them."""
    upload = access.upload_by_uid(request.municipality, uid)
    wanted = request.GET.get("decision", "")
    page = overview.rows_page(upload, number=request.GET.get("page", 1), decision=wanted)
    facts = {"upload": upload, "page": page, "decision": wanted, "may_decide": may_decide(request, upload)}
    return render(request, "landsurvey/_rows.html", facts)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def decide(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Accept or return some rows."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return show(request, upload, decide_form=form)
    decision = Decision(form.cleaned_data["decision"])
    try:
        count = review.decide(
            upload,
            rows=form.cleaned_data["rows"],
            decision=decision,
            by=request.user,
            at=timezone.now(),
            comment=form.cleaned_data["comment"],
        )
    except Refusal as refusal:
        form.add_error("comment" if isinstance(refusal, review.NeedsAReason) else "rows", str(refusal))
        return show(request, upload, decide_form=form)
    said = ngettext("%(count)s row: %(decision)s.", "%(count)s rows: %(decision)s.", count)
    messages.success(request, said % {"count": count, "decision": decision.label})
    return back(upload)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def accept_all(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Accept every row without an error."""
    upload = access.upload_by_uid(request.municipality, uid)
    try:
        count = review.accept_all_without_errors(upload, by=request.user, at=timezone.now())
        messages.success(
            request, ngettext("%(count)s row accepted.", "%(count)s rows accepted.", count) % {"count": count}
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(upload)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def promote(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Put the accepted rows into the register."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = PromoteForm(request.POST)
    if not form.is_valid():
        return show(request, upload, promote_form=form)
    try:
        promotion.promote(
            upload, effective_date=form.cleaned_data["effective_date"], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error("effective_date", str(refusal))
        return show(request, upload, promote_form=form)
    messages.success(request, _("The accepted rows are in the register now."))
    return back(upload)
