"""The officer's pages of filings: the work list with its countdown, one filing with its evidence, and the decision."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.disputes import answering, attachments, deciding, evidence, filings, letters, listed, worklist
from taxroll.disputes.reassessing import Reassessed
from taxroll.forms import filings as forms
from taxroll.law.book import LawOfYear
from taxroll.law.dated import Citation
from taxroll.law.rules import TimeLimit
from taxroll.models import Filing, FilingChannel, FilingKind, FilingOutcome, Notice
from taxroll.models.disputes import kind_said
from taxroll.signs import terms
from taxroll.signs.reassessing import ReassessedSigns
from taxroll.views import acting

PAGE = 50
Row = forms.CorrectionForm | forms.SignCorrectionForm


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def open_filings(request: TownRequest) -> HttpResponse:
    """What waits for an answer, the nearest last day first; `?answered=1` shows what was answered."""
    is_answered = request.GET.get("answered") == "1"
    on = timezone.localdate()
    found = worklist.answered(request.municipality) if is_answered else worklist.open_filings(request.municipality)
    facts = {
        "filings": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_answered": is_answered,
        "counts": worklist.counts(request.municipality, on=on),
        "today": on,
        "place": "filings",
    }
    return render(request, "taxroll/filings.html", facts)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def filing(request: TownRequest, filing_id: int) -> HttpResponse:
    """One filing: what is said, the evidence, and the decision or the form for it."""
    return _show(request, access.filing_by_id(request.municipality, filing_id))


@require_POST
@role_required(*acting.TAX_ROLES)
def examine(request: TownRequest, filing_id: int) -> HttpResponse:
    """Take a filing up."""
    found = access.filing_by_id(request.municipality, filing_id)
    acting.attempt(request, lambda: deciding.examine(found, by=request.user, at=timezone.now()))
    return redirect("taxroll:filing", filing_id=filing_id)


@require_POST
@role_required(*acting.TAX_ROLES)
def try_out(request: TownRequest, filing_id: int) -> HttpResponse:
    """What these corrections would make of the bill; nothing is kept."""
    found = access.filing_by_id(request.municipality, filing_id)
    rows = _rows(found, request)
    typed = {name: request.POST.get(name, "") for name in ("outcome", "reasons")}
    form = forms.DecisionForm(initial=typed, is_silent=deciding.is_silent(found, on=timezone.localdate()))
    effect: list[Reassessed | ReassessedSigns] = []
    if _are_valid(rows):
        acting.attempt(request, lambda: effect.append(deciding.effect(found, corrections=forms.corrections(rows))))
    return _show(request, found, form=form, rows=rows, effect=effect[0] if effect else None, status=200)


@require_POST
@role_required(Role.HEAD_OF_REVENUE)
def decide(request: TownRequest, filing_id: int) -> HttpResponse:
    """The decision, with the facts it puts right."""
    found = access.filing_by_id(request.municipality, filing_id)
    rows, form = _rows(found, request), _decision_form(found, request)
    if _are_valid(rows) and acting.carry_out(
        form,
        lambda: deciding.decide(
            found,
            outcome=FilingOutcome(form.cleaned_data["outcome"]),
            reasons=form.cleaned_data["reasons"],
            corrections=forms.corrections(rows),
            by=request.user,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("The decision is recorded and its letter is ready."))
        return redirect("taxroll:filing", filing_id=filing_id)
    return _show(request, found, form=form, rows=rows, status=400)


@require_POST
@role_required(*acting.TAX_ROLES)
def take_into_list(request: TownRequest, filing_id: int) -> HttpResponse:
    """Take a request about the list into the list that is open now."""
    found = access.filing_by_id(request.municipality, filing_id)
    acting.attempt(request, lambda: answering.take_into_list(found, by=request.user, at=timezone.now()))
    return redirect("taxroll:filing", filing_id=filing_id)


@require_POST
@role_required(*acting.TAX_ROLES)
def tell(request: TownRequest, filing_id: int) -> HttpResponse:
    """The day on which the owner received the decision."""
    found = access.filing_by_id(request.municipality, filing_id)
    form = forms.ToldForm(request.POST)
    if acting.carry_out(
        form, lambda: deciding.tell(found, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
    ):
        messages.success(request, _("The day is recorded."))
        return redirect("taxroll:filing", filing_id=filing_id)
    return _show(request, found, told_form=form, status=400)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def lodge(request: TownRequest, notice_id: int, kind: str) -> HttpResponse:
    """A filing handed in at the counter, with its documents."""
    notice = access.notice_by_id(request.municipality, notice_id)
    wanted = FilingKind(kind) if kind in FilingKind.values else FilingKind.OBJECTION
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.FilingForm(*sent, kind=wanted, bill=notice.bill)
    made: list[Filing] = []
    if form.is_bound and acting.carry_out(form, lambda: made.append(_lodge(request, notice, wanted, form))):
        messages.success(request, _("Received as case %(case)s.") % {"case": made[0].case.reference})
        return redirect("taxroll:filing", filing_id=made[0].pk)
    facts = {"form": form, "notice": notice, "kind": wanted, "kinds": _kinds(notice)}
    return render(request, "taxroll/filing_lodge.html", facts, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def document(request: TownRequest, document_id: int) -> HttpResponse:
    """A document as it came; nothing in it may run."""
    found = access.filing_document(request.municipality, document_id)
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(attachments.content(found), content_type=found.content_type, headers=headers)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def letter(request: TownRequest, filing_id: int) -> HttpResponse:
    """The letter of the decision as it was issued."""
    found = access.decided_filing_by_id(request.municipality, filing_id)
    return acting.paper(letters.pdf(found), found.decision_number)


def _kinds(notice: Notice) -> list[tuple[FilingKind, str]]:
    """What may be filed about the notice, by its names."""
    of_signs = notice.bill.roll.is_of_signs
    return [(kind, kind_said(kind, is_of_signs=of_signs)) for kind in filings.kinds(notice)]


def _lodge(request: TownRequest, notice: Notice, kind: FilingKind, form: forms.FilingForm) -> Filing:
    return filings.receive(
        notice,
        kind=kind,
        said=form.said(),
        key=form.cleaned_data["key"],
        channel=FilingChannel.COUNTER,
        by=request.user,
        at=timezone.now(),
    )


def _show(request: TownRequest, filing: Filing, *, status: int = 200, **given: Any) -> HttpResponse:
    """The page with these forms as they were sent; the others fresh."""
    on = timezone.localdate()
    law = terms.of_roll(filing.notice.bill.roll)
    facts = {
        "filing": filing,
        "bill": filing.notice.bill,
        "today": on,
        "evidence": evidence.of(filing),
        "documents": filing.documents.all(),
        "lines": filing.lines.select_related("line"),
        "sign_lines": filing.sign_lines.select_related("line"),
        "is_of_signs": filing.notice.bill.roll.is_of_signs,
        "doubts": _doubts(filing, law),
        "assessed_now": deciding.assessed_now(filing),
        "is_silent": deciding.is_silent(filing, on=on),
        "silence": law.silence_of_chief,
        "go_on_by": letters.go_on_by(filing),
        "form": _decision_form(filing),
        "rows": _rows(filing),
        "told_form": forms.ToldForm(initial={"on": on}),
        "listed": listed.open_list(filing),
        "place": "filings",
    }
    return render(request, "taxroll/filing.html", facts | given, status=status)


def _doubts(filing: Filing, law: LawOfYear) -> list[Citation]:
    """The rules by which the days of the filing run, where something is doubtful about them."""
    limits = [TimeLimit.DECISION] if filing.kind == FilingKind.OBJECTION else []
    named = [law.time_limits[TimeLimit(filing.kind)]] if filing.kind in law.time_limits else []
    rules = [*named, *(law.time_limits[limit] for limit in limits)]
    found = [rule.citation for rule in rules if rule.citation.doubt]
    if filing.kind == FilingKind.INSTALMENTS and law.instalments.citation.doubt:
        found.append(law.instalments.citation)
    return found


def _decision_form(filing: Filing, request: TownRequest | None = None) -> forms.DecisionForm:
    silent = deciding.is_silent(filing, on=timezone.localdate())
    return forms.DecisionForm(request.POST if request else None, is_silent=silent)


def _rows(filing: Filing, request: TownRequest | None = None) -> list[Row]:
    """A row for each line of the bill, where the bill is disputed."""
    if not filing.is_dispute:
        return []
    bill, sent = filing.notice.bill, request.POST if request else None
    if bill.roll.is_of_signs:
        known = deciding.decided_signs(filing)
        return [forms.SignCorrectionForm(sent, line=line, decided=known.get(line.pk)) for line in bill.sign_lines.all()]
    decided = deciding.decided_lines(filing)
    lines = bill.lines.order_by("number")
    return [forms.CorrectionForm(sent, line=line, decided=decided.get(line.pk)) for line in lines]


def _are_valid(rows: list[Row]) -> bool:
    """Whether every row is; each is asked, so that each says its errors."""
    return False not in [row.is_valid() for row in rows]
