"""Pages of the review: rows as a table, decisions typed by number, and the way into the register and back."""

import uuid

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, promotion, review
from landsurvey.comparing import differences
from landsurvey.field import campaignqueue
from landsurvey.forms.review import DecideForm, PromoteForm, SeenForm, UndoForm
from landsurvey.models import Decision, Upload, UploadStatus
from landsurvey.reviewing import overview, prospects
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


@role_required(*SURVEY_ROLES)
@require_GET
def promotion_page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """What promotion will do in numbers, and afterwards what it did."""
    return _show_promotion(request, access.upload_by_uid(request.municipality, uid))


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def confirm_lineage(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Confirm every origin that nobody has judged."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        count = review.confirm_lineage(upload, by=request.user, at=timezone.now(), seen=seen)
        said = ngettext("%(count)s origin confirmed.", "%(count)s origins confirmed.", count)
        messages.success(request, said % {"count": count})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("landsurvey:promotion", uid=upload.uid)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def compare_again(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Compare a survey that waited while the register changed with the register of today."""
    upload = access.upload_by_uid(request.municipality, uid)
    try:
        differences.compare(upload)
        messages.success(
            request, _("Compared with the register of today. Rows that read differently now are open again.")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("landsurvey:promotion", uid=upload.uid)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def promote(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Put the accepted rows into the register."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = PromoteForm(request.POST)
    if not form.is_valid():
        return _show_promotion(request, upload, promote_form=form)
    try:
        promotion.promote(
            upload, effective_date=form.cleaned_data["effective_date"], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error("effective_date", str(refusal))
        return _show_promotion(request, upload, promote_form=form)
    campaignqueue.recount(request.municipality)
    messages.success(request, _("The accepted rows are in the register now."))
    return redirect("landsurvey:promotion", uid=upload.uid)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def undo(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a promotion back by new versions, with a reason."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _show_promotion(request, upload, undo_form=form)
    try:
        promotion.undo(
            upload,
            on=form.cleaned_data["effective_date"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error("effective_date", str(refusal))
        return _show_promotion(request, upload, undo_form=form)
    campaignqueue.recount(request.municipality)
    messages.success(request, _("The promotion is taken back; the register says again what it said before."))
    return redirect("landsurvey:promotion", uid=upload.uid)


def _show_promotion(request: TownRequest, upload: Upload, **forms: django_forms.Form) -> HttpResponse:
    """A form that was not accepted comes back as it was typed."""
    today = timezone.localdate()
    facts = {
        "upload": upload,
        "prospect": prospects.outcome(upload),
        "undone": upload.promotions.exclude(undone_at=None).select_related("undone_by").order_by("undone_at"),
        "may_promote": may_decide(request, upload),
        "may_undo": upload.status == UploadStatus.PROMOTED and has_role(request, Role.SURVEY_REVIEWER),
        "revision": review.revision(upload),
        "promote_form": PromoteForm(initial={"effective_date": today}),
        "undo_form": UndoForm(initial={"effective_date": today}),
    }
    return render(request, "landsurvey/review_promotion.html", facts | forms, status=422 if forms else 200)
