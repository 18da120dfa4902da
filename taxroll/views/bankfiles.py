"""Files of a bank: sending one, following its lines, matching by hand what waits in suspense."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.collection import bankfiles, bankformats, counter, refunds, taking
from taxroll.forms import money
from taxroll.models import BankFile, BankLine, LineState
from taxroll.views import acting

MOST_FILES = 60
MOST_LINES = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def bank_files(request: TownRequest) -> HttpResponse:
    """The files taken, the form for the next one, and what waits in suspense of all files."""
    layouts = bankformats.layouts()
    form = money.BankFileForm(request.POST or None, request.FILES or None, layouts=layouts)
    taken: list[BankFile] = []
    if acting.carry_out(form, lambda: taken.append(_take(request, form, layouts))):
        return redirect("taxroll:bank_file", file_id=taken[0].pk)
    facts = {
        "place": "bank",
        "form": form,
        "layouts": layouts.values(),
        "files": BankFile.objects.filter(municipality=request.municipality)[:MOST_FILES],
        "lines": _in_suspense(request),
        "most": MOST_LINES,
        **_hand(),
    }
    return render(request, "taxroll/bank_files.html", facts, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def bank_file(request: TownRequest, file_id: int) -> HttpResponse:
    """One file: how far it is, and its lines."""
    taken = access.bank_file_by_id(request.municipality, file_id)
    return _show(request, taken)


@require_POST
@role_required(*acting.TAX_ROLES)
def match(request: TownRequest, line_id: int) -> HttpResponse:
    """Settle a notice with a line in suspense."""
    line = access.bank_line_by_id(request.municipality, line_id)
    form = money.FindForm(request.POST)

    def act() -> None:
        found = counter.find(request.municipality, text=form.cleaned_data["asked"])
        bankfiles.match_by_hand(line, notice=found.notice, by=request.user, at=timezone.now())

    if acting.carry_out(form, act):
        messages.success(request, _("The money is matched and its receipt is ready."))
        return redirect("taxroll:bank_file", file_id=line.file_id)
    return _show(request, line.file, at_line=line, match_form=form)


@require_POST
@role_required(*acting.TAX_ROLES)
def give_back(request: TownRequest, line_id: int) -> HttpResponse:
    """Ask for the money of a line that nobody can place."""
    line = access.bank_line_by_id(request.municipality, line_id)
    form = money.ReturnForm(request.POST)
    if acting.carry_out(
        form, lambda: refunds.request_of_line(line, by=request.user, at=timezone.now(), **form.cleaned_data)
    ):
        messages.success(request, _("The request is recorded and waits for its decision."))
        return redirect("taxroll:refunds")
    return _show(request, line.file, at_line=line, return_form=form)


def _take(request: TownRequest, form: Form, layouts: dict[str, bankformats.Layout]) -> BankFile:
    sent = form.cleaned_data["file"]
    return taking.take(
        municipality=request.municipality,
        layout=layouts[form.cleaned_data["layout"]],
        name=sent.name,
        content=sent.read(),
        by=request.user,
        at=timezone.now(),
    )


def _show(request: TownRequest, taken: BankFile, **more: Any) -> HttpResponse:
    lines = taken.lines.select_related("payment__notice", "payment__receipt", "proposed")
    facts = {
        "place": "bank",
        "file": taken,
        "progress": bankfiles.progress(taken),
        "lines": lines.order_by("state", "number")[:MOST_LINES],
        "most": MOST_LINES,
        "layout": bankformats.layouts().get(taken.format),
        **_hand(),
    }
    template = "taxroll/_bank_file.html" if request.htmx else "taxroll/bank_file.html"
    return render(request, template, facts | more, status=400 if more else 200)


def _in_suspense(request: TownRequest) -> list[BankLine]:
    waiting = BankLine.objects.filter(municipality=request.municipality, state=LineState.SUSPENSE)
    return list(waiting.select_related("file", "proposed")[:MOST_LINES])


def _hand() -> dict[str, Form]:
    return {
        "match_form": money.FindForm(),
        "return_form": money.ReturnForm(initial={"requested_on": timezone.localdate()}),
    }
