"""The form of a petition, page by page: shown, saved as it is typed, submitted, answered and withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import tries
from gis_assets import qr
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from gis_assets.templatetags import town
from permits import secrets_of
from permits.appointments import standing
from permits.models import Petition
from permits.petitions import (
    answering,
    completeness,
    forgetting,
    keeping,
    keeping_link,
    saving,
    submission,
    withdrawal,
)
from permits.views import formpages

MOST_BYTES = 200_000
CONFLICT, TOO_LARGE, NOT_TAKEN = 409, 413, 400


@require_safe
def mine(request: TownRequest, petition: Petition) -> HttpResponse:
    """The owner's link: how to keep it for a new petition, the page where he was for a draft, else where it stands."""
    secret = secrets_of.secret(petition.uid)
    if not petition.is_draft:
        return redirect("permits:my_status", secret=secret)
    if petition.page and "keep" not in request.GET:
        return redirect("permits:form", secret=secret, page=petition.page)
    facts = {"link": _link(secret), "is_kept": keeping.is_kept(petition, by=request.user)}
    return render(request, "permits/petition/link.html", formpages.frame(petition, page="") | facts)


@require_safe
def link_qr(request: TownRequest, petition: Petition) -> HttpResponse:
    """The owner's link as a QR code, to be taken over to a telephone."""
    return HttpResponse(qr.svg(_link(secrets_of.secret(petition.uid))), content_type="image/svg+xml")


@require_POST
def send_link(request: TownRequest, petition: Petition) -> HttpResponse:
    """Mail the owner's link to an address of his own."""
    try:
        to, sender = request.POST.get("to", "").strip(), tries.sender_of(request)
        keeping_link.mail(petition, to=to, at=timezone.now(), sender=sender)
        messages.success(request, _("The link is on its way to you."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("permits:mine", args=[secrets_of.secret(petition.uid)]) + "?keep")


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: TownRequest, petition: Petition, page: str) -> HttpResponse:
    """One page of the form. A POST saves it and goes on; what is wrong stays on the page with what was typed."""
    if page not in formpages.pages(petition):
        raise Http404
    if not petition.is_draft and not formpages.is_asked(petition):
        return redirect("permits:my_status", secret=secrets_of.secret(petition.uid))
    if request.method != "POST":
        return formpages.show(request, petition, page)
    typed = dict(request.POST.lists())
    try:
        saved = saving.save(petition, page=page, typed=typed, revision=_revision(request), at=timezone.now())
    except saving.SavedElsewhere as refusal:
        petition.refresh_from_db()
        return formpages.show(request, petition, page, typed=typed, conflict=str(refusal), status=CONFLICT)
    if saved.problems:
        return formpages.show(request, saved.petition, page, typed=typed, problems=saved.problems, status=NOT_TAKEN)
    going = formpages.next_page(
        saved.petition, page, back=request.POST.get("go") == "back", stay="stay" in request.POST
    )
    return redirect("permits:form", secret=secrets_of.secret(petition.uid), page=going)


@require_POST
def save(request: TownRequest, petition: Petition) -> HttpResponse:
    """Save what is typed, for the page's script: the new revision and what was wrong, or that another tab was first."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return JsonResponse({"sentence": _("The form is too large to be saved.")}, status=TOO_LARGE)
    typed: Mapping[str, Sequence[str]] = dict(request.POST.lists())
    page = request.POST.get("page", "")
    try:
        saved = saving.save(petition, page=page, typed=typed, revision=_revision(request), at=timezone.now())
    except saving.SavedElsewhere as refusal:
        return JsonResponse({"sentence": str(refusal), "revision": petition.revision}, status=CONFLICT)
    except Refusal as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=NOT_TAKEN)
    return JsonResponse(_as_saved(saved))


@require_POST
def submit(request: TownRequest, petition: Petition) -> HttpResponse:
    """Submit the petition; what is missing is told with the places where it is given."""
    secret = secrets_of.secret(petition.uid)
    try:
        submission.submit(petition, at=timezone.now(), has_seen_failures="has_seen" in request.POST)
    except Refusal as refusal:
        return formpages.show(request, petition, saving.REVIEW, refusal=refusal, status=NOT_TAKEN)
    if standing.has_appointments(petition):
        messages.success(request, _("Your petition was submitted. Now book an appointment."))
    else:
        messages.success(request, _("Your petition was submitted. An officer takes it up; you need not come."))
    return redirect("permits:my_status", secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: TownRequest, petition: Petition) -> HttpResponse:
    """What the office asks, with the parts of the form that it concerns; a POST sends the answer."""
    secret = secrets_of.secret(petition.uid)
    if not formpages.is_asked(petition):
        return redirect("permits:my_status", secret=secret)
    if request.method != "POST":
        return formpages.show_question(request, petition)
    try:
        typed = dict(request.POST.lists())
        saved = saving.save(petition, page="", typed=typed, revision=_revision(request), at=timezone.now())
        if saved.problems:
            return formpages.show_question(request, saved.petition, typed=typed, problems=saved.problems)
        if "send" in request.POST:
            answering.answer(petition, at=timezone.now())
            messages.success(request, _("Your answer is with the office; the clock runs again."))
            return redirect("permits:my_status", secret=secret)
    except Refusal as refusal:
        petition.refresh_from_db()
        return formpages.show_question(request, petition, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("permits:answer", secret=secret)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: TownRequest, petition: Petition) -> HttpResponse:
    """Take a petition back, or delete a draft; asked once more before."""
    if request.method != "POST":
        return render(request, "permits/petition/withdraw.html", formpages.frame(petition, page=""))
    if petition.is_draft:
        forgetting.forget_now(petition, at=timezone.now())
        messages.success(request, _("The draft and its documents were deleted."))
        return redirect("permits:front")
    try:
        withdrawal.withdraw(petition, at=timezone.now())
        messages.success(request, _("You have withdrawn the petition."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("permits:my_status", secret=secrets_of.secret(petition.uid))


def _as_saved(saved: saving.Saved) -> dict[str, Any]:
    petition = saved.petition
    return {
        "revision": petition.revision,
        "saved_at": f"{timezone.localtime(petition.saved_at):%H:%M}",
        "saved_on": town.thai_time(petition.saved_at),
        "problems": saved.problems,
        "missing": len(completeness.missing(petition)),
    }


def _revision(request: TownRequest) -> int | None:
    """The revision upon which it was typed; none where the person chose to save over what is there."""
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 and "overwrite" not in request.POST else None


def _link(secret: str) -> str:
    return settings.PUBLIC_URL + reverse("permits:mine", args=[secret])
