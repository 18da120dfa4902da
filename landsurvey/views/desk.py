"""The review desk: one row after the other beside the register, decided by a key, a finger or a plain form.

Every page works by links and forms alone. The script asks for cards and shapes one by one, and posts with
`Accept: application/json`, to which it gets a short answer instead of a whole page.
"""

import uuid
from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, review
from landsurvey.forms.review import QueueForm, VerdictForm
from landsurvey.models import Decision, GoneDecision, Upload, Verdict
from landsurvey.reviewing import cards, desk
from landsurvey.views.uploads import SURVEY_ROLES, may_decide

_STALE, _REFUSED = 409, 422
Choice = TypeVar("Choice", Verdict, Decision, GoneDecision)


class NotToBeDecidedSo(Refusal):
    """The button does not belong to what is decided on, as from a page that shows another list by now."""

    def __init__(self) -> None:
        super().__init__(_("Choose what to decide."))


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
def page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The desk with the row of the address, else the first that nobody has decided on."""
    upload = access.upload_by_uid(request.municipality, uid)
    queue, row = QueueForm(request.GET).read()
    if (text := request.GET.get("q", "")) and (hit := desk.found(upload, text)):
        return _to(upload, desk.Queue(), hit)
    if row is None:
        row = desk.first(upload, queue)
    return _page(request, upload, queue, row)


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
def card(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One row as a fragment."""
    upload = access.upload_by_uid(request.municipality, uid)
    queue, row = QueueForm(request.GET).read()
    if row is None:
        raise Http404
    return render(request, "landsurvey/_feature.html", _card_facts(request, upload, queue, row))


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def shapes(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """A row's shapes and those around it, before and after."""
    upload = access.upload_by_uid(request.municipality, uid)
    queue, row = QueueForm(request.GET).read()
    text = desk.shapes(upload, queue, row or 0, on=timezone.localdate())
    return HttpResponse(text, content_type="application/geo+json")


@never_cache
@role_required(*SURVEY_ROLES)
@require_GET
def find(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The row with a number or a code, for the script."""
    upload = access.upload_by_uid(request.municipality, uid)
    return JsonResponse({"row": desk.found(upload, request.GET.get("q", ""))})


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def decide(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Decide on the row of the address; its comment stays when the decision is refused."""
    upload = access.upload_by_uid(request.municipality, uid)
    queue, row = QueueForm(request.GET).read()
    form = VerdictForm(request.POST)
    if row is None or not form.is_valid():
        return _refused(request, upload, queue, row, _("Choose what to decide."), _REFUSED)
    try:
        _act(request, upload, queue, row, form)
    except Refusal as refusal:
        status = _STALE if isinstance(refusal, review.DecidedMeanwhile) else _REFUSED
        return _refused(request, upload, queue, row, str(refusal), status)
    if _wants_json(request):
        return JsonResponse({"tally": _tally_html(request, upload, queue), "revision": review.revision(upload)})
    stays = form.cleaned_data["decision"] in (*Verdict.values, "code", Decision.PENDING)
    return _to(upload, queue, row if stays else desk.place(upload, queue, row).next_open or row)


@role_required(Role.SURVEY_REVIEWER)
@require_POST
def decide_queue(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Decide on every row of the queue that nobody has decided on."""
    upload = access.upload_by_uid(request.municipality, uid)
    queue, row = QueueForm(request.GET).read()
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _refused(request, upload, queue, row, _("Choose what to decide."), _REFUSED)
    try:
        said = _act_on_queue(request, upload, queue, form)
    except Refusal as refusal:
        return _refused(request, upload, queue, row, str(refusal), _REFUSED)
    messages.success(request, said)
    return _to(upload, queue, None)


def _act(request: TownRequest, upload: Upload, queue: desk.Queue, row: int, form: VerdictForm) -> None:
    """The one call that the pressed button asks for."""
    pressed = form.cleaned_data["decision"]
    signed = {"by": request.user, "at": timezone.now(), "seen": form.cleaned_data["seen"]}
    comment = form.cleaned_data["comment"]
    if queue.is_gone:
        decision = GoneDecision(pressed) if pressed in GoneDecision.values else GoneDecision.OPEN
        review.decide_gone(upload, gone=[row], decision=decision, comment=comment, **signed)
    elif form.cleaned_data["proposal"]:
        verdict = _choice(pressed, Verdict)
        review.decide_lineage(
            upload, proposals=[form.cleaned_data["proposal"]], verdict=verdict, comment=comment, **signed
        )
    elif pressed == "code":
        review.take_codes(upload, rows=[row], **signed)
    else:
        review.decide(upload, rows=[row], decision=_choice(pressed, Decision), comment=comment, **signed)


def _act_on_queue(request: TownRequest, upload: Upload, queue: desk.Queue, form: VerdictForm) -> str:
    pressed = form.cleaned_data["decision"]
    signed = {"by": request.user, "at": timezone.now(), "seen": form.cleaned_data["seen"]}
    comment = form.cleaned_data["comment"]
    if queue.is_gone:
        gone = _choice(pressed, GoneDecision)
        open_ones = desk.gone(upload, desk.Queue(desk.GONE, Decision.PENDING)).values_list("pk", flat=True)
        count = review.decide_gone(upload, gone=list(open_ones), decision=gone, comment=comment, **signed)
        return ngettext("%(count)s parcel decided.", "%(count)s parcels decided.", count) % {"count": count}
    decision = _choice(pressed, Decision)
    chosen = desk.rows(upload, queue)
    count = review.decide_queue(upload, chosen=chosen, decision=decision, comment=comment, **signed)
    if decision == Decision.ACCEPTED:
        return ngettext("%(count)s row accepted.", "%(count)s rows accepted.", count) % {"count": count}
    return ngettext("%(count)s row returned.", "%(count)s rows returned.", count) % {"count": count}


def _choice(pressed: str, kind: type[Choice]) -> Choice:
    """What the button stands for; raises NotToBeDecidedSo."""
    try:
        return kind(pressed)
    except ValueError as error:
        raise NotToBeDecidedSo from error


def _page(
    request: TownRequest, upload: Upload, queue: desk.Queue, row: int | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    facts = _tally_facts(upload, queue) | {
        "may_decide": may_decide(request, upload),
        "revision": review.revision(upload),
        "map_facts": _map_facts(upload),
    }
    if row is not None:
        facts |= _card_facts(request, upload, queue, row)
    return render(request, "landsurvey/review.html", facts | more, status=status)


def _card_facts(request: TownRequest, upload: Upload, queue: desk.Queue, row: int) -> dict[str, Any]:
    on = timezone.localdate()
    shown = cards.gone_card(upload, row, on=on) if queue.is_gone else cards.card(upload, row, on=on)
    if shown is None:
        raise Http404(_("This survey has no row %(row)s.") % {"row": row})
    place = desk.place(upload, queue, row)
    return {
        "upload": upload,
        "queue": queue,
        "row": row,
        "card": shown,
        "place": place,
        "here": queue.address(row),
        "next_address": queue.address(place.next) if place.next else "",
        "previous_address": queue.address(place.previous) if place.previous else "",
        "may_decide": may_decide(request, upload),
        "shows_tax": has_role(request, Role.SURVEY_REVIEWER),
        "revision": review.revision(upload),
        "kept_comment": "",
    }


def _refused(
    request: TownRequest, upload: Upload, queue: desk.Queue, row: int | None, sentence: str, status: int
) -> HttpResponse:
    """The refusal in its own words; the row stays, and so does what was typed."""
    if _wants_json(request):
        return JsonResponse({"said": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    kept = {"refusal": sentence, "kept_comment": request.POST.get("comment", "")}
    return _page(request, upload, queue, row, status=status, **kept)


def _tally_facts(upload: Upload, queue: desk.Queue) -> dict[str, Any]:
    return {
        "upload": upload,
        "queue": queue,
        "tally": desk.tally(upload),
        "decisions": QueueForm.DECISIONS,
        "levels": QueueForm.LEVELS,
    }


def _tally_html(request: TownRequest, upload: Upload, queue: desk.Queue) -> str:
    return render_to_string("landsurvey/review_tally.html", _tally_facts(upload, queue), request)


def _to(upload: Upload, queue: desk.Queue, row: int | None) -> HttpResponseRedirect:
    return redirect(f"{reverse('landsurvey:review', args=[upload.uid])}?{queue.address(row)}".rstrip("?"))


def _wants_json(request: TownRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _map_facts(upload: Upload) -> dict[str, Any]:
    """What the script needs: where to ask, the survey's rectangle, and the words it says."""
    address = {name: reverse(f"landsurvey:review_{name}", args=[upload.uid]) for name in ("card", "shapes", "find")}
    return {
        "layers": ["boundary", "landcover", "roads", "buildings"],
        "bounds": upload.inspection.get("bounds_wgs84") or None,
        "address": address | {"page": reverse("landsurvey:review", args=[upload.uid])},
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "offline": _("The decision did not reach the server. The row is as it was; try again."),
            "accepted": _("Accepted."),
            "returned": _("Returned."),
            "pending": _("Decision taken back."),
            "done": _("Every row of this list is decided."),
            "notFound": _("No row has this number or code."),
            "nothingToUndo": _("There is nothing to take back."),
            "divider": _("Register on the left %(share)s of 100"),
            "map": _("Map. Arrow keys move it, plus and minus zoom."),
        },
    }
