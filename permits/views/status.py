"""Where a petition stands, at any hour: for everybody by its tracking number, for its owner by the secret link."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import EmailValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import tracking
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest, asked_code
from permits import secrets_of, telling, wording, workflow
from permits.following import journey, news, owners
from permits.models import Petition
from permits.petitions import keeping

NOTHING_NEW = 204


@never_cache
@require_safe
def find_status(request: TownRequest) -> HttpResponse:
    """From a tracking number typed by hand to its page."""
    typed = asked_code(request, "number")
    return redirect("permits:status", tracking=typed) if typed else render(request, "permits/following/find.html")


@require_safe
def status(request: TownRequest, petition: Petition) -> HttpResponse:
    """Every step of a submitted petition with its time, the role that has it and what is waited for; nobody's name."""
    return _page(request, "permits/following/status.html", _facts(petition))


@require_safe
def my_status(request: TownRequest, petition: Petition) -> HttpResponse:
    """The same for its owner, with the appointment, the documents, the decision, the fee and the permit."""
    secret = secrets_of.secret(petition.uid)
    if petition.is_draft:
        return redirect("permits:mine", secret=secret)
    facts = _facts(petition)
    facts |= {
        "secret": secret,
        "mine": owners.of(petition),
        "may_withdraw": facts["journey"].code in workflow.OPEN,
        "is_told": telling.is_told(petition),
        "is_kept": keeping.is_kept(petition, by=request.user),
        "news": NewsForm(initial=owners.addresses(petition)),
    }
    return _page(request, "permits/following/my_status.html", facts)


@require_POST
def set_news(request: TownRequest, petition: Petition) -> HttpResponse:
    """Where the owner wants to hear of the petition; `stop`: nowhere any more."""
    form = NewsForm(request.POST)
    if "stop" in request.POST:
        news.quiet(petition, at=timezone.now())
        messages.success(request, _("You get no more messages about this petition, and your address was deleted."))
    elif not form.is_valid():
        messages.error(request, " ".join(str(error) for each in form.errors.values() for error in each))
    else:
        try:
            news.change(petition, **form.cleaned_data)
            messages.success(request, _("You will be told of every step that concerns you."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("permits:my_status", secret=secrets_of.secret(petition.uid))


class NewsForm(forms.Form):
    """An e-mail address, and for programs a webhook."""

    email = forms.CharField(required=False, max_length=254, validators=[EmailValidator()])
    webhook = forms.CharField(required=False, max_length=300)


def _facts(petition: Petition) -> dict[str, Any]:
    service = petition.as_offered()
    return {
        "petition": petition,
        "service": wording.said(service.name),
        "words": wording.of_paper(service.paper),
        "paper": service.paper,
        "number": tracking.grouped(petition.tracking),
        "journey": journey.of(petition, at=timezone.now()),
        "now": timezone.now(),
    }


def _page(request: TownRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """The page; an open one asks again by itself with what it has `seen`, and is answered only when that changed."""
    steps = render_to_string("permits/following/parts/journey.html", facts)
    own = {
        f"{part}_part": render_to_string(f"permits/following/parts/{part}.html", facts)
        for part in (("todo", "mine") if "mine" in facts else ())
    }
    seen = hashlib.sha256("".join((steps, *own.values())).encode()).hexdigest()[:16]
    if request.GET.get("seen") == seen:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, template, facts | own | {"steps": steps, "seen": seen})
