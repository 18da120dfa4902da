"""Pages of the survey: send a file, see what was read and found, answer what it does not say."""

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gis_assets.access import has_role, role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from landsurvey import access, overview, tasks, uploads, wording
from landsurvey.forms.review import DecideForm, PromoteForm
from landsurvey.forms.uploads import AnswerForm, UploadForm
from landsurvey.models import Upload, UploadStatus

SURVEY_ROLES = (Role.SURVEYOR, Role.SURVEY_REVIEWER)
_UPLOADS_SHOWN = 30


@role_required(*SURVEY_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_list(request: TownRequest) -> HttpResponse:
    """All uploads, newest first, and the form that sends another."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("landsurvey:upload", uid=_receive(request, form).uid)
        except uploads.AlreadyReceived as again:
            messages.info(request, str(again))
            return redirect("landsurvey:upload", uid=again.earlier.uid)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    sent = Upload.objects.filter(municipality=request.municipality).defer("inspection").order_by("-uploaded_at")
    page = Paginator(sent.select_related("uploaded_by"), _UPLOADS_SHOWN).get_page(request.GET.get("page", 1))
    return render(request, "landsurvey/uploads.html", {"form": form, "page": page})


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
def original_file(request: TownRequest, uid: uuid.UUID) -> FileResponse:
    """The file exactly as it came."""
    upload = access.upload_by_uid(request.municipality, uid)
    return FileResponse(
        upload.file.open("rb"), as_attachment=True, filename=upload.original_name, content_type="application/zip"
    )


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
            _enqueue(uploads.answer(upload, answers=form.answers()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return back(upload)


@role_required(*SURVEY_ROLES)
@require_GET
def what_is_next(request: TownRequest) -> HttpResponse:
    """For the home page: what waits for this person."""
    facts = overview.waiting(request.municipality) | {"may_review": has_role(request, Role.SURVEY_REVIEWER)}
    return render(request, "landsurvey/_next.html", facts)


@transaction.atomic
def _receive(request: TownRequest, form: UploadForm) -> Upload:
    sent = form.cleaned_data["file"]
    upload = uploads.receive(
        municipality=request.municipality,
        file=sent,
        name=sent.name,
        by=request.user,
        at=timezone.now(),
        accuracy_class=form.cleaned_data["accuracy_class"],
    )
    _enqueue(upload)
    return upload


def _enqueue(upload: Upload) -> None:
    tasks.validate_upload.defer(upload_id=upload.pk, municipality_id=upload.municipality_id)


def back(upload: Upload) -> HttpResponseRedirect:
    return redirect("landsurvey:upload", uid=upload.uid)


def _geojson(statement: str, upload: Upload) -> HttpResponse:
    return HttpResponse(overview.geojson(statement, upload), content_type="application/geo+json")


def _questions(upload: Upload) -> list[dict[str, Any]]:
    return upload.inspection.get("questions", []) if upload.status == UploadStatus.ASKS else []


def may_decide(request: TownRequest, upload: Upload) -> bool:
    return upload.status == UploadStatus.CHECKED and has_role(request, Role.SURVEY_REVIEWER)


def _map_facts(upload: Upload) -> dict[str, Any]:
    """What the script of the map needs: the survey's rectangle and where to ask for its shapes and findings."""
    return {
        "layers": ["boundary", "roads", "parcels"],
        "bounds": upload.inspection.get("bounds_wgs84") or None,
        "shapes": reverse("landsurvey:shapes_geojson", args=[upload.uid]),
        "findings": reverse("landsurvey:findings_geojson", args=[upload.uid]),
        "words": {"failed": _("The map could not be read from the server. Move it to try again.")},
    }


def show(request: TownRequest, upload: Upload, **forms: django_forms.Form) -> HttpResponse:
    """The page of one upload; a form that was not accepted comes back as it was typed."""
    asked = _questions(upload)
    facts = {
        "upload": upload,
        "inspected": upload.inspection,
        "encoding_evidence": overview.evidence(upload.inspection, "encoding"),
        "crs_evidence": overview.evidence(upload.inspection, "crs"),
        "notes": [wording.translated_json(note) for note in upload.inspection.get("notes", [])],
        "refusal": wording.translated_json(upload.refusal) if upload.refusal else "",
        "asked": [wording.translated_json(question["sentence"]) for question in asked],
        "groups": overview.groups(upload),
        "decisions": overview.decisions(upload),
        "may_decide": may_decide(request, upload),
        "answer_form": AnswerForm(questions=asked) if asked else None,
        "decide_form": DecideForm(),
        "promote_form": PromoteForm(initial={"effective_date": timezone.localdate()}),
        "map_facts": _map_facts(upload),
    }
    has_map = upload.features.filter(shape__isnull=False).exists()
    name = "landsurvey/upload_map.html" if has_map else "landsurvey/upload.html"
    return render(request, name, facts | forms, status=422 if forms else 200)
