"""Forgets drafts that were never submitted, and who asked once it has served; the journal says how many and why."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q

from casework import attachments, outbox
from gis_assets import journal
from gis_assets.models import Municipality
from permits import moving, telling, workflow
from permits.models import Applicant, Appointment, Document, KeptPetition, Petition

AT_REST = (workflow.ISSUED, workflow.BUILT, workflow.REFUSED, workflow.WITHDRAWN)
WHY = "Personal Data Protection Act B.E. 2562, s. 37 (3)"


def forget_drafts(municipality: Municipality, *, before: datetime, at: datetime) -> int:
    """Delete drafts last saved before the instant, with their documents; return how many."""
    with transaction.atomic():
        old = Petition.objects.filter(municipality=municipality, submitted_at=None, saved_at__lt=before)
        old = old.exclude(pk__in=Appointment.objects.values("petition"))
        keys = list(old.select_for_update().values_list("pk", flat=True))
        files = _files(keys)
        Document.objects.filter(petition__in=keys).delete()
        Petition.objects.filter(pk__in=keys).delete()
        _note(municipality, "drafts-forgotten", count=len(keys), at=at)
        transaction.on_commit(lambda: _remove(files))
    return len(keys)


def forget_applicants(municipality: Municipality, *, before: datetime, at: datetime) -> int:
    """Delete who asked and every document of petitions that ended before the instant; return how many petitions.

    The petition itself stays, with its decision and permit: they are the office's own record.
    """
    with transaction.atomic():
        ended = Petition.objects.filter(municipality=municipality, forgotten_at=None).exclude(case=None)
        ended = ended.annotate(ended_at=Max("case__steps__entered_at")).filter(ended_at__lt=before)
        resting = [petition for petition in ended.select_related("case") if _rests(petition)]
        keys = [petition.pk for petition in resting]
        files = _files(keys)
        Applicant.objects.filter(petition__in=keys).delete()
        KeptPetition.objects.filter(petition__in=keys).delete()
        Document.objects.filter(petition__in=keys).delete()
        mine = Petition.objects.filter(pk__in=keys)
        outbox.forget(municipality, cases=mine.values("case"), before=before, at=at)
        mine.update(forgotten_at=at)
        _note(municipality, "applicants-forgotten", count=len(keys), at=at)
        transaction.on_commit(lambda: _remove(files))
    return len(keys)


@transaction.atomic
def forget_now(petition: Petition, *, at: datetime) -> None:
    """Delete a draft on its owner's word; a submitted petition stays."""
    mine = Petition.objects.select_for_update().filter(Q(pk=petition.pk, submitted_at=None)).first()
    if mine is None or mine.appointments.exists():
        return
    files = _files([mine.pk])
    outbox.withdraw(mine.municipality, about=telling.about(mine), at=at)
    mine.documents.all().delete()
    mine.delete()
    transaction.on_commit(lambda: _remove(files))


def _rests(petition: Petition) -> bool:
    return moving.stands_at(petition) in AT_REST


def _files(petitions: list[int]) -> list[str]:
    return list(Document.objects.filter(petition__in=petitions).values_list("file", flat=True))


def _remove(files: list[str]) -> None:
    for name in files:
        attachments.forget(name)


def _note(municipality: Municipality, action: str, *, count: int, at: datetime) -> None:
    if count:
        journal.append(
            municipality=municipality,
            by=None,
            action=action,
            thing_kind="petition",
            thing_uid="",
            at=at,
            why=WHY,
            details={"count": count},
        )
