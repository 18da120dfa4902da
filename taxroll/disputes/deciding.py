"""Deciding a filing. A decision that grants assesses the bill anew: new lines beside the sealed ones, the notice's debt
lowered in the ledger, what was paid above it kept for the payer. Nothing is edited, and no decision raises a tax.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import steps
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht, year_be
from taxroll import ledger, numbering, payments
from taxroll.disputes import case_types, filings, letters, reassessing
from taxroll.disputes.reassessing import Correction, Reassessed
from taxroll.law import library
from taxroll.law.rules import Silence
from taxroll.models import Filing, FilingKind, FilingOutcome, Notice, ReassessedLine

GRANTS = (FilingOutcome.GRANTED, FilingOutcome.PARTLY, FilingOutcome.BY_SILENCE)


class ReasonsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write the reasons and the section of law; they are told to the owner."))


class AnsweredAlready(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _("Case %(case)s was answered on %(day)s. A decision is not changed; the owner may go on from it.")
        super().__init__(sentence % {"case": filing.case, "day": town.thai_date(filing.decided_at)})


class TimeHasNotPassed(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _("The time for deciding case %(case)s has not passed, or silence grants nothing. Decide it.")
        super().__init__(sentence % {"case": filing.case})


class NothingGranted(Refusal):
    def __init__(self, before_satang: int) -> None:
        sentence = _(
            "With these facts the tax stays at %(amount)s baht. Put right what the decision grants, or do not grant it."
        )
        super().__init__(sentence % {"amount": format_baht(before_satang)})


class WouldRaise(Refusal):
    def __init__(self, before_satang: int, after_satang: int) -> None:
        sentence = _(
            "The tax would rise from %(before)s to %(after)s baht. An objection never makes it worse; a higher tax"
            " comes by a supplementary roll."
        )
        facts = {"before": format_baht(before_satang), "after": format_baht(after_satang)}
        super().__init__(sentence % facts)


class ToldBeforeDecision(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The owner receives the decision after it is made, and not later than today."))


@transaction.atomic
def examine(filing: Filing, *, by: User, at: datetime) -> Filing:
    """Take a filing up; raises AnsweredAlready or StepNotAllowed."""
    filing = _locked(filing)
    steps.advance(filing.case, to=case_types.EXAMINING, by=by, at=at)
    return filing


@transaction.atomic
def decide(
    filing: Filing,
    *,
    outcome: FilingOutcome,
    reasons: str,
    corrections: Mapping[int, Correction],
    by: User,
    at: datetime,
) -> Filing:
    """Answer a filing; a dispute that is granted is assessed anew. Raises one of the Refusals above.

    Also those of `reassessing`, and payments.DayIsClosed.
    """
    if not reasons.strip():
        raise ReasonsMissing
    filing = _locked(filing)
    if outcome == FilingOutcome.BY_SILENCE and not is_silent(filing, on=timezone.localdate(at)):
        raise TimeHasNotPassed(filing)
    filing.outcome, filing.reasons, filing.decided_at, filing.decided_by = outcome, reasons.strip(), at, by
    filing.decision_number = numbering.take(
        municipality=filing.municipality, kind="decision", year_be=year_be(timezone.localdate(at).year)
    )
    if filing.is_dispute and outcome in GRANTS:
        _assess_anew(filing, corrections, by=by, at=at)
    filing.pdf, filing.pdf_sha256 = letters.issue(filing)
    filing.save()
    steps.advance(filing.case, to=outcome.value, by=by, at=at, note=filing.reasons)
    filings.write_down(filing, f"filing answered: {outcome.value}", by=by, at=at)
    return filing


@transaction.atomic
def tell(filing: Filing, *, on: date, by: User, at: datetime) -> Filing:
    """Write down when the owner received the decision, from which its days count; raises ToldBeforeDecision."""
    filing = (
        Filing.objects.select_for_update(of=["self"]).select_related("case", "municipality", "notice").get(pk=filing.pk)
    )
    if filing.decided_at is None or not timezone.localdate(filing.decided_at) <= on <= timezone.localdate(at):
        raise ToldBeforeDecision
    filing.told_on = on
    filing.save(update_fields=["told_on"])
    filings.write_down(filing, "decision received by the owner", by=by, at=at)
    return filing


def is_silent(filing: Filing, *, on: date) -> bool:
    """Whether the time for deciding passed and the setting of the year says that this grants the objection."""
    if filing.kind != FilingKind.OBJECTION or not filing.decide_by or on <= filing.decide_by:
        return False
    return library.of_year(filing.notice.bill.roll.tax_year_be).silence_of_chief.value == Silence.ACCEPTS


def effect(filing: Filing, *, corrections: Mapping[int, Correction]) -> Reassessed:
    """What the decision would make of the bill, without making it."""
    return reassessing.reassess(filing.notice.bill, corrections=corrections)


def assessed_now(notice: Notice) -> int:
    """What a notice is assessed at after every decision so far, in satang."""
    return notice.bill.payable_satang - ledger.reduced_by(notice)


def _locked(filing: Filing) -> Filing:
    """The filing under its own lock, after that of its notice; raises AnsweredAlready."""
    Notice.objects.select_for_update(of=["self"]).get(pk=filing.notice_id)
    related = ("municipality", "case", "notice__municipality", "notice__bill__roll", "notice__bill__municipality")
    locked = Filing.objects.select_for_update(of=["self"]).select_related(*related).get(pk=filing.pk)
    if locked.outcome:
        raise AnsweredAlready(locked)
    return locked


def _assess_anew(filing: Filing, corrections: Mapping[int, Correction], *, by: User, at: datetime) -> None:
    """The new lines, and the difference in the books."""
    notice, today = filing.notice, timezone.localdate(at)
    if ledger.closed_days(filing.municipality, [today]):
        raise payments.DayIsClosed(today)
    assessed = effect(filing, corrections=corrections)
    before, after = assessed_now(notice), assessed.after_satang
    if after > before:
        raise WouldRaise(before, after)
    if after == before:
        raise NothingGranted(before)
    filing.before_satang, filing.after_satang = before, after
    ReassessedLine.objects.bulk_create(_rows(filing, assessed))
    ledger.reduce(notice, satang=before - after, reference=filing.uid, by=by, at=at)


def _rows(filing: Filing, made: Reassessed) -> list[ReassessedLine]:
    columns = vars(made.assessed)
    steps_ = ("value", "exemption", "net", "tax", "relief", "phase_in", "payable")
    return [
        ReassessedLine(
            municipality=filing.municipality,
            filing=filing,
            line=new.line,
            property_satang=new.property_satang,
            table=int(new.table),
            vacant_years=new.vacant_years,
            reduction_ppm=new.reduction_ppm,
            area_wah=new.area_wah,
            slice_base_satang=made.assessed.slice_base_satang[place].tolist(),
            slice_tax_satang=made.assessed.slice_tax_satang[place].tolist(),
            escalation_ppm=int(made.assessed.escalation_ppm[place]),
            **{f"{step}_satang": int(columns[f"{step}_satang"][place]) for step in steps_},
        )
        for place, new in enumerate(made.lines)
    ]
