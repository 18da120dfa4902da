"""Pages of the survey: send a file, see what was read and found, answer what it does not say."""

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casework import access as cases
from gis_assets import streaming
from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, uploads, wording
from landsurvey.forms.review import DecideForm
from landsurvey.forms.uploads import AnswerForm, ChangeForm, FilterForm, UploadForm
from landsurvey.intake import answering, corrections, parts, proposals, queue
from landsurvey.models import Decision, Upload, UploadStatus
from landsurvey.reviewing import casetimes, overview
from landsurvey.rules import catalogue

SURVEY_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
_UPLOADS_SHOWN = 30


@role_required(*SURVEY_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: TownRequest) -> HttpResponse:
    """All uploads, newest first, and the form that sends another; `?corrects=` names the one that it replaces."""
    corrected = _corrected(request)
    form = UploadForm(request.POST or None, request.FILES or None, initial=_as_before(corrected))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("landsurvey:upload", uid=_receive(request, form, corrected).uid)
        except uploads.AlreadyReceived as again:
            messages.info(request, str(again))
            return redirect("landsurvey:upload", uid=again.earlier.uid)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    shown = FilterForm(request.GET)
    sent = overview.sent(request.municipality, **shown.wanted())
    facts = {
        "form": form,
        "corrected": corrected,
        "page": Paginator(sent, _UPLOADS_SHOWN).get_page(request.GET.get("page", 1)),
        "filters": shown,
        "arriving": overview.arriving(request.municipality, request.user),
        "piece_bytes": parts.PIECE_BYTES,
    }
    return render(request, "landsurvey/uploads.html", facts, status=422 if form.errors else 200)


