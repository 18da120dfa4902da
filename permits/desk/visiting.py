"""Looking at the place: an officer is sent with a task and a day, and reports once, maybe late, from his phone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import attachments, steps
from gis_assets.models import Membership, Municipality
from gis_assets.refusals import Refusal
from permits import access, moving, workflow
from permits.models import Document, Petition, Visit

PHOTO = "site-visit"
"""What the photos of a visit are, among the documents of the petition."""


class NoTask(Refusal):
    """Nobody can go without being told what to look at."""


class DueInPast(Refusal):
    """The visit is to be done on a day that is over."""


class NoVisits(Refusal):
    """The municipality does without visits for this service."""


class NotOfTheOffice(Refusal):
    """The chosen person is no officer of permits here."""


class ReportedAlready(Refusal):
    """Another report of the visit was taken before."""


class NothingFound(Refusal):
    """A report without words."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the officer says of the place; `key` is the same for every try of the phone to send it."""

    key: uuid.UUID
    is_as_petitioned: bool
    findings: str
    position: Point | None = None
    photos: Sequence[UploadedFile[Any]] = ()


def has_visits(petition: Petition) -> bool:
    """Whether the service has the step on the petition's day."""
    return any(step.code == workflow.VISIT for step in petition.as_offered().steps)


def officers(municipality: Municipality) -> QuerySet[User]:
    """Who may be sent."""
    sent = Membership.objects.filter(municipality=municipality, role__in=access.OFFICERS).values("user")
    return User.objects.filter(pk__in=sent, is_active=True).order_by("first_name", "username")


@transaction.atomic
def order(
    petition: Petition, *, officer: AbstractBaseUser, due_date: date, task: str, by: AbstractBaseUser, at: datetime
) -> Visit:
    """Send the officer; he has the case until he reports. Raises the Refusals above, or steps.StepNotAllowed."""
    locked = moving.locked(petition)
    if not has_visits(locked):
        raise NoVisits(_("The municipality decides this service without site visits. Ask back, or decide."))
    if not task.strip():
        raise NoTask(_("Write what is to be looked at on the spot."))
    if due_date < timezone.localdate(at):
        raise DueInPast(_("The day for the visit is over. Choose today or a later day."))
    if not officers(locked.municipality).filter(pk=officer.pk).exists():
        raise NotOfTheOffice(_("This person is no officer of permits here. Choose somebody else."))
    moving.move(locked, to=workflow.VISIT, by=by, at=at)
    _charge(locked, officer, by=by, at=at)
    return Visit.objects.create(
        municipality=locked.municipality,
        petition=locked,
        officer_id=officer.pk,
        ordered_by_id=by.pk,
        ordered_at=at,
        due_date=due_date,
        task=task.strip(),
    )


def report(visit: Visit, *, said: Report, by: AbstractBaseUser, at: datetime) -> Visit:
    """Take the report of a visit; the same one sent again changes nothing.

    Raises ReportedAlready, NothingFound or the refusals of `attachments.read`.
    """
    photos = [attachments.read(photo, most_mb=settings.PETITION_DOCUMENT_MB) for photo in said.photos]
    return _take(visit, said=said, photos=photos, by=by, at=at)


@transaction.atomic
def _take(
    visit: Visit, *, said: Report, photos: Sequence[attachments.Attachment], by: AbstractBaseUser, at: datetime
) -> Visit:
    petition = moving.locked(visit.petition)
    visit = Visit.objects.select_for_update(of=("self",)).select_related("ordered_by").get(pk=visit.pk)
    if visit.done_at is not None:
        if visit.key == said.key:
            return visit
        raise ReportedAlready(_("This visit was reported already. Only the first report counts."))
    if not said.findings.strip():
        raise NothingFound(_("Write in a few words what you found."))
    visit.done_at, visit.key, visit.findings = at, said.key, said.findings.strip()
    visit.is_as_petitioned, visit.position = said.is_as_petitioned, said.position
    visit.save(update_fields=["done_at", "key", "findings", "is_as_petitioned", "position"])
    for photo in photos:
        _keep(petition, photo, at=at)
    if moving.stands_at(petition) == workflow.VISIT:
        moving.move(petition, to=workflow.EXAMINED, by=by, at=at)
        _charge(petition, visit.ordered_by, by=by, at=at)
    return visit


def to_come(municipality: Municipality, *, officer: AbstractBaseUser) -> QuerySet[Visit]:
    """The visits that this officer has still to make, the most urgent first."""
    mine = Visit.objects.filter(municipality=municipality, officer_id=officer.pk, done_at=None)
    return mine.select_related("petition__case", "petition__applicant").order_by("due_date", "pk")


def _keep(petition: Petition, photo: attachments.Attachment, *, at: datetime) -> None:
    """Among the documents of the petition, as something that the office added."""
    Document.objects.create(
        municipality=petition.municipality,
        petition=petition,
        requirement=PHOTO,
        file=attachments.keep(photo, folder=f"permits/{petition.municipality.dla_code}/{petition.uid}"),
        name=photo.name,
        content_type=photo.content_type,
        size_bytes=len(photo.content),
        pages=photo.pages,
        sha256=photo.sha256,
        added_at=at,
    )


def _charge(petition: Petition, officer: AbstractBaseUser, *, by: AbstractBaseUser, at: datetime) -> None:
    if petition.case is not None:
        steps.charge(petition.case, officer=officer, by=by, at=at)
