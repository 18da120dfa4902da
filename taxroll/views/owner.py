"""The owner's pages, without an account: the door, the bill, its papers, what is filed, and the status of a case.

Whoever opened the door carries a signed cookie of half an hour that names primary keys; no name or number of a person
stands in an address, a log or a cookie.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import tracking
from gis_assets.requests import TownRequest
from taxroll import access, notices, payments
from taxroll.disputes import filings, letters
from taxroll.forms.filings import DoorForm, FilingForm, FollowForm
from taxroll.models import Filing, FilingChannel, FilingKind
from taxroll.models.disputes import kind_said
from taxroll.owners import identity, page
from taxroll.owners.identity import Owner
from taxroll.signs import terms
from taxroll.views import acting

COOKIE, SALT, SECONDS = "owner", "taxroll.owner", 30 * 60
TOO_MANY_REQUESTS = 429
PRIVATE = {
    # Not "no-referrer": then a browser sends "Origin: null" with a form, which the protection of forms refuses.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}

P = ParamSpec("P")


def owners_only(
    view: Callable[Concatenate[TownRequest, Owner, P], HttpResponse],
) -> Callable[Concatenate[TownRequest, P], HttpResponse]:
    """Only with the cookie of the door; anybody else is sent there. Each page gives another half hour."""

    @wraps(view)
    def guarded(request: TownRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        owner = _owner_of(request)
        if owner is None:
            return redirect("taxroll:owner")
        response = _private(view(request, owner, *args, **kwargs))
        if COOKIE not in response.cookies:
            _let_in(response, request, owner)
        return response

    return cast(Callable[Concatenate[TownRequest, P], HttpResponse], never_cache(guarded))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: TownRequest) -> HttpResponse:
    """Two numbers open the page of a bill."""
    form = DoorForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            found: list[Owner] = []
            if acting.carry_out(form, lambda: found.append(_prove(request, form))):
                response = redirect("taxroll:owner_bill", bill_id=found[0].bill_id)
                return _let_in(response, request, found[0])
            status = TOO_MANY_REQUESTS if _is_flood(form) else status
    facts = {"form": form, "follow_form": FollowForm()}
    return _private(render(request, "taxroll/owner_door.html", facts, status=status))


@require_POST
@never_cache
def leave(request: TownRequest) -> HttpResponse:
    """Close the page on this device."""
    response = redirect("taxroll:owner")
    response.delete_cookie(COOKIE, path=reverse("taxroll:owner"), samesite="Strict")
    return response


@require_safe
@owners_only
def bill(request: TownRequest, owner: Owner, bill_id: int) -> HttpResponse:
    """One bill: properties, computation, money, papers, filings, and the owner's other years."""
    shown = page.of(access.owners_bill(request.municipality, owner, bill_id), on=timezone.localdate())
    facts = {
        "page": shown,
        "bill": shown.bill,
        "others": page.bills_of(request.municipality, owner).exclude(pk=shown.bill.pk),
        "map": page.shapes(shown.bill),
        "go_on": _go_on(shown.appealable),
        "co_owners": shown.bill.owner_count - 1,
    }
    return render(request, "taxroll/owner.html", facts)


