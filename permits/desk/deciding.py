"""The decision on a petition: one, by who may sign, with its reasons and the facts it stands on.

Who decides second is told who decided what. An approval asks for the fee, and without one issues the permit at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from permits import moving, numbering, services, wording, workflow
from permits.appointments import attending
from permits.desk import fees, files, findings, issuing, marking, papers
from permits.ground import checking
from permits.models import Checkup, Decision, Outcome, Petition


class DecidedAlready(Refusal):
    """Somebody else decided first."""


class NotExamined(Refusal):
    """Nobody examines the petition, so nobody decides upon it."""


class ChecklistOpen(Refusal):
    """Lines of the checklist are neither ticked nor set aside."""


class ChecksAreOld(Refusal):
    """The checks were not run on the day of the decision, or on another plan."""


class BrokenRule(Refusal):
    """A broken rule stands without a reason to approve all the same."""


class DaysOver(Refusal):
    """The days that were asked for are over."""


class ReasonsMissing(Refusal):
    """A refusal says why."""


@transaction.atomic
def approve(
    petition: Petition,
    *,
    reasons: str,
    overruled: Mapping[str, str],
    conditions: str,
    by: AbstractBaseUser,
    at: datetime,
) -> Decision:
    """Approve; `overruled` says for each broken rule why it does not hinder. Raises one of the Refusals above."""
    locked = _undecided(petition)
    checkup = _checks_of_today(locked, at=at)
    _refuse_open_lines(locked)
    _refuse_past_days(locked, at=at)
    whys = {rule: overruled.get(rule, "").strip() for rule in findings.failing(checkup)}
    if silent := [rule for rule, why in whys.items() if not why]:
        raise BrokenRule(
            _("%(count)s broken rules stand without a reason. Say for each why it does not hinder, or refuse.")
            % {"count": len(silent)}
        )
    decided = Decision.objects.create(
        municipality=locked.municipality,
        petition=locked,
        checkup=checkup,
        number=numbering.next_number(locked.municipality, kind="decision", at=at),
        outcome=Outcome.APPROVED,
        reasons=reasons.strip(),
        facts=facts_of(locked, checkup, at=at) | {"overruled": whys, "conditions": _lines(conditions)},
        by_id=by.pk,
        at=at,
    )
    _write_down(decided)
    fee = fees.ask(locked, at=at)
    attending.ended(locked, at=at)
    if fee.amount_satang:
        moving.move(locked, to=workflow.APPROVED, by=by, at=at)
    else:
        issuing.issue(locked, by=by, at=at)
    return decided


@transaction.atomic
def refuse(petition: Petition, *, reasons: str, grounds: str, by: AbstractBaseUser, at: datetime) -> Decision:
    """Refuse in writing, with grounds in law and the way to appeal. Raises one of the Refusals above."""
    locked = _undecided(petition)
    if not reasons.strip() or not grounds.strip():
        raise ReasonsMissing(_("Write the reasons and the grounds in law: the applicant must be able to appeal."))
    checkup = findings.latest(locked)
    number = numbering.next_number(locked.municipality, kind="decision", at=at)
    letter = papers.letter(locked, number=number, reasons=reasons.strip(), grounds=grounds.strip(), by=by, at=at)
    decided = Decision.objects.create(
        municipality=locked.municipality,
        petition=locked,
        checkup=checkup,
        number=number,
        outcome=Outcome.REFUSED,
        reasons=reasons.strip(),
        grounds=grounds.strip(),
        facts=facts_of(locked, checkup, at=at),
        by_id=by.pk,
        at=at,
        letter=files.keep(letter, municipality=locked.municipality, kind="letter"),
        letter_sha256=files.sha256(letter),
    )
    _write_down(decided)
    attending.ended(locked, at=at)
    moving.move(locked, to=workflow.REFUSED, by=by, at=at)
    return decided


def facts_of(petition: Petition, checkup: Checkup | None, *, at: datetime) -> dict[str, Any]:
    """What the decision stands on, copied: the petition, its checks and the ticked lines, without who asks."""
    return {
        "service": petition.service,
        "track": petition.track,
        "parcel_code": petition.parcel_code,
        "answers": petition.answers,
        "footprint": petition.footprint.wkt if petition.footprint else None,
        "footprint_m2": str(area) if (area := fees.area_m2(petition)) is not None else None,
        "revision": petition.revision,
        "checks_of": checkup.as_of.isoformat() if checkup else None,
        "checks": [
            {key: found.get(key) for key in ("rule", "verdict", "measured", "required", "unit", "limits")}
            for found in (checkup.findings if checkup else [])
        ],
        "checklist": [
            {"line": line.item.code, "is_fine": line.mark.is_fine, "note": line.mark.note}
            for line in marking.checklist(petition)
            if line.mark is not None
        ],
        "at": at.isoformat(),
    }


def said_of(decided: Decision) -> str:
    """Who decided what and when, in a sentence."""
    return _("%(officer)s decided petition %(case)s at %(time)s: %(outcome)s (no. %(number)s).") % {
        "officer": decided.by.get_full_name() or decided.by.get_username(),
        "case": decided.petition.case,
        "time": town.thai_time(decided.at),
        "outcome": wording.outcome(decided.petition.as_offered().paper, decided.outcome),
        "number": decided.number,
    }


def _undecided(petition: Petition) -> Petition:
    """The petition, locked; the second of two who decide waits here for the first."""
    locked = moving.locked(petition)
    if decided := Decision.objects.filter(petition=locked).select_related("by", "petition__case").first():
        raise DecidedAlready(said_of(decided))
    if moving.stands_at(locked) != workflow.EXAMINED:
        raise NotExamined(
            _("Petition %(case)s is not being examined. Begin the examination, then decide.") % {"case": locked.case}
        )
    return locked


def _checks_of_today(petition: Petition, *, at: datetime) -> Checkup | None:
    checkup = findings.latest(petition)
    if not services.every()[petition.service].checks:
        return checkup
    if checkup is None or checkup.as_of != timezone.localdate(at):
        raise ChecksAreOld(_("The checks were not run today. Run them again, then decide."))
    if checkup.asked_of != checking.asked_of(petition).digest:
        raise ChecksAreOld(_("The petition was changed since it was checked. Run the checks again, then decide."))
    return checkup


def _refuse_open_lines(petition: Petition) -> None:
    left = [line for line in marking.checklist(petition) if not line.is_done]
    if left:
        raise ChecklistOpen(
            _("%(count)s lines of the checklist are open. Tick each, or set it aside with a reason.")
            % {"count": len(left)}
        )


def _refuse_past_days(petition: Petition, *, at: datetime) -> None:
    today = timezone.localdate(at)
    last = petition.as_offered().last_day(petition.answers, issued=today)
    if last is not None and last < today:
        raise DaysOver(
            _("The days that are asked for ended on %(day)s. Ask the applicant for others, or refuse.")
            % {"day": town.thai_date(last)}
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _write_down(decided: Decision) -> None:
    journal.append(
        municipality=decided.municipality,
        by=decided.by,
        action=f"permits.{decided.outcome}",
        thing_kind="petition",
        thing_uid=decided.petition.uid,
        at=decided.at,
        details={"number": decided.number},
    )
