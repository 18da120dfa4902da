"""The permit: a numbered paper with a seal over what is printed, stored with its digest; all of it or nothing.

The paper is stored before the row, under a name made of its content: a process that dies in between leaves a file that
nobody knows, and the next try begins anew. What is printed stands in the row: a lost file is set again, byte for byte.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from permits import moving, numbering, services, telling, workflow
from permits.desk import files, papers, sealing
from permits.models import Decision, Fee, Outcome, Permit, Petition
from permits.services import Service


class NotApproved(Refusal):
    """There is no approval to issue a permit upon."""


class NotPaid(Refusal):
    """The fee is open."""


class NotIssued(Refusal):
    """There is no permit to revoke."""


class RevokedAlready(Refusal):
    """The permit was revoked before."""


class ReasonMissing(Refusal):
    """A permit is revoked without saying why."""


@transaction.atomic
def issue(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> Permit:
    """Issue the permit of an approved and paid petition; one already issued comes back. Raises NotApproved, NotPaid."""
    locked = moving.locked(petition)
    if issued := Permit.objects.filter(petition=locked).first():
        return issued
    decided, fee = _approved(locked), Fee.objects.get(petition=locked)
    if fee.paid_at is None:
        raise NotPaid(_("The fee of petition %(case)s is not paid. Take it first.") % {"case": locked.case})
    service = locked.as_offered()
    counted = numbering.next_number(locked.municipality, kind=_series(locked, service), at=at)
    number, code = f"{service.paper.prefix} {counted}", sealing.code(locked.uid)
    until = service.last_day(locked.answers, issued=timezone.localdate(at))
    facts = papers.permit_facts(locked, decided=decided, fee=fee, valid_until=until, at=at)
    document = papers.permit(facts, number=number, verify_code=code, issued_at=at)
    digest = files.sha256(document)
    permit = Permit.objects.create(
        municipality=locked.municipality,
        petition=locked,
        number=number,
        verify_code=code,
        facts=facts,
        seal=sealing.seal(facts, number=number, verify_code=code, issued_at=at, valid_until=until, file_sha256=digest),
        issued_at=at,
        issued_by_id=by.pk,
        valid_until=until,
        file=files.keep(document, municipality=locked.municipality, kind="permit"),
        file_sha256=digest,
    )
    moving.move(locked, to=workflow.ISSUED, by=by, at=at)
    _write_down(permit, "permits.issued", by=by, at=at)
    return permit


def document(permit: Permit) -> bytes:
    """The permit as it was issued; a lost file is set again from the row. Raises files.PaperDamaged for another one."""
    try:
        return files.kept(permit.file, sha256=permit.file_sha256)
    except files.PaperDamaged:
        again = papers.permit(
            permit.facts, number=permit.number, verify_code=permit.verify_code, issued_at=permit.issued_at
        )
        if files.sha256(again) != permit.file_sha256:
            raise
        files.keep(again, municipality=permit.municipality, kind="permit")
        return again


@transaction.atomic
def revoke(petition: Petition, *, why: str, by: AbstractBaseUser, at: datetime) -> Permit:
    """From now on the permit holds no more, and whoever verifies it is told. Raises the Refusals above."""
    moving.locked(petition)
    permit = Permit.objects.select_for_update(of=("self",)).filter(petition=petition).first()
    if permit is None:
        raise NotIssued(_("Nothing was issued upon this petition."))
    if permit.revoked_at is not None:
        raise RevokedAlready(_("%(number)s is revoked already.") % {"number": permit.number})
    if not why.strip():
        raise ReasonMissing(_("Say why it is revoked; its holder reads this."))
    permit.revoked_at, permit.revoked_why = at, why.strip()[:500]
    permit.save(update_fields=["revoked_at", "revoked_why"])
    _write_down(permit, sealing.REVOKED, by=by, at=at, why=permit.revoked_why)
    telling.revoked(petition, address=papers.public_address("permits:verify", permit.verify_code), at=at)
    return permit


def _series(petition: Petition, service: Service) -> str:
    """The series of numbers that the paper is of: the service's, or that of a way with papers of its own."""
    is_services = service.paper == services.every()[service.code].paper
    return (f"permit-{service.code}" if is_services else f"permit-{service.code}-{petition.track}")[:40]


def _approved(petition: Petition) -> Decision:
    decided = Decision.objects.filter(petition=petition, outcome=Outcome.APPROVED).select_related("by").first()
    if decided is None:
        raise NotApproved(_("Petition %(case)s is not approved. Decide first.") % {"case": petition.case})
    return decided


def _write_down(permit: Permit, action: str, *, by: AbstractBaseUser, at: datetime, why: str = "") -> None:
    journal.append(
        municipality=permit.municipality,
        by=by,
        action=action,
        thing_kind="petition",
        thing_uid=permit.petition.uid,
        at=at,
        why=why,
        details={"number": permit.number},
    )