@require_safe
@owners_only
def code(request: TownRequest, owner: Owner, bill_id: int) -> HttpResponse:
    """The code to pay as a picture for the phone's album."""
    shown = page.of(access.owners_bill(request.municipality, owner, bill_id), on=timezone.localdate())
    if shown.money is None or shown.money.code is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="tax-qr.png"'}
    return HttpResponse(shown.money.code.png, content_type="image/png", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@owners_only
def file(request: TownRequest, owner: Owner, bill_id: int, kind: str) -> HttpResponse:
    """File something about a bill, with documents."""
    bill = access.owners_bill(request.municipality, owner, bill_id)
    notice = bill.notices.filter(cancelled_at=None).first()
    if notice is None or kind not in filings.kinds(notice):
        raise Http404
    filing_kind = FilingKind(kind)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FilingForm(*sent, kind=filing_kind, bill=bill)
    made: list[Filing] = []
    if form.is_bound and acting.carry_out(
        form,
        lambda: made.append(
            filings.receive(
                notice,
                kind=filing_kind,
                said=form.said(),
                key=form.cleaned_data["key"],
                channel=FilingChannel.OWNER,
                by=None,
                at=timezone.now(),
            )
        ),
    ):
        told = _("Received as case %(case)s. Keep the tracking code %(code)s.")
        facts = {"case": made[0].case.reference, "code": tracking.grouped(made[0].tracking)}
        messages.success(request, told % facts)
        return redirect(f"{reverse('taxroll:owner_bill', args=[bill.pk])}#cases")
    limit = terms.of_roll(bill.roll).time_limits.get(kind)
    title = kind_said(filing_kind, is_of_signs=bill.roll.is_of_signs)
    shown: dict[str, Any] = {"form": form, "bill": bill, "kind": filing_kind, "limit": limit, "title": title}
    return render(request, "taxroll/owner_file.html", shown, status=400 if form.is_bound else 200)


@require_safe
@owners_only
def notice_paper(request: TownRequest, owner: Owner, notice_id: int) -> HttpResponse:
    """The notice as it was issued."""
    notice = access.owners_notice(request.municipality, owner, notice_id)
    return acting.paper(notices.pdf(notice), notice.number)


@require_safe
@owners_only
def receipt_paper(request: TownRequest, owner: Owner, receipt_id: int) -> HttpResponse:
    """A receipt as it was issued."""
    receipt = access.owners_receipt(request.municipality, owner, receipt_id)
    return acting.paper(payments.receipt_pdf(receipt), receipt.number)


@require_safe
@owners_only
def decision_paper(request: TownRequest, owner: Owner, filing_id: int) -> HttpResponse:
    """The letter of a decision as it was issued."""
    filing = access.owners_filing(request.municipality, owner, filing_id)
    if not filing.pdf:
        raise Http404
    return acting.paper(letters.pdf(filing), filing.decision_number)


@never_cache
@require_POST
def follow(request: TownRequest) -> HttpResponse:
    """Where a case stands, by its tracking code: steps and days, nobody's name and nobody's words."""
    form = FollowForm(request.POST)
    found: Filing | None = None
    status = 400
    if form.is_valid():
        typed = tracking.normalised(form.cleaned_data["code"]) or ""
        if acting.carry_out(
            form,
            lambda: identity.may_knock(request.municipality, code=typed, sender=_sender(request), at=timezone.now()),
        ):
            found = access.filing_by_tracking(request.municipality, typed)
            if found is None:
                form.add_error("code", _("No case has this code. Compare it with the one you were given."))
        else:
            status = TOO_MANY_REQUESTS
    facts = {"follow_form": form, "form": DoorForm(), "found": found}
    return _private(render(request, "taxroll/owner_door.html", facts, status=200 if found else status))


def _prove(request: TownRequest, form: DoorForm) -> Owner:
    return identity.prove(
        request.municipality,
        notice_number=form.cleaned_data["notice_number"],
        citizen_id=form.cleaned_data["citizen_id"],
        sender=_sender(request),
        at=timezone.now(),
    )


def _is_flood(form: DoorForm) -> bool:
    return str(identity.TooManyTries()) in form.non_field_errors()


def _sender(request: HttpRequest) -> str:
    """The address a request came from; behind a proxy the server in front must set it (see the operator's handbook)."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _let_in(response: HttpResponse, request: TownRequest, owner: Owner) -> HttpResponse:
    response.set_signed_cookie(
        COOKIE,
        f"{request.municipality.pk}.{owner.party_id}.{owner.bill_id}",
        salt=SALT,
        max_age=SECONDS,
        path=reverse("taxroll:owner"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _owner_of(request: TownRequest) -> Owner | None:
    """Who opened the door from here within the half hour, in this municipality."""
    try:
        said = request.get_signed_cookie(COOKIE, salt=SALT, max_age=SECONDS)
    except (KeyError, BadSignature):
        return None
    municipality, party, bill = (int(part) for part in (said or "").split("."))
    return Owner(party, bill) if municipality == request.municipality.pk else None


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _go_on(decided: Filing | None) -> dict[str, object] | None:
    if decided is None:
        return None
    return {"kind": filings.next_kind(decided).value, "by": letters.go_on_by(decided)}
