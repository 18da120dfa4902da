"""The officer's desk: what waits, one petition with everything that is known of it, and the acts of an examination."""

import uuid
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access, services, wording
from permits.desk import asking, examining, explaining, forms, marking, queue, sittings, viewing, watching
from permits.ground import checking
from permits.views import deskpage

SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=600",
}
MARKS = {"fine": True, "aside": False, "open": None}


@never_cache
@require_safe
@access.officer_required
def desk(request: TownRequest) -> HttpResponse:
    """The petitions that wait, with their clocks."""
    asked = _asked(request.GET)
    at = timezone.now()
    rows = queue.rows(request.municipality, asked=asked, by=request.user, at=at)
    request.session[deskpage.LIST] = urlencode({"filter": asked.filter, "service": asked.service})
    number = max(1, min(_whole(request.GET.get("page", "1")), -(-len(rows) // queue.PAGE) or 1))
    every = services.every().values()
    shown = {
        "asked": asked,
        "rows": rows[(number - 1) * queue.PAGE : number * queue.PAGE],
        "count": len(rows),
        "number": number,
        "last": -(-len(rows) // queue.PAGE) or 1,
        "filters": [(code, name, code == asked.filter) for code, name in _filters()],
        "services": [(each.code, wording.said(each.name)) for each in every],
        "now": at,
    }
    return render(request, "permits/desk/queue.html", shown)


@never_cache
@require_safe
@access.officer_required
def next_petition(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The petition that waits after this one in the list that was looked at last; back to it after the last."""
    kept = request.session.get(deskpage.LIST, "")
    asked = _asked(QueryDict(kept))
    rows = queue.rows(request.municipality, asked=asked, by=request.user, at=timezone.now())
    uids = [row.petition.uid for row in rows]
    later = uids[uids.index(uid) + 1 :] if uid in uids else uids
    if not later:
        return redirect(f"{reverse('permits:desk')}?{kept}" if kept else "permits:desk")
    return redirect("permits:petition_at_desk", later[0])


@never_cache
@require_safe
@access.officer_required
def petition_at_desk(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One petition; opening it begins the officer's sitting."""
    petition = access.petition_at_desk(request, str(uid))
    sittings.touch(petition, by=request.user, at=timezone.now())
    return deskpage.show(request, petition)


@require_POST
@access.officer_required
def beat(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The page is in sight and somebody works at it; it is told what happened since it was drawn (`since`)."""
    petition, at = access.petition_at_desk(request, str(uid)), timezone.now()
    sittings.touch(petition, by=request.user, at=at)
    told = watching.news(petition, since=request.POST.get("since", "")[:40], by=request.user, at=at)
    return JsonResponse({"moved": told.moved, "others": told.others})


@require_POST
@access.officer_required
def begin(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Take the petition up."""
    petition = access.petition_at_desk(request, str(uid))
    return deskpage.attempt(
        request,
        petition,
        lambda: examining.begin(petition, by=request.user, at=timezone.now()),
        done=_("You examine this petition now. The checks were run on today's register."),
    )


@require_POST
@access.officer_required
def check(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Run the checks anew, on today's register."""
    petition = access.petition_at_desk(request, str(uid))
    return deskpage.attempt(
        request,
        petition,
        lambda: checking.check(petition, by=request.user, at=timezone.now()),
        done=_("The checks were run on today's register."),
    )


@require_POST
@access.officer_required
def ask(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask the applicant back."""
    petition = access.petition_at_desk(request, str(uid))
    form = forms.AskForm(request.POST, topics=asking.topics(petition), prefix="ask")
    return deskpage.carry_out(
        request,
        petition,
        "ask_form",
        form,
        lambda: asking.ask(petition, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The applicant was asked. The clock stands still until the answer comes."),
    )


@require_POST
@access.officer_required
def mark(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Tick a line of the checklist, set it aside, or take the mark back; the list comes back as it stands."""
    petition = access.petition_at_desk(request, str(uid))
    refused = {}
    item, at = request.POST.get("item", ""), timezone.now()
    try:
        is_fine = MARKS[request.POST["mark"]]
        note = request.POST.get("note", "")[:500]
        marking.mark(petition, item=item, is_fine=is_fine, note=note, by=request.user, at=at)
        sittings.touch(petition, by=request.user, at=at)
    except KeyError as error:
        raise Http404 from error
    except Refusal as refusal:
        refused = {"refused": str(refusal), "refused_item": item}
    if not request.htmx:
        return redirect("permits:petition_at_desk", petition.uid)
    shown = {"petition": petition, "checklist": marking.checklist(petition), "is_open": True, **refused}
    return render(request, "permits/desk/_checklist.html", shown)


@require_POST
@access.officer_required
def explain(request: TownRequest, uid: uuid.UUID, explanation_id: int) -> HttpResponse:
    """Write why the petition is late, and send it."""
    petition = access.petition_at_desk(request, str(uid))
    explanation = access.explanation_at_desk(petition, explanation_id)
    form = forms.ExplainForm(request.POST, prefix="explain")
    return deskpage.carry_out(
        request,
        petition,
        "explain_form",
        form,
        lambda: explaining.send(explanation, **form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("The explanation was sent."),
    )


@require_safe
@access.officer_required
def document(request: TownRequest, uid: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """A page of a document, drawn anew (`?page=`, finer with `&fine`), or the file as it came (`?original`)."""
    petition = access.petition_at_desk(request, str(uid))
    found = access.document_at_desk(petition, str(document))
    if "original" in request.GET:
        saved = {"Content-Disposition": content_disposition_header(True, found.name) or "attachment"}
        return HttpResponse(viewing.content(found), content_type=found.content_type, headers=SAFE | saved)
    try:
        number = max(1, _whole(request.GET.get("page", "1")))
        picture = viewing.page(found, number=number, is_fine="fine" in request.GET)
    except viewing.CannotShow as error:
        raise Http404 from error
    return HttpResponse(picture, content_type=viewing.PICTURE, headers=SAFE)


def _asked(query: QueryDict) -> queue.Asked:
    wanted, service = query.get("filter", ""), query.get("service", "")
    return queue.Asked(
        filter=wanted if wanted in queue.FILTERS else "open",
        service=service if service in services.every() else "",
        words=query.get("q", "").strip()[:40],
    )


def _filters() -> list[tuple[str, str]]:
    return [
        ("open", _("To do")),
        ("mine", _("Mine")),
        ("arrived", _("Arrived")),
        ("asked", _("Asked back")),
        ("late", _("Late")),
        ("fee", _("Fee to be paid")),
        ("done", _("Done")),
    ]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
