"""Documents of a petition: which the citizen manual asks of it, adding one, and taking one out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from casework import attachments
from gis_assets.refusals import Refusal
from permits import conditions, moving
from permits.models import Document, Petition
from permits.petitions import answers, asking_back
from permits.services import Requirement


class TooManyDocuments(Refusal):
    """The petition has as many documents as it may have (`PETITION_DOCUMENTS_MOST`)."""


class NotAskedFor(Refusal):
    """The list of this petition has no such document, or it may not be changed now."""


@dataclass(frozen=True)
class Asked:
    """One line of the list: what is asked, whether it must be there, whether it may be changed, and what came."""

    requirement: Requirement
    is_required: bool
    may_change: bool
    documents: tuple[Document, ...]

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.documents


def asked(petition: Petition) -> list[Asked]:
    """The exhaustive list for this petition, by its track and what was answered."""
    known, by_name = answers.facts(petition), asking_back.asked_documents(petition)
    came = _by_requirement(petition)
    return [
        Asked(
            each,
            each.is_required or each.code in by_name,
            asking_back.may_attach(petition, requirement=each.code),
            came.get(each.code, ()),
        )
        for each in answers.service_of(petition).requirements
        if each.code in by_name or conditions.hold(each.when, answers=known)
    ]


def beside_the_list(petition: Petition) -> list[Document]:
    """Documents that came while another answer asked for them; the office still sees them."""
    listed = {each.requirement.code for each in asked(petition)}
    return [one for code, came in _by_requirement(petition).items() if code not in listed for one in came]


def attach(petition: Petition, *, requirement: str, file: UploadedFile[Any], at: datetime) -> Document:
    """Look through a file and keep it; raises the refusals of `attachments.read`, NotAskedFor or TooManyDocuments.

    The same file sent again to the same line is the one that is there already.
    """
    looked = attachments.read(file, most_mb=settings.PETITION_DOCUMENT_MB, least_px=settings.PETITION_PHOTO_PX)
    return keep(petition, requirement=requirement, attachment=looked, at=at)


@transaction.atomic
def keep(petition: Petition, *, requirement: str, attachment: attachments.Attachment, at: datetime) -> Document:
    """Keep what was looked through; raises NotAskedFor or TooManyDocuments."""
    locked = moving.locked(petition)
    known = {each.code for each in answers.service_of(locked).requirements}
    if requirement not in known or not asking_back.may_attach(locked, requirement=requirement):
        raise NotAskedFor(_("This document is not asked for now. Look at the list of documents again."))
    there = Document.objects.filter(petition=locked, removed_at=None)
    if twin := there.filter(requirement=requirement, sha256=attachment.sha256).first():
        return twin
    if there.count() >= settings.PETITION_DOCUMENTS_MOST:
        raise TooManyDocuments(
            _("A petition may carry %(most)s documents. Put several pages into one PDF, or bring the rest along.")
            % {"most": settings.PETITION_DOCUMENTS_MOST}
        )
    kept = Document.objects.create(
        municipality=locked.municipality,
        petition=locked,
        requirement=requirement,
        file=attachments.keep(attachment, folder=f"permits/{locked.municipality.dla_code}/{locked.uid}"),
        name=attachment.name,
        content_type=attachment.content_type,
        size_bytes=len(attachment.content),
        pages=attachment.pages,
        sha256=attachment.sha256,
        added_at=at,
    )
    _touch(locked, at=at)
    return kept


@transaction.atomic
def take_out(document: Document, *, at: datetime) -> None:
    """Take a document out of the petition; its row stays and says since when. Raises NotAskedFor."""
    locked = moving.locked(document.petition)
    mine = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not asking_back.may_attach(locked, requirement=mine.requirement):
        raise NotAskedFor(_("This document was submitted and cannot be taken out any more."))
    if mine.removed_at is None:
        mine.removed_at = at
        mine.save(update_fields=["removed_at"])
        _touch(locked, at=at)


def _touch(petition: Petition, *, at: datetime) -> None:
    """A document is a sign of life: the draft is not forgotten. What was typed elsewhere stays as it is."""
    petition.saved_at = max(at, petition.saved_at)
    petition.save(update_fields=["saved_at"])


def _by_requirement(petition: Petition) -> Mapping[str, tuple[Document, ...]]:
    came: dict[str, tuple[Document, ...]] = {}
    for document in Document.objects.filter(petition=petition, removed_at=None):
        came[document.requirement] = (*came.get(document.requirement, ()), document)
    return came
