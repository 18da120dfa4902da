"""Price accounts: the list, a look at a file before it counts, bringing it in, withdrawing a mistaken one."""

import hashlib
import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gis_assets.access import require_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.forms.prices import AccountForm, BringInForm, WithdrawForm
from taxroll.models import PriceAccount, PriceAccountKind
from taxroll.prices import accounts, policy, shelf
from taxroll.prices.accounts import Offer
from taxroll.views import acting

SHOWN = 20
MOST_FINDINGS = 200
_BESIDE: dict[type[Refusal], str] = {accounts.DaysAreWrong: "last", accounts.NoRuleOfThatDay: "since"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def prices(request: TownRequest) -> HttpResponse:
    """All accounts, the newest first; a file sent here is looked at and shown, not yet brought in."""
    form = AccountForm(initial={"since": _new_year()})
    if request.method == "POST":
        require_role(request, Role.TAX_OFFICER)
        form = AccountForm(request.POST, request.FILES)
        if form.is_valid() and (offered := _looked_at(request, form)):
            return _preview(request, offered)
    listed = PriceAccount.objects.filter(municipality=request.municipality).select_related("imported_by")
    on = timezone.localdate()
    facts: dict[str, Any] = {
        "accounts": listed,
        "form": form,
        "settings": _settings(on),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "taxroll/prices.html", facts, status=422 if form.errors else 200)


@require_POST
@role_required(Role.TAX_OFFICER)
def bring_in(request: TownRequest) -> HttpResponse:
    """Put a file that was looked at in force."""
    form = BringInForm(request.POST)
    try:
        facts = shelf.of_ticket(request.POST.get("offer", ""), municipality=request.municipality)
        offered = _offer(request, facts, shelf.kept(facts["sha256"], municipality=request.municipality))
    except (signing.BadSignature, FileNotFoundError):
        messages.error(request, _("The look at this file is more than a day old. Send the file again."))
        return redirect("taxroll:prices")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("taxroll:prices")
    leave_out = form.is_valid() and form.cleaned_data["leave_out_wrong"]
    try:
        account = accounts.bring_in(
            offered,
            leave_out_wrong=leave_out,
            municipality=request.municipality,
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _preview(request, offered, status=409)
    told = ngettext("%(count)s price is in force now.", "%(count)s prices are in force now.", account.row_count)
    messages.success(request, told % {"count": account.row_count})
    return redirect("taxroll:prices")


@require_POST
@role_required(Role.TAX_OFFICER)
def withdraw(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take a mistaken account out of force."""
    account = access.price_account_by_uid(request.municipality, uid)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the account is withdrawn."))
        return redirect("taxroll:prices")
    why = form.cleaned_data["why"]
    acting.attempt(request, lambda: accounts.withdraw(account, why=why, by=request.user, at=timezone.now()))
    return redirect("taxroll:prices")


def _looked_at(request: TownRequest, form: AccountForm) -> Offer | None:
    """What the file would bring; a refusal stands beside the file field, and what was typed stays."""
    cleaned = form.cleaned_data
    content = cleaned["file"].read()
    facts = {
        "kind": cleaned["kind"],
        "title": cleaned["title"],
        "since": cleaned["since"].isoformat(),
        "last": cleaned["last"].isoformat() if cleaned["last"] else "",
        "file_name": cleaned["file"].name,
    }
    try:
        offered = _offer(request, facts, content)
    except Refusal as refusal:
        form.add_error(_BESIDE.get(type(refusal), "file"), str(refusal))
        return None
    shelf.keep(content, sha256=hashlib.sha256(content).hexdigest(), municipality=request.municipality)
    return offered


def _offer(request: TownRequest, facts: dict[str, str], content: bytes) -> Offer:
    return accounts.offer(
        content,
        file_name=facts["file_name"],
        kind=PriceAccountKind(facts["kind"]),
        title=facts["title"],
        since=date.fromisoformat(facts["since"]),
        last=date.fromisoformat(facts["last"]) if facts["last"] else None,
        municipality=request.municipality,
    )


def _preview(request: TownRequest, offered: Offer, *, status: int = 200) -> HttpResponse:
    facts = {
        "kind": offered.kind.value,
        "title": offered.title,
        "since": offered.since.isoformat(),
        "last": offered.last.isoformat() if offered.last else "",
        "file_name": offered.file_name,
        "sha256": offered.sha256,
    }
    ticket = shelf.ticket(facts, municipality=request.municipality)
    page = {
        "offer": offered,
        "sample": offered.checked.prices[:SHOWN],
        "findings": offered.checked.findings[:MOST_FINDINGS],
        "most": MOST_FINDINGS,
        "form": BringInForm(initial={"offer": ticket}),
    }
    return render(request, "taxroll/price_offer.html", page, status=status)


def _settings(on: date) -> list[Any]:
    settings = policy.of_day(on)
    return [settings.precedence.citation, settings.street.citation, settings.areas.citation]


def _new_year() -> date:
    return date(timezone.localdate().year, 1, 1)
