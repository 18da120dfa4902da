"""Takes what citizens send: at once as a report, or held back until a person has looked at it.

The sender cannot tell which of the two happened. A report of a danger to life is never held. Deciding may be undone:
what was discarded goes back to the list, and what was let through is an incident that is closed without a crew.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal, sql_files
from gis_assets.models import Municipality, UtilityPoleVersion
from gis_assets.refusals import Refusal
from incidents import photos, reports, telling, triage
from incidents.models import HeldReport, Incident, Kind, Moment, Photo, Reason, Report, SenderBlock, Submission
from incidents.reporting import suspicion

NEVER_HELD = frozenset({Kind.WIRE_DOWN})
BLOCK_FOR = timedelta(days=7)


class AlreadyDecided(Refusal):
    """Somebody let the report through or discarded it in the meantime."""


@transaction.atomic
def submit(
    municipality: Municipality,
    *,
    kind: str,
    key: UUID,
    channel: str,
    at: datetime,
    pole: UtilityPoleVersion | None = None,
    point: Point | None = None,
    words: str = "",
    phone: str = "",
    email: str = "",
    webhook: str = "",
    sender: str = "",
    device: str = "",
    joins: Incident | None = None,
    photo: photos.Developed | None = None,
) -> Report | HeldReport:
    """Take a citizen's report, or hold it back; sent again under its key it is the same, with the photo if it lacked.

    Raises TooManyReports, OutsideTown, NoPlace or TooManyPhotos.
    """
    triage.lock(municipality)
    thing = _known(municipality, key)
    if thing is None:
        place = reports.place_of(municipality, pole=pole, point=point)
        digests = reports.digests_of(sender=sender, device=device)
        sent = reports.Sent(kind, key, channel, at, place, pole, words, phone, email, digests, webhook)
        thing = _taken(municipality, sent, joins=joins)
    if photo is not None:
        photos.put(thing, photo=photo, moment=Moment.BEFORE, by=None, at=at)
    return thing


def _known(municipality: Municipality, key: UUID) -> Report | HeldReport | None:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "known_form"), {"municipality": municipality.pk, "key": key})
        [(report_id, held_id)] = cursor.fetchall()
    if report_id is not None:
        return Report.objects.get(pk=report_id)
    return None if held_id is None else HeldReport.objects.get(pk=held_id)


def _taken(municipality: Municipality, sent: reports.Sent, *, joins: Incident | None) -> Report | HeldReport:
    reports.refuse_flood(municipality, digests=sent.digests, at=sent.at)
    code = reports.new_tracking()
    if found := _reasons(municipality, sent):
        return _held(municipality, sent, reasons=found, tracking_code=code)
    return reports.record(municipality, sent, joins=joins, tracking_code=code)


def _reasons(municipality: Municipality, sent: reports.Sent) -> list[str]:
    if sent.kind in NEVER_HELD:
        return []
    place = sent.place
    now = suspicion.Sent(timezone.localtime(sent.at), place.x, place.y, sent.words, is_same_device=True)
    is_blocked = _is_blocked(municipality, sent.digests, at=sent.at)
    return suspicion.reasons(now, earlier=_earlier(municipality, sent), is_blocked=is_blocked)


def _earlier(municipality: Municipality, sent: reports.Sent) -> list[suspicion.Sent]:
    """What may count against the report: a whole town may stand behind one address, so no more is read than that."""
    asked: dict[str, int | str | bool | datetime] = {
        "municipality": municipality.pk,
        "sender": sent.digests.sender,
        "device": sent.digests.device,
        "since": sent.at - suspicion.LOOKED_BACK,
        "has_words": suspicion.may_repeat(sent.words),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "sent_before"), asked)
        return [suspicion.Sent(timezone.localtime(at), *told) for at, *told in cursor.fetchall()]


def _is_blocked(municipality: Municipality, digests: reports.Digests, *, at: datetime) -> bool:
    known = [digest for digest in (digests.sender, digests.device) if digest]
    return SenderBlock.objects.filter(municipality=municipality, digest__in=known, since__lte=at, until__gt=at).exists()


def _held(municipality: Municipality, sent: reports.Sent, *, reasons: list[str], tracking_code: str) -> HeldReport:
    held = HeldReport.objects.create(
        municipality=municipality,
        tracking=tracking_code,
        kind=sent.kind,
        words=sent.words,
        phone=sent.phone,
        email=sent.email,
        webhook=sent.webhook,
        pole=sent.pole.pole if sent.pole else None,
        point=sent.place,
        submitted_at=sent.at,
        idempotency_key=sent.key,
        channel=sent.channel,
        sender_digest=sent.digests.sender,
        device_digest=sent.digests.device,
        reasons=[Reason(reason) for reason in reasons],
    )
    # Told like any other, or its sender would know that it is held.
    telling.received(held)
    return held


@transaction.atomic
def let_through(held: HeldReport, *, pole: UtilityPoleVersion | None, by: AbstractBaseUser, at: datetime) -> Report:
    """Make a report of it, under the code and number its sender has, as told when sent. Raises AlreadyDecided."""
    triage.lock(held.municipality)
    mine = _locked(held)
    if mine.report_id is not None:
        raise _decided(mine)
    sent = reports.Sent(
        mine.kind,
        mine.idempotency_key,
        mine.channel,
        mine.submitted_at,
        mine.point,
        pole,
        mine.words,
        mine.phone,
        mine.email,
        reports.Digests(mine.sender_digest, mine.device_digest),
        mine.webhook,
    )
    report = reports.record(mine.municipality, sent, joins=None, tracking_code=mine.tracking, public_id=mine.public_id)
    Photo.objects.filter(held=mine).update(held=None, report=report)
    Submission.objects.filter(held=mine).update(held=None, report=report)
    mine.report, mine.discarded_at, mine.decided_by_id = report, None, by.pk
    mine.save(update_fields=["report", "discarded_at", "decided_by"])
    _journal(mine, "let_through", by=by, at=at)
    return report


@transaction.atomic
def discard(held: HeldReport, *, by: AbstractBaseUser, at: datetime) -> HeldReport:
    """Put it away as a prank; raises AlreadyDecided when it was let through."""
    mine = _locked(held)
    if mine.report_id is not None or mine.discarded_at is not None:
        raise _decided(mine)
    mine.discarded_at, mine.decided_by_id = at, by.pk
    mine.save(update_fields=["discarded_at", "decided_by"])
    _journal(mine, "discarded", by=by, at=at)
    return mine


@transaction.atomic
def take_back(held: HeldReport, *, by: AbstractBaseUser, at: datetime) -> HeldReport:
    """Put what was discarded back into the list; raises AlreadyDecided when it was let through."""
    mine = _locked(held)
    if mine.report_id is not None:
        raise _decided(mine)
    mine.discarded_at, mine.decided_by_id = None, None
    mine.save(update_fields=["discarded_at", "decided_by"])
    _journal(mine, "taken_back", by=by, at=at)
    return mine


@transaction.atomic
def block(held: HeldReport, *, by: AbstractBaseUser, at: datetime) -> SenderBlock | None:
    """Hold what this sender sends for a week: the phone's where it is known, else its network's; None without both."""
    digest = held.device_digest or held.sender_digest
    if not digest:
        return None
    _journal(held, "sender_blocked", by=by, at=at)
    return SenderBlock.objects.create(
        municipality=held.municipality, digest=digest, since=at, until=at + BLOCK_FOR, by_id=by.pk
    )


@transaction.atomic
def unblock(held: HeldReport, *, by: AbstractBaseUser, at: datetime) -> None:
    """End every block of this sender now."""
    digests = [digest for digest in (held.device_digest, held.sender_digest) if digest]
    blocks = SenderBlock.objects.filter(municipality=held.municipality, digest__in=digests, until__gt=at, since__lte=at)
    blocks.update(until=at)
    _journal(held, "sender_unblocked", by=by, at=at)


def _locked(held: HeldReport) -> HeldReport:
    return HeldReport.objects.select_for_update(of=("self",)).select_related("municipality", "pole").get(pk=held.pk)


def _decided(held: HeldReport) -> AlreadyDecided:
    return AlreadyDecided(
        _("Report %(report)s was decided in the meantime. Look at the list again.") % {"report": held}
    )


def _journal(held: HeldReport, action: str, *, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=held.municipality,
        by=by,
        action=f"report.{action}",
        thing_kind="held_report",
        thing_uid=str(held.pk),
        at=at,
    )
