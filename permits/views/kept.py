"""Petitions in a person's account: kept by their link once, found again without it. Nobody has to sign in.

No address here carries a secret: who is sent to sign in leaves the petition's number in the session.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import tracking
from gis_assets.requests import TownRequest
from permits import access, moving, secrets_of, services, wording
from permits.models import Petition
from permits.petitions import keeping

WAITING = "permits.keep"
"""Key of the session: the petition that its owner wants to keep and was sent to sign in for."""


@require_POST
def keep(request: TownRequest, petition: Petition) -> HttpResponse:
    """Keep the petition of a link in the account; who is not signed in does so first."""
    if not request.user.is_authenticated:
        request.session[WAITING] = str(petition.uid)
        return redirect_to_login(reverse("permits:kept"))
    keeping.keep(petition, by=request.user, at=timezone.now())
    messages.success(request, _("The petition is kept in your account."))
    return redirect("permits:kept")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept(request: TownRequest) -> HttpResponse:
    """The petitions of the account; a post keeps the one for which its owner was sent to sign in."""
    waiting = _waiting(request)
    if request.method == "POST":
        request.session.pop(WAITING, None)
        if waiting is not None and "keep" in request.POST:
            keeping.keep(waiting, by=request.user, at=timezone.now())
            messages.success(request, _("The petition is kept in your account."))
        return redirect("permits:kept")
    rows = [_row(each) for each in keeping.of(request.municipality, by=request.user)]
    return render(request, "permits/kept.html", {"rows": rows, "waiting": waiting and _row(waiting)})


@never_cache
@require_safe
@login_required
def open_kept(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """From the account to the petition's own page."""
    petition = access.petition_of_account(request, str(uid))
    return redirect("permits:mine", secret=secrets_of.secret(petition.uid))


@require_POST
@login_required
def give_up(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Keep it no more."""
    keeping.give_up(access.petition_of_account(request, str(uid)), by=request.user)
    messages.success(request, _("It is no longer kept in your account. Its link still opens it."))
    return redirect("permits:kept")


def _waiting(request: TownRequest) -> Petition | None:
    """The petition of the session, of this municipality and not kept yet."""
    if not (uid := request.session.get(WAITING)):
        return None
    found = Petition.objects.filter(municipality=request.municipality, uid=str(uid)).first()
    return None if found is None or keeping.is_kept(found, by=request.user) else found


def _row(petition: Petition) -> dict[str, object]:
    service = petition.as_offered() if petition.service in services.every() else None
    code = moving.stands_at(petition)
    return {
        "petition": petition,
        "service": wording.said(service.name) if service else petition.service,
        "number": tracking.grouped(petition.tracking),
        "stands": wording.step(service, code) if service and code else "",
    }