@role_required(*SURVEY_ROLES)
@require_GET
def upload_page(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    return show(request, access.upload_by_uid(request.municipality, uid))


@role_required(*SURVEY_ROLES)
@require_GET
def progress(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The bar while the work runs; afterwards the whole page is asked for anew."""
    upload = access.upload_by_uid(request.municipality, uid)
    response = render(request, "landsurvey/_progress.html", {"upload": upload})
    if not upload.is_working:
        response["HX-Refresh"] = "true"
    return response


@role_required(*SURVEY_ROLES)
@require_GET
def original_file(request: TownRequest, uid: uuid.UUID) -> StreamingHttpResponse:
    """The file exactly as it came."""
    upload = access.upload_by_uid(request.municipality, uid)
    return streaming.file_response(
        request, upload.file.open("rb"), name=upload.original_name, content_type="application/octet-stream"
    )


@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def result_json(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Everything that was read and found, as one object."""
    upload = access.upload_by_uid(request.municipality, uid)
    return JsonResponse(overview.result(upload), json_dumps_params={"ensure_ascii": False})


@role_required(*SURVEY_ROLES)
@require_GET
def findings(request: TownRequest, uid: uuid.UUID, rule_id: str) -> HttpResponse:
    """One page of what a rule found."""
    upload = access.upload_by_uid(request.municipality, uid)
    page, shown = overview.findings_page(upload, rule_id=rule_id, number=request.GET.get("page", 1))
    facts = {"upload": upload, "page": page, "shown": shown, "rule_id": rule_id}
    return render(request, "landsurvey/_findings.html", facts)


@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def findings_geojson(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    return _geojson("findings_geojson", access.upload_by_uid(request.municipality, uid))


@role_required(*SURVEY_ROLES)
@require_GET
@gzip_page
def shapes_geojson(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    return _geojson("features_geojson", access.upload_by_uid(request.municipality, uid))


@role_required(*SURVEY_ROLES)
@require_POST
def answer(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """A person answers what the file did not say; it is checked again."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = AnswerForm(request.POST, questions=_questions(upload))
    if not form.is_valid():
        return show(request, upload, answer_form=form)
    try:
        with transaction.atomic():
            queue.enqueue(uploads.answer(upload, answers=form.answers(), by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_POST
def change_answers(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Earlier answers are given anew; the file is checked again and the page says what that takes back."""
    upload = access.upload_by_uid(request.municipality, uid)
    form = _change_form(upload, request.POST)
    if form is None or not form.is_valid():
        return show(request, upload, change_form=form) if form else back(upload)
    changes, decided = form.changes(), answering.decided_rows(upload)
    if not changes:
        messages.info(request, _("Nothing was changed, so nothing is checked again."))
        return back(upload)
    try:
        with transaction.atomic():
            queue.enqueue(answering.change(upload, answers=changes, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _checked_anew(decided))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_POST
def check_again(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Have the upload checked once more with the answers given so far."""
    upload = access.upload_by_uid(request.municipality, uid)
    try:
        with transaction.atomic():
            queue.enqueue(uploads.answer(upload, answers={}, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_POST
def repair(request: TownRequest, uid: uuid.UUID, rule_id: str, *, wanted: bool) -> HttpResponse:
    """Have the repairs that a rule proposes made, or taken back; the upload is checked again."""
    upload = access.upload_by_uid(request.municipality, uid)
    if rule_id not in catalogue.BY_ID:
        raise Http404(rule_id)
    decide = proposals.accept if wanted else proposals.decline
    try:
        with transaction.atomic():
            queue.enqueue(decide(upload, rule_id=rule_id, by=request.user, at=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_POST
def drop(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """Close a case that nobody goes on with; what was typed stays when it is refused."""
    upload = access.upload_by_uid(request.municipality, uid)
    try:
        uploads.drop(upload, why=request.POST.get("why", ""), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is closed. “Check again” opens it anew."))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_GET
def what_is_next(request: TownRequest) -> HttpResponse:
    """For the home page: what waits for this person."""
    facts = overview.waiting(request.municipality) | {"may_review": has_role(request, Role.SURVEY_REVIEWER)}
    return render(request, "landsurvey/_next.html", facts)


def _corrected(request: TownRequest) -> Upload | None:
    """The upload that the form is about to replace; 404 for one that is not the municipality's own."""
    named = request.POST.get("corrects") or request.GET.get("corrects") or ""
    try:
        return access.upload_by_uid(request.municipality, uuid.UUID(named)) if named else None
    except ValueError as not_a_name:
        raise Http404 from not_a_name


def _as_before(corrected: Upload | None) -> dict[str, Any]:
    """What the form begins with: a corrected file was most likely measured like the one before."""
    return {"corrects": corrected.uid, "accuracy_class": corrected.accuracy_class} if corrected else {}


@transaction.atomic
def _receive(request: TownRequest, form: UploadForm, corrected: Upload | None) -> Upload:
    sent = form.cleaned_data["file"]
    upload = uploads.receive(
        municipality=request.municipality,
        file=sent,
        name=sent.name,
        by=request.user,
        at=timezone.now(),
        accuracy_class=form.cleaned_data["accuracy_class"],
        corrects=corrected,
    )
    queue.enqueue(upload)
    return upload


def back(upload: Upload) -> HttpResponseRedirect:
    return redirect("landsurvey:upload", uid=upload.uid)


def _geojson(statement: str, upload: Upload) -> HttpResponse:
    return HttpResponse(overview.geojson(statement, upload), content_type="application/geo+json")


def _questions(upload: Upload) -> list[dict[str, Any]]:
    return upload.inspection.get("questions", []) if upload.status == UploadStatus.ASKS else []


def _change_form(upload: Upload, sent: QueryDict | None = None) -> ChangeForm | None:
    """The form of the answers given so far; None where nothing may be answered anew."""
    asked = answering.changeable(upload)
    return ChangeForm(sent, questions=asked, answers=upload.answers) if asked else None


def _checked_anew(decided: int) -> str:
    if not decided:
        return _("The file is checked again with your answers.")
    said = ngettext(
        "The file is checked again with your answers; the decision on %(rows)s row is taken back.",
        "The file is checked again with your answers; the decisions on %(rows)s rows are taken back.",
        decided,
    )
    return said % {"rows": decided}


def may_decide(request: TownRequest, upload: Upload) -> bool:
    return upload.status == UploadStatus.CHECKED and has_role(request, Role.SURVEY_REVIEWER)


def _map_facts(upload: Upload) -> dict[str, Any]:
    """What the script of the map needs: the survey's rectangle and where to ask for its shapes and findings.

    Where the file has no rectangle, as a package of the land office has none, the map opens on the municipality.
    """
    boundary = upload.municipality.boundary
    return {
        "layers": ["boundary", "roads", "parcels"],
        "bounds": upload.inspection.get("bounds_wgs84") or (boundary.extent if boundary else None),
        "shapes": reverse("landsurvey:shapes_geojson", args=[upload.uid]),
        "findings": reverse("landsurvey:findings_geojson", args=[upload.uid]),
        "words": {"failed": _("The map could not be read from the server. Move it to try again.")},
    }


def show(request: TownRequest, upload: Upload, **forms: django_forms.Form) -> HttpResponse:
    """The page of one upload; a form that was not accepted comes back as it was typed."""
    asked, decisions = _questions(upload), overview.decisions(upload)
    facts = {
        "upload": upload,
        "inspected": upload.inspection,
        "encoding_evidence": overview.evidence(upload.inspection, "encoding"),
        "crs_evidence": overview.evidence(upload.inspection, "crs"),
        "notes": [wording.translated_json(note) for note in upload.inspection.get("notes", [])],
        "refusal": wording.translated_json(upload.refusal) if upload.refusal else "",
        "understood": overview.understood(upload.inspection),
        "malformed": overview.malformed(upload.inspection),
        "fingerprint_said": overview.fingerprint(upload.inspection),
        "groups": overview.groups(upload),
        "repaired": overview.repaired(upload),
        "can_check_again": upload.is_open_to_answers and not upload.is_working,
        "can_open_again": upload.status in (UploadStatus.REJECTED, UploadStatus.UNDONE, UploadStatus.DROPPED),
        "can_drop": upload.status in uploads.DROPPABLE,
        "case": casetimes.of(upload, at=timezone.now()),
        "may_open_case": upload.case is not None and cases.may_open(request, upload.case),
        "versions": corrections.chain(upload),
        "successor": Upload.objects.filter(corrects=upload).first(),
        "mended": corrections.then_and_now(upload),
        "comments": corrections.earlier_comments(upload),
        "decisions": decisions,
        "may_decide": may_decide(request, upload),
        "answer_form": AnswerForm(questions=asked) if asked else None,
        "change_form": _change_form(upload),
        "decided_rows": decisions[Decision.ACCEPTED] + decisions[Decision.RETURNED],
        "decide_form": DecideForm(),
        "map_facts": _map_facts(upload),
    }
    has_map = upload.features.filter(shape__isnull=False).exists()
    name = "landsurvey/upload_map.html" if has_map else "landsurvey/upload.html"
    return render(request, name, facts | forms, status=422 if forms else 200)
