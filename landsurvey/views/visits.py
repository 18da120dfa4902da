"""Pages of the review of field visits: each beside the register, accepted or returned one by one or many at once.

A decision asked for by the script answers with the card as it stands then; without the script the list comes again.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access
from landsurvey.field import acceptance, visitcards
from landsurvey.field.visitchanges import Choices
from landsurvey.forms.visits import ACCEPT, RETURN, DecisionForm, ListForm, ManyForm
from landsurvey.models import Campaign, Visit
from landsurvey.views.uploads import SURVEY_ROLES

_STALE, _REFUSED = 409, 422
_LEFT_NAMED = 5


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
def page(request: TownRequest) -> HttpResponse:
    """One page of visits beside the register."""
    state, campaign, on = ListForm(request.GET).read(request.municipality, today=timezone.localdate())
    queue = visitcards.queue(request.municipality, campaign=campaign, state=state)
    query = _query(state, campaign, request.GET.get("on", "") and on.isoformat())
    facts = {
        "page": visitcards.page(queue, on=on, number=request.GET.get("page", 1)),
        "tally": visitcards.tally(request.municipality, campaign=campaign),
        "state": state,
        "campaign": campaign,
        "campaigns": Campaign.objects.filter(municipality=request.municipality).order_by("-created_at")[:50],
        "on": on,
        "query": query,
        "extra": f"&{query}" if query else "",
        "may_decide": has_role(request, Role.SURVEY_REVIEWER),
    }
    return render(request, "landsurvey/visits.html", facts)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def decide(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Accept a visit, return it, or take that back; what was typed and chosen stays when it is refused."""
    visit = access.visit_by_uid(request.municipality, uid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _card(request, visit, form, refusal=_("Choose what to decide and from which day."), status=_REFUSED)
    try:
        said = _act(request, visit, form)
    except Refusal as refusal:
        status = _STALE if isinstance(refusal, acceptance.RegisterHasChanged | acceptance.DecidedAlready) else _REFUSED
        return _card(request, visit, form, refusal=str(refusal), status=status)
    return _card(request, visit, form, said=said)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def decide_many(request: TownRequest) -> HttpResponse:
    """Accept or return the ticked visits, or every waiting one of the list."""
    form = ManyForm(request.POST)
    state, campaign, _on = ListForm(request.GET).read(request.municipality, today=timezone.localdate())
    back = redirect(f"{reverse('landsurvey:visits')}?{request.GET.urlencode()}".rstrip("?"))
    if not form.is_valid():
        messages.error(request, _("Choose the visits, what to decide, and from which day."))
        return back
    cleaned = form.cleaned_data
    queue = visitcards.queue(request.municipality, campaign=campaign, state=state)
    chosen = queue if cleaned["every"] else queue.filter(uid__in=cleaned["visits"])
    keys = list(chosen.values_list("pk", flat=True)[: acceptance.MOST_AT_ONCE])
    try:
        _decide_many(request, keys, cleaned)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back


def _act(request: TownRequest, visit: Visit, form: DecisionForm) -> str:
    """The one call that the pressed button asks for, and what to say of it."""
    cleaned = form.cleaned_data
    by, at = request.user, timezone.now()
    if cleaned["decision"] == ACCEPT:
        acceptance.accept(
            visit,
            on=cleaned["on"],
            seen=cleaned["seen"] or None,
            choices=form.choices(),
            comment=cleaned["comment"],
            by=by,
            at=at,
        )
        return _("Accepted.")
    if cleaned["decision"] == RETURN:
        acceptance.send_back(request.municipality, visits=[visit.pk], why=cleaned["comment"], by=by, at=at)
        return _("Returned.")
    acceptance.undo(visit, on=cleaned["on"], why=cleaned["comment"], by=by, at=at)
    return _("Decision taken back.")


def _decide_many(request: TownRequest, visits: list[int], cleaned: dict[str, Any]) -> None:
    by, at = request.user, timezone.now()
    if cleaned["decision"] == RETURN:
        count = acceptance.send_back(request.municipality, visits=visits, why=cleaned["comment"], by=by, at=at)
        said = ngettext("%(count)s visit returned.", "%(count)s visits returned.", count)
        messages.success(request, said % {"count": count})
        return
    outcome = acceptance.accept_many(request.municipality, visits=visits, on=cleaned["on"], by=by, at=at)
    said = ngettext("%(count)s visit accepted.", "%(count)s visits accepted.", outcome.accepted)
    messages.success(request, said % {"count": outcome.accepted})
    if outcome.left:
        messages.warning(request, _left(outcome))


def _left(outcome: acceptance.Outcome) -> str:
    """How many visits were left for a person to look at, and why the first of them."""
    named = " · ".join(f"{code}: {why}" for code, why in outcome.left[:_LEFT_NAMED])
    left = ngettext("%(count)s visit was left.", "%(count)s visits were left.", len(outcome.left))
    return f"{left % {'count': len(outcome.left)}} {named}"


def _card(
    request: TownRequest, visit: Visit, form: DecisionForm, *, said: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """The card as it stands now for the script; for a plain form the list, or the card alone with its refusal."""
    if not (request.headers.get("HX-Request") or refusal):
        messages.success(request, said)
        return redirect(f"{reverse('landsurvey:visits')}?{request.GET.urlencode()}#v-{visit.uid}")
    on = form.cleaned_data.get("on") or timezone.localdate()
    facts = {
        "card": visitcards.card(visit, on=on, choices=form.choices() if refusal else Choices()),
        "on": on,
        "query": request.GET.urlencode(),
        "may_decide": True,
        "said": said,
        "refusal": refusal,
        "kept_comment": form.data.get("comment", "") if refusal else "",
    }
    template = "_visit_card.html" if request.headers.get("HX-Request") else "visit.html"
    return render(request, f"landsurvey/{template}", facts, status=status)


def _query(state: str, campaign: Campaign | None, on: str) -> str:
    asked = {
        "state": state if state != visitcards.WAITING else "",
        "campaign": campaign.uid if campaign else "",
        "on": on,
    }
    return urlencode({name: value for name, value in asked.items() if value})
