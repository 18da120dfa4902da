"""One case: its steps against their standards, who had it, what stopped its clocks; stopping and starting them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import access, kpi, rulebook, standing, steps
from casework.forms import PauseForm
from casework.models import Case, PauseMark
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest

BAD_REQUEST = 400


@never_cache
@login_required
@require_safe
def case_page(request: TownRequest, case_id: int) -> HttpResponse:
    """A case as it stands now, for its head and for who worked on it."""
    return _page(request, access.case_by_id(request, case_id), form=None)


@login_required
@require_POST
def pause(request: TownRequest, case_id: int) -> HttpResponse:
    """Stop the clocks of a case on a ground."""
    case, now = access.case_by_id(request, case_id), timezone.now()
    form = _form(case, request)
    if not form.is_valid():
        return _page(request, case, form=form)
    said = form.cleaned_data
    return _done(
        request,
        case,
        form,
        lambda: steps.pause(case, ground=said["ground"], by=request.user, at=now, note=said["note"]),
    )


@login_required
@require_POST
def resume(request: TownRequest, case_id: int) -> HttpResponse:
    """Let the clocks of a case run again."""
    case, ground = access.case_by_id(request, case_id), request.POST.get("ground", "")
    now = timezone.now()
    return _done(request, case, None, lambda: steps.resume(case, ground=ground, by=request.user, at=now))


def _done(request: TownRequest, case: Case, form: PauseForm | None, deed: Callable[[], PauseMark]) -> HttpResponse:
    try:
        mark = deed()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _page(request, case, form=form)
    messages.success(request, _("The clock runs again.") if mark.ends_id else _("The clock stands still from now on."))
    return redirect("casework:case", case_id=case.pk)


def _form(case: Case, request: TownRequest | None = None) -> PauseForm:
    grounds = steps.grounds_for(case, step=steps.last_step(case).code, at=timezone.now())
    return PauseForm(request.POST if request else None, grounds=grounds)


def _page(request: TownRequest, case: Case, *, form: PauseForm | None) -> HttpResponse:
    now = timezone.now()
    book = rulebook.of(case.municipality)
    stays = standing.of_case(case, book=book, at=now)
    taken = {step.pk: step for step in case.steps.select_related("by")}
    ended = {step.pk: following for step, following in zip(taken.values(), list(taken.values())[1:], strict=False)}
    facts = {
        "case": case,
        "now": now,
        "whole": stays[-1],
        "stays": [(stay, book.name(case.case_type_id, stay.code), _by(ended.get(stay.entry))) for stay in stays[:-1]],
        "notes": [(step, book.name(case.case_type_id, step.code)) for step in taken.values() if step.note],
        "charges": case.charges.select_related("officer"),
        "open_pauses": steps.open_pauses(case),
        "pauses": PauseMark.objects.filter(case=case, ends=None).select_related("ground", "by", "end"),
        "escalations": case.escalations.select_related("standard").order_by("at"),
        "form": form or _form(case),
    }
    return render(request, "casework/case.html", facts, status=BAD_REQUEST if form else None)


def _by(step: object) -> str:
    person = getattr(step, "by", None)
    return kpi.full_name(person)
