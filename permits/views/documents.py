"""Documents of a petition, for its owner alone: sent, looked at, taken out again."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import attachments, uploading
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import secrets_of
from permits.models import Document, Petition
from permits.petitions import asking_back, attaching


@require_POST
@uploading.bounded(lambda: settings.PETITION_DOCUMENT_MB * attachments.BYTES_OF_A_MB)
def attach(request: TownRequest, petition: Petition) -> HttpResponse:
    """Take the files of one line of the list; each is told what is wrong with it, the others are kept."""
    requirement, problems = request.POST.get("requirement", ""), []
    if uploading.was_stopped(request):
        problems.append(_too_large())
    for file in request.FILES.getlist("files"):
        try:
            attaching.attach(petition, requirement=requirement, file=file, at=timezone.now())
        except Refusal as refusal:
            problems.append(str(refusal))
    if not problems and not request.FILES:
        problems.append(_("Choose a photo or a PDF first."))
    return _answer(request, petition, requirement, problems)


@require_POST
def take_out(request: TownRequest, petition: Petition, uid: str) -> HttpResponse:
    """Take a document out of the petition."""
    document, problems = _document(petition, uid), []
    try:
        attaching.take_out(document, at=timezone.now())
    except Refusal as refusal:
        problems.append(str(refusal))
    return _answer(request, petition, document.requirement, problems)


@require_safe
def document(request: TownRequest, petition: Petition, uid: str) -> HttpResponse:
    """The document itself; nothing in it may run."""
    found = _document(petition, uid)
    return attachments.shown(attachments.content(found.file, sha256=found.sha256), content_type=found.content_type)


@require_safe
def preview(request: TownRequest, petition: Petition, uid: str) -> HttpResponse:
    """A picture of the document: the photo itself, or a PDF's first page."""
    found = _document(petition, uid)
    if found.content_type != attachments.PDF:
        return attachments.shown(attachments.content(found.file, sha256=found.sha256), content_type=found.content_type)
    try:
        picture = attachments.preview(found.file)
    except FileNotFoundError as error:
        raise Http404 from error
    return attachments.shown(picture, content_type=attachments.PHOTO)


def _document(petition: Petition, uid: str) -> Document:
    return get_object_or_404(Document, petition=petition, uid=uid, removed_at=None)


def _answer(request: TownRequest, petition: Petition, requirement: str, problems: list[str]) -> HttpResponse:
    """The line anew for the page's script, else the page with its messages."""
    secret = secrets_of.secret(petition.uid)
    line = next((each for each in attaching.asked(petition) if each.requirement.code == requirement), None)
    if request.htmx and line is not None:
        facts = {"line": line, "secret": secret, "problems": problems, "petition": petition}
        return render(request, "permits/petition/_document.html", facts)
    for problem in problems:
        messages.error(request, problem)
    if asking_back.open_question(petition):
        return redirect("permits:answer", secret=secret)
    return redirect(f"{reverse('permits:form', args=[secret, 'documents'])}#document-{requirement}")


def _too_large() -> str:
    sentence = _("A file is larger than %(most)s MB. Take the photo smaller, or send the pages one by one.")
    return sentence % {"most": settings.PETITION_DOCUMENT_MB}
