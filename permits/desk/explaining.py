"""A petition past the manual's period: the delay is explained in writing, again and again until it is decided.

Every day a job writes down whose explanation is due; an officer writes why, and it goes to the applicant with a copy
to the oversight body. The copy names the case, not the applicant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import calendars, outbox, standing
from casework.clock import OfficeHours, Span
from casework.standing import History
from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from permits import secrets_of, services, telling, workflow
from permits.desk import office, papers, periods, terms
from permits.models import Explanation, Petition


class NothingWritten(Refusal):
    """An explanation without words, or without a day."""


class DayIsOver(Refusal):
    """The new day lies in the past."""


class SentAlready(Refusal):
    """The explanation was sent."""


@dataclass(frozen=True)
class Late:
    """A petition past its period, with the explanation that is due or was sent last."""

    petition: Petition
    due_at: datetime
    explanation: Explanation | None


def term_of(petition: Petition, told: History, *, hours: OfficeHours, at: datetime) -> periods.Term:
    """The manual's period of a submitted petition, as known at an instant."""
    tracks = {track.code: track for track in services.every()[petition.service].tracks}
    track = tracks.get(petition.track) or services.every()[petition.service].tracks[0]
    if petition.submitted_at is None:
        return periods.Term(None, is_late=False)
    pauses = [Span(begun, min(over or at, at)) for begun, over in told.pauses]
    return periods.term(track, since=petition.submitted_at, pauses=pauses, office=hours, at=at)


def late(petitions: Sequence[Petition], *, at: datetime) -> list[Late]:
    """Those of the undecided petitions of one municipality that are past their period and wait for the office."""
    cases = [petition.case for petition in petitions if petition.case is not None]
    if not cases:
        return []
    told, hours = standing.histories(cases), calendars.office_hours(petitions[0].municipality)
    last: dict[int, Explanation] = {}
    for each in Explanation.objects.filter(petition__in=petitions).order_by("explain_by"):
        last[each.petition_id] = each
    found = []
    for petition in petitions:
        history = told[petition.case_id] if petition.case_id else None
        if history is None or history.taken[-1].code not in workflow.OPEN - workflow.APPLICANTS:
            continue
        term = term_of(petition, history, hours=hours, at=at)
        if term.is_late and term.due_at is not None:
            found.append(Late(petition, term.due_at, last.get(petition.pk)))
    return found


@transaction.atomic
def write_down_due(municipality: Municipality, *, at: datetime) -> int:
    """Write down every explanation that became due; returns how many. May run as often as one likes."""
    undecided = Petition.objects.filter(municipality=municipality, decision=None).exclude(submitted_at=None)
    days = terms.explain_days(municipality, on=timezone.localdate(at))
    made = 0
    for each in late(list(undecided.select_related("case", "municipality")), at=at):
        former = list(Explanation.objects.filter(petition=each.petition).values_list("explain_by", flat=True))
        term: datetime | None
        while (term := periods.explain_by(each.due_at, days=days, former=former, at=at)) is not None:
            Explanation.objects.get_or_create(
                petition=each.petition, explain_by=term, defaults={"municipality": municipality, "due_at": each.due_at}
            )
            former.append(term)
            made += 1
    return made


@transaction.atomic
def send(explanation: Explanation, *, words: str, new_date: date, by: AbstractBaseUser, at: datetime) -> Explanation:
    """Write why it is late and until when it is decided, and send it.

    Raises NothingWritten, DayIsOver or SentAlready.
    """
    locked = Explanation.objects.select_for_update(of=("self",)).select_related("petition__case", "municipality")
    mine = locked.get(pk=explanation.pk)
    if mine.sent_at is not None:
        raise SentAlready(_("This explanation was sent already."))
    if not words.strip():
        raise NothingWritten(_("Write why the petition is late."))
    if new_date < timezone.localdate(at):
        raise DayIsOver(_("Give a day that is still to come, on which it will be decided."))
    mine.words, mine.new_date, mine.sent_at, mine.sent_by_id = words.strip(), new_date, at, by.pk
    mine.save(update_fields=["words", "new_date", "sent_at", "sent_by"])
    _tell(mine, at=at)
    journal.append(
        municipality=mine.municipality,
        by=by,
        action="permits.delay_explained",
        thing_kind="petition",
        thing_uid=mine.petition.uid,
        at=at,
    )
    return mine


def _tell(explanation: Explanation, *, at: datetime) -> None:
    petition = explanation.petition
    subject, body = outbox.in_both(partial(_words, explanation, is_copy=False))
    copy_subject, copy_body = outbox.in_both(partial(_words, explanation, is_copy=True))
    sent = [(to, subject, body) for to in telling.ways(petition)]
    if oversight := office.of(explanation.municipality).oversight_email:
        sent.append((outbox.Address("email", oversight), copy_subject, copy_body))
    for number, (to, title, text) in enumerate(sent):
        outbox.enqueue(
            explanation.municipality,
            to=to,
            subject=title,
            body=text,
            dedup_key=f"permit-explanation:{explanation.pk}:{number}",
            about=telling.about(petition),
            kind="permit.explained",
            case=petition.case,
            at=at,
        )


def _words(explanation: Explanation, *, is_copy: bool) -> tuple[str, str]:
    petition, municipality = explanation.petition, explanation.municipality
    subject = _("%(town)s: why petition %(case)s is late") % {"town": municipality, "case": petition.case}
    address = (
        papers.public_address("permits:status", petition.tracking)
        if is_copy
        else papers.public_address("permits:my_status", secrets_of.secret(petition.uid))
    )
    body = _(
        "The period of the citizen manual ended on %(due)s and the petition is not decided.\n"
        "Reason: %(words)s\n"
        "It will be decided by %(day)s.\n"
        "Where it stands: %(address)s"
    ) % {
        "due": town.thai_date(explanation.due_at),
        "words": explanation.words,
        "day": town.thai_date(explanation.new_date),
        "address": address,
    }
    return subject, body
