"""A petition's steps as people read them: what was done when, who has it now and until when, what is still to come.

Nothing of who asks is in it: the same stands on the page that anybody opens with the tracking number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import rulebook, standing
from casework.models import StepStandard
from casework.rulebook import Rulebook
from casework.standing import Stay, Taken
from gis_assets.models import Role
from permits import wording, workflow
from permits.desk import explaining
from permits.models import Decision, Explanation, Fee, Permit, Petition
from permits.services import Service

USUAL_WAY = (workflow.SUBMITTED, workflow.BOOKED, workflow.EXAMINED, workflow.APPROVED, workflow.ISSUED)

WAITS_FOR: dict[str, str | Promise] = {
    workflow.SUBMITTED: _("It waits for an appointment to be booked, or for an officer to take it up."),
    workflow.BOOKED: _("It waits for the appointed day."),
    workflow.EXAMINED: _("An officer is working on it; the decision comes next."),
    workflow.ASKED: _("The applicant is asked to mend or add something. The clock stands still until then."),
    workflow.VISIT: _("An officer will look at the place and report what was found."),
    workflow.APPROVED: _("The decision is taken. It waits for the fee to be paid; the clock stands still until then."),
    workflow.ISSUED: _("The %(paper)s is issued. Nothing is waited for."),
    workflow.BUILT: _("The building is finished and in the register. Nothing is waited for."),
    workflow.REFUSED: _("Answered in writing: %(refused)s. The applicant may appeal as the letter says."),
    workflow.WITHDRAWN: _("The applicant took the petition back. Nothing is waited for."),
}
REVOKED = _("The %(paper)s was revoked")
AFTER_REVOKED = _(
    "The %(paper)s holds no more: do not build or go on with what it allowed. Ask the office what to do next."
)


@dataclass(frozen=True)
class Moment:
    """One step: past, present or still to come; `minutes` are those that count, `target` those that it may take.

    `due_at` is until when it is due while it is present, `whose` names the role.
    """

    code: str
    label: str
    tense: Literal["past", "present", "future"]
    whose: str | Promise
    entered_at: datetime | None = None
    minutes: float | None = None
    target: int | None = None
    due_at: datetime | None = None
    is_past_due: bool = False


@dataclass(frozen=True)
class Journey:
    """Where a petition stands; `due_at` is until when it must be decided by the manual, None once it is decided.

    `revoked_at`: since when its permit holds no more. `explained_at`: when the office explained a delay in writing.
    """

    code: str
    label: str
    waits_for: str
    moments: Sequence[Moment]
    due_at: datetime | None
    is_late: bool
    is_paused: bool
    manual_days: int
    decided_at: datetime | None
    revoked_at: datetime | None = None
    explained_at: Sequence[datetime] = ()

    @property
    def is_over(self) -> bool:
        return self.code not in workflow.OPEN and self.code != workflow.APPROVED


def of(petition: Petition, *, at: datetime) -> Journey:
    """The journey of a submitted petition, as known at an instant."""
    if petition.case is None:
        raise ValueError("a draft has no steps yet")
    service, book = petition.as_offered(), rulebook.of(petition.municipality)
    told = standing.history(petition.case)
    stays = standing.stays(told, book=book, until=at)
    by_entry = {stay.entry: stay for stay in stays[:-1]}
    last = told.taken[-1]
    decision = Decision.objects.filter(petition=petition).first()
    revoked_at = Permit.objects.filter(petition=petition).values_list("revoked_at", flat=True).first()
    explained = Explanation.objects.filter(petition=petition).order_by("explain_by").values_list("sent_at", flat=True)
    term = explaining.term_of(petition, told, hours=book.office, at=at)
    tracks, words = {track.code: track for track in service.tracks}, wording.of_paper(service.paper)
    past = [_taken(service, step, by_entry.get(step.pk), tense="past") for step in told.taken[:-1]]
    present = _taken(service, last, by_entry.get(last.pk), tense="present")
    ahead = [_ahead(petition, service, code, book, at=at) for code in _still_to_come(petition, service, told.taken)]
    return Journey(
        code=last.code,
        label=str(REVOKED) % words if revoked_at else present.label,
        waits_for=str(AFTER_REVOKED if revoked_at else WAITS_FOR[last.code]) % words,
        moments=[*past, present, *ahead],
        due_at=term.due_at if decision is None and last.code in workflow.OPEN else None,
        is_late=term.is_late and decision is None and last.code in workflow.OPEN - workflow.APPLICANTS,
        is_paused=stays[-1].is_paused,
        manual_days=tracks.get(petition.track, service.tracks[0]).manual_days,
        decided_at=decision.at if decision else None,
        revoked_at=revoked_at,
        explained_at=[sent_at for sent_at in explained if sent_at is not None],
    )


def _taken(service: Service, step: Taken, stay: Stay | None, *, tense: Literal["past", "present"]) -> Moment:
    is_open = stay is not None and tense == "present"
    return Moment(
        step.code,
        wording.step(service, step.code),
        tense,
        _whose(stay.standard if stay else None),
        entered_at=step.at,
        minutes=stay.minutes if stay else None,
        target=stay.target if stay else None,
        due_at=stay.due_at if stay and is_open else None,
        is_past_due=bool(stay and stay.is_past_due),
    )


def _ahead(petition: Petition, service: Service, code: str, book: Rulebook, *, at: datetime) -> Moment:
    standard = book.standard(petition.case.case_type_id, code, at=at) if petition.case else None
    target = standard.target_minutes if standard else None
    return Moment(code, wording.step(service, code), "future", _whose(standard), target=target)


def _whose(standard: StepStandard | None) -> str | Promise:
    """The role whose step it is; the applicant's where the standard names no role, nobody's where the case rests."""
    if standard is None:
        return ""
    return Role(standard.role).label if standard.role else _("The applicant")


def _on_the_way(taken: Sequence[Taken]) -> str:
    """Where on the usual way a petition stands, also one that was led aside: whoever was examined is examined again."""
    codes = [step.code for step in taken]
    if codes[-1] not in (workflow.ASKED, workflow.VISIT):
        return codes[-1]
    return workflow.BOOKED if workflow.EXAMINED in codes else workflow.SUBMITTED


def _still_to_come(petition: Petition, service: Service, taken: Sequence[Taken]) -> list[str]:
    here = _on_the_way(taken)
    if here not in USUAL_WAY:
        return []
    known = {step.code for step in service.steps}
    fee = Fee.objects.filter(petition=petition).first()
    is_free = not service.fees or (fee is not None and fee.amount_satang == 0)
    ahead = USUAL_WAY[USUAL_WAY.index(here) + 1 :]
    return [step for step in ahead if step in known and not (step == workflow.APPROVED and is_free)]
